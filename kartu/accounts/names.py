"""What people sign in with: an e-mail address or a telephone number, typed in any usual form."""

from __future__ import annotations

from datetime import datetime

from kartu.accounts.models import SignInName, User
from kartu.accounts.passwords import salt_of
from kartu.base.errors import DomainError
from kartu.registry.lookups import contact_text
from kartu.registry.models import Contact
from kartu.registry.roster.contacts import read_email, read_phone
from kartu.registry.roster.values import Unusable
from kartu.registry.sealing import keyring

# A family with one telephone. More would make every sign-in with that name dearer, and helps nobody but crowds.
SHARERS = 3


class BadContact(DomainError):
    """Neither an e-mail address nor a telephone number."""

    code = "bad-contact"
    id = "Tulis alamat email seperti nama@contoh.id atau nomor ponsel seperti 0812 3456 7890."
    en = "Write an e-mail address like name@example.id or a phone number like 0812 3456 7890."


class NameTaken(DomainError):
    """As many accounts as may share a name share it already."""

    code = "name-taken"
    id = "Kontak ini sudah dipakai untuk masuk oleh {sharers} akun lain. Pakai email atau nomor yang lain."
    en = "{sharers} other accounts already sign in with this contact. Use another e-mail address or number."


def read_contact(typed: str) -> tuple[str, str]:
    """Kind and normal form of what was typed: ("email", lower case) or ("phone", E.164). Raises BadContact."""
    try:
        if "@" in typed:
            return Contact.EMAIL, read_email(typed)
        return Contact.PHONE, read_phone(typed)
    except Unusable as error:
        raise BadContact from error


def users_named(kind: str, value: str) -> list[User]:
    """Accounts that sign in with this name, oldest first; members of one family may share it.

    Nothing but the account is read: what hangs on it would take longer for somebody than for nobody.
    """
    indexes = keyring().blinds("contact", contact_text(kind, value))
    named = User.objects.filter(names__value_index__in=indexes, is_active=True)
    return list(named.order_by("names__id")[:SHARERS])


def give_name(user: User, kind: str, value: str, *, now: datetime) -> bool:
    """Let `user`, who has a password, sign in with a contact that was confirmed. Returns whether it may now.

    A name others sign in with is given only to who has their salt (kartu/accounts/passwords.py): sign-in computes one
    hash a name. Raises NameTaken when enough accounts share it already.
    """
    index = keyring().blind("contact", contact_text(kind, value))
    names = SignInName.objects.filter(value_index=index).exclude(user=user)
    others = [name.user for name in names.select_related("user")]
    if len(others) >= SHARERS:
        raise NameTaken(sharers=SHARERS)
    if any(salt_of(other) != salt_of(user) for other in others):
        return False
    name = SignInName(user=user, kind=kind, value_index=index, since=now)
    name.value = value
    SignInName.objects.get_or_create(
        user=user, value_index=index, defaults={"kind": kind, "value_sealed": name.value_sealed, "since": now}
    )
    return True
