"""Ending what came of a sign-on: its tokens go, and nothing can come of it any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.idp.oidc.models import Client, Token
from django.db import transaction
from django.db.models import Q, QuerySet

from kartu.accounts.models import Device, User
from kartu.accounts.signon.models import SignOn
from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM, Actor
from kartu.audit.recording import record

WITHDRAWN, REPLAY, REUSE, REVOKED, SIGNED_OUT, SECURED = (
    *("withdrawn", "replay", "reuse", "revoked", "signed-out", "secured"),
)
# A code or refresh token that comes back after this is no longer told apart from one we never made.
REMEMBERED = timedelta(days=30)


def end_sign_on(sign_on: SignOn, why: str, *, actor: Actor, now: datetime) -> bool:
    """End one sign-on and record it; False when it had ended before."""
    with transaction.atomic():
        if not end_sign_ons(SignOn.objects.filter(pk=sign_on.pk), why, now=now):
            return False
        _record(Action.SITE_ENDED, sign_on, actor, now, why)
    return True


def refuse_reuse(sign_on: SignOn, why: str, *, now: datetime) -> None:
    """A code or refresh token was used twice, so somebody has a copy: end everything that came of it."""
    with transaction.atomic():
        end_sign_ons(SignOn.objects.filter(pk=sign_on.pk), why, now=now)
        _record(Action.SITE_REUSE_REFUSED, sign_on, SYSTEM, now, why)


def sign_off(user: User, site: Client, *, now: datetime) -> None:
    """End what this member's sign-ons at one site gave it."""
    _end_each(SignOn.objects.filter(user=user, site=site), SIGNED_OUT, user.actor, now)


def sign_off_device(device: Device, *, actor: Actor, now: datetime) -> None:
    """End every sign-on that was begun in one browser: it is signed out, and what it gave to sites with it."""
    _end_each(SignOn.objects.filter(device=device), SIGNED_OUT, actor, now)


def secure_sites(user: User, *, now: datetime) -> None:
    """End every sign-on of this account, as after a new password or "sign out everywhere"; consents stay."""
    _end_each(SignOn.objects.filter(user=user), SECURED, user.actor, now)


def end_sign_ons(chosen: QuerySet[SignOn], why: str, *, now: datetime) -> int:
    """End those of `chosen` that go on, with their tokens; returns how many. Part of the caller's transaction."""
    going = list(chosen.filter(ended_at=None).values_list("id", "user_id", "site_id"))
    ended = SignOn.objects.filter(id__in=[number for number, _, _ in going], ended_at=None)
    count = ended.update(ended_at=now, ended_why=why)
    for number, user_id, site_id in going:
        Token.objects.filter(user_id=user_id, client_id=site_id, data__sign_on=number).delete()
    return count


def sweep_sign_ons(*, now: datetime) -> int:
    """Remove tokens that are over, and sign-ons nothing can come of; returns how many sign-ons."""
    Token.objects.filter(expires_at__lte=now).delete()
    never_used = Q(code_used_at=None, code_until__lt=now - timedelta(days=1))
    over = Q(until__lt=now - REMEMBERED) | Q(ended_at__lt=now - REMEMBERED) | never_used
    return SignOn.objects.filter(over).delete()[0]


def _end_each(chosen: QuerySet[SignOn], why: str, actor: Actor, now: datetime) -> None:
    for sign_on in chosen.filter(ended_at=None, until__gt=now).select_related("site", "user"):
        end_sign_on(sign_on, why, actor=actor, now=now)


def _record(action: Action, sign_on: SignOn, actor: Actor, now: datetime, why: str) -> None:
    record(
        action,
        actor=actor,
        now=now,
        subject="sign-on",
        subject_id=sign_on.id,
        member_id=sign_on.user.member_id,
        client=sign_on.site_id,
        site=sign_on.site.name,
        why=why,
    )
