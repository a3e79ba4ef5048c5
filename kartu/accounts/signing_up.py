"""Opening an account, or setting its password anew, once the member is proved by a code or by activation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kartu.accounts.activation import account_of, use_activation
from kartu.accounts.models import Passkey, SignInName, User
from kartu.accounts.names import NameTaken, give_name, users_named
from kartu.accounts.open_sessions import end_sessions
from kartu.accounts.passkeys import Made, Options, State, begin_passkey, make_passkey
from kartu.accounts.passwords import SHORTEST, check_strength, hash_password
from kartu.accounts.second_step import has_second_step
from kartu.accounts.telling import tell_contacts
from kartu.audit.actions import Action
from kartu.audit.recording import record
from kartu.base.errors import NotThere
from kartu.notifications.account_words import ACCOUNT_OPENED, PASSWORD_CHANGED
from kartu.registry.models import Member


@dataclass(frozen=True, slots=True)
class Proved:
    """A member, and what proved it: the contact a code came back from, or an activation code still to be used up.

    `name` is a confirmed contact (kind, value) to sign in with; accounts that have a name keep it without one.
    """

    member_id: int
    name: tuple[str, str] | None = None
    activation_id: int | None = None


def needs_name(member_id: int) -> bool:
    """Whether this member has nothing to sign in with yet."""
    return not SignInName.objects.filter(user__member=member_id).exists()


def open_account(proved: Proved, password: str, *, now: datetime) -> User:
    """Give the proved member an account with this password, or the account there is a new one; tell every contact.

    Every session of the account ends. Raises WeakPassword, NameTaken, ActivationRefused, NotThere (nothing to sign in
    with).
    """
    member = Member.objects.get(pk=proved.member_id)
    check_strength(password, member=member, second_step=asks_second_step(member.id))
    with transaction.atomic():
        user, fresh = _account(proved, member, now=now)
        set_password(user, password, name=proved.name, now=now)
        if proved.name:
            _name(user, proved.name, fresh, now)
        if not user.names.exists():
            raise NotThere
        tell_contacts(user, ACCOUNT_OPENED if fresh else PASSWORD_CHANGED, now=now)
    return user


def begin_first_passkey(member_id: int) -> tuple[Options, State]:
    """As `begin_passkey`, for a member who may have no account yet."""
    member = Member.objects.get(pk=member_id)
    user = User.objects.filter(member=member).first() or User(member=member)
    return begin_passkey(user, member.name)


def open_by_passkey(proved: Proved, made: Made, *, now: datetime) -> Passkey:
    """Give the proved member an account that opens with this passkey, or the account there is one more.

    Raises PasskeyRefused, ActivationRefused.
    """
    member = Member.objects.get(pk=proved.member_id)
    with transaction.atomic():
        handle = made.state.get("handle", "")
        user, fresh = _account(proved, member, now=now, handle=UUID(handle) if handle else None)
        if fresh:
            tell_contacts(user, ACCOUNT_OPENED, now=now)
        end_sessions(user, actor=user.actor, now=now)
        return make_passkey(user, made, now=now)


def set_password(
    user: User, password: str, *, name: tuple[str, str] | None = None, keep: str = "", now: datetime
) -> None:
    """Store a password that was found strong enough; every session ends but the one with the key `keep`."""
    sharers = [user] if user.has_usable_password() else users_named(*name) if name else []
    user.password = hash_password(password, sharers=sharers)
    user.password_short = len(password) < SHORTEST
    user.password_void_at = None
    user.save(update_fields=["password", "password_short", "password_void_at"])
    record(
        Action.PASSWORD_SET,
        actor=user.actor,
        now=now,
        subject="user",
        subject_id=user.id,
        member_id=user.member_id,
    )
    end_sessions(user, actor=user.actor, now=now, keep=keep)


def asks_second_step(member_id: int) -> bool:
    """Whether this member has an account that asks for a second step: no new password without it."""
    user = User.objects.filter(member=member_id).first()
    return user is not None and has_second_step(user)


def _account(proved: Proved, member: Member, *, now: datetime, handle: UUID | None = None) -> tuple[User, bool]:
    """The account, and whether nobody could sign in with it before."""
    if proved.activation_id:
        use_activation(proved.activation_id, now=now)
    user = account_of(member, now=now, handle=handle)
    return user, not user.has_usable_password() and not user.passkeys.exists()


def _name(user: User, name: tuple[str, str], fresh: bool, now: datetime) -> None:
    try:
        give_name(user, *name, now=now)
    except NameTaken:
        # Who has a name already goes on with it.
        if fresh:
            raise
