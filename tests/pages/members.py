"""Members for the tests of their pages: with cards, and signed in without walking through the entrance."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from kartu.accounts.models import User
from kartu.audit.actors import OPERATOR
from kartu.cards.issuing import open_card
from kartu.cards.models import Card
from kartu.registry.members import start_membership
from kartu.registry.models import Member
from tests.accounts.sessions import open_session
from tests.cards.builders import new_card


def new_member(*, now: datetime | None = None) -> tuple[Member, Card]:
    """A member with one membership under PT Laut Biru, and its card without any copy."""
    card = new_card(now=now or timezone.now())
    return card.membership.member, card


def second_card(member: Member, number: str = "99010000002") -> Card:
    """One more number of the member, without an employer."""
    now = timezone.now()
    membership = start_membership(member, number, employer=None, programmes=1, actor=OPERATOR, now=now)
    return open_card(membership, actor=OPERATOR, now=now)


def account_of(member: Member) -> User:
    found = User.objects.filter(member=member).first()
    return found or User.objects.create(member=member, created_at=timezone.now(), password=make_password(None))


def sign_in(client: Client, member: Member, *, own_phone: bool = False, proved_at: datetime | None = None) -> None:
    """A session of the member; `proved_at` is when who is there was last proved, if that is a while ago."""
    open_session(client, account_of(member), own_phone=own_phone, proved_at=proved_at)
    if own_phone:
        client.cookies["ponsel"] = "sendiri"
