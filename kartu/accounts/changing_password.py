"""A member who is signed in sets another password, or the first one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kartu.accounts.contacts import contacts_of
from kartu.accounts.models import User
from kartu.accounts.names import NameTaken, give_name
from kartu.accounts.passwords import check_strength
from kartu.accounts.proving_again import ProofRefused, prove_by_password
from kartu.accounts.second_step import has_second_step, remove_second_step
from kartu.accounts.signing_up import set_password
from kartu.accounts.telling import tell_contacts
from kartu.base.errors import DomainError
from kartu.notifications.account_words import PASSWORD_CHANGED


class NothingToSignInWith(DomainError):
    """A password needs a name beside it, and there is no confirmed contact to be one."""

    code = "nothing-to-sign-in-with"
    id = "Kata sandi dipakai bersama email atau nomor ponsel. Tambahkan satu di halaman Kontak dulu."
    en = "A password goes with an e-mail address or phone number. Add one on the Contacts page first."


def change_password(user: User, current: str, new: str, *, device: str, keep: str, now: datetime) -> None:
    """Set a new password; the sessions of all other devices end. `current` proves it where there is a password.

    A voided password proves nothing and is not changed here: a new one comes by way of a code (ProofRefused).
    Raises ProofRefused, WeakPassword, NothingToSignInWith, TooMany.
    """
    if user.has_usable_password():
        if user.password_void_at:
            raise ProofRefused
        prove_by_password(user, current, device=device, now=now)
    check_strength(new, member=user.member, second_step=has_second_step(user))
    with transaction.atomic():
        _set(user, new, keep=keep, now=now)
        tell_contacts(user, PASSWORD_CHANGED, now=now)


def end_second_step(user: User, new: str, *, keep: str, now: datetime) -> None:
    """Switch the second step off. A password that was good only with it gives way to `new`, both or neither.

    Raises WeakPassword.
    """
    with transaction.atomic():
        if user.password_short:
            check_strength(new, member=user.member)
            set_password(user, new, keep=keep, now=now)
        remove_second_step(user, actor=user.actor, now=now)


def _set(user: User, new: str, *, keep: str, now: datetime) -> None:
    confirmed = [(each.kind, each.value) for each in contacts_of(user.member_id or 0) if each.confirmed_at]
    if not confirmed and not user.names.exists():
        raise NothingToSignInWith
    first = not user.has_usable_password()
    set_password(user, new, name=confirmed[0] if first and confirmed else None, keep=keep, now=now)
    for kind, value in confirmed if first else []:
        try:
            give_name(user, kind, value, now=now)
        except NameTaken:
            continue
    if not user.names.exists():
        raise NothingToSignInWith
