"""Opening an account, or setting its password anew, once the member is proved by a code or by activation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kartu.accounts.activation import account_of, use_activation
from kartu.accounts.models import SignInName, User
from kartu.accounts.names import NameTaken, give_name, users_named
from kartu.accounts.passwords import check_strength, hash_password
from kartu.accounts.signon.ending import secure_sites
from kartu.audit.actions import Action
from kartu.audit.actors import member_actor
from kartu.audit.recording import record
from kartu.base.errors import NotThere
from kartu.notifications.account_words import ACCOUNT_OPENED, PASSWORD_CHANGED
from kartu.notifications.messages import tell
from kartu.registry.models import Contact, Member


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

    Raises WeakPassword, NameTaken, ActivationRefused, NotThere (nothing to sign in with).
    """
    check_strength(password)
    member = Member.objects.get(pk=proved.member_id)
    with transaction.atomic():
        if proved.activation_id:
            use_activation(proved.activation_id, now=now)
        user = account_of(member, now=now)
        fresh = not user.has_usable_password()
        _set_password(user, password, proved.name, now=now)
        if proved.name:
            _name(user, proved.name, fresh, now)
        if not user.names.exists():
            raise NotThere
        for contact in Contact.objects.filter(member=member, ended_at=None).select_related("member"):
            tell(member, ACCOUNT_OPENED if fresh else PASSWORD_CHANGED, now=now, to=contact)
    return user


def _set_password(user: User, password: str, name: tuple[str, str] | None, *, now: datetime) -> None:
    sharers = [user] if user.has_usable_password() else users_named(*name) if name else []
    user.password = hash_password(password, sharers=sharers)
    user.save(update_fields=["password"])
    secure_sites(user, now=now)
    record(
        Action.PASSWORD_SET,
        actor=member_actor(user.member_id or 0),
        now=now,
        subject="user",
        subject_id=user.id,
        member_id=user.member_id,
    )


def _name(user: User, name: tuple[str, str], fresh: bool, now: datetime) -> None:
    try:
        give_name(user, *name, now=now)
    except NameTaken:
        # Who has a name already goes on with it.
        if fresh:
            raise
