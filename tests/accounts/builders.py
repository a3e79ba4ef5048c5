"""Members with contacts and accounts, as the tests of signing in and up need them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils import timezone

from kartu.accounts.codes import settle_code
from kartu.accounts.models import SentCode, User
from kartu.accounts.signing_up import Proved, open_account
from kartu.audit.actors import OPERATOR
from kartu.base.digits import six_digits
from kartu.registry.members import Person, register_member, sealed_contact
from kartu.registry.models import Contact, Member

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
NIK = "3174012802011501"
BORN = date(1990, 5, 27)
PHONE, EMAIL = "+6281234567890", "siti@contoh.id"
PASSWORD = "pisang becak lampu hujan"


def a_member(nik: str = NIK, *, phone: str = PHONE, email: str = "", name: str = "Siti Rahmawati") -> Member:
    """A member the roster knows, with the contacts it named."""
    member = register_member(Person(nik, name, BORN), actor=OPERATOR, now=NOW)
    for kind, value in ((Contact.PHONE, phone), (Contact.EMAIL, email)):
        if value:
            sealed_contact(member, kind, value, "roster", NOW).save(force_insert=True)
    return member


def an_account(member: Member, *, name: tuple[str, str] = (Contact.PHONE, PHONE), password: str = PASSWORD) -> User:
    """The member's account, opened as after a code."""
    return open_account(Proved(member.id, name), password, now=timezone.now())


def settled_codes() -> list[SentCode]:
    """Every code asked for, oldest first, once it was found out for whom, as the jobs do before they write."""
    return [settle_code(sent) for sent in SentCode.objects.order_by("id")]


def last_code() -> str:
    """What the last message with a code says."""
    return six_digits(settle_code(SentCode.objects.latest("id")).seed)
