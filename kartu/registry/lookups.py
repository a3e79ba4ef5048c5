"""Finding a member by what a person can say or show; always by keyed index, never by an opened column."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.db.models import F, QuerySet

from kartu.base.errors import NotThere
from kartu.registry.models import Contact, Member, Membership
from kartu.registry.sealing import keyring


def member_by_identity(kind: str, number: str) -> Member | None:
    """The member with this identity document, or None. `kind` is one of Member.KTP, PASSPORT, KITAS."""
    indexes = keyring().blinds("identity", identity_text(kind, number))
    return Member.objects.filter(identity_index__in=indexes).first()


def member_by_id(member_id: int) -> Member:
    """The member of this row, for whoever has found it before. Raises NotThere."""
    member = Member.objects.filter(pk=member_id).first()
    if member is None:
        raise NotThere
    return member


def membership_by_number(number: str) -> Membership | None:
    """The membership with this number, written without blanks, with its member; or None."""
    return Membership.objects.filter(number=number).select_related("member").first()


def members_by_person(name: str, birth_date: date | None) -> list[Member]:
    """Members of exactly this name (spelling of case, spaces and marks aside) and birth date, oldest first."""
    indexes = keyring().blinds("person", person_text(name, birth_date))
    return list(Member.objects.filter(person_index__in=indexes).order_by("id"))


def contacts_by_value(kind: str, value: str) -> list[Contact]:
    """Contacts in use with this e-mail address or number, with their members; several members may share one."""
    indexes = keyring().blinds("contact", contact_text(kind, value))
    found = Contact.objects.filter(value_index__in=indexes, ended_at=None)
    return list(found.select_related("member").order_by("id"))


def memberships_of(member_id: int) -> QuerySet[Membership]:
    """The member's memberships with their employers: those that go on first, each in the order they began."""
    found = Membership.objects.filter(member_id=member_id).select_related("member", "employer")
    return found.order_by(F("ended_on").desc(nulls_first=True), "id")


def contacts_of(member_id: int) -> QuerySet[Contact]:
    """The member's contacts in use, oldest first."""
    return Contact.objects.filter(member_id=member_id, ended_at=None).select_related("member").order_by("id")


def proved_contacts_of(member_id: int) -> QuerySet[Contact]:
    """The member's contacts from which a code came back: nobody but the member reads what goes there."""
    return contacts_of(member_id).filter(confirmed_at__isnull=False)


def identity_text(kind: str, number: str) -> str:
    """What an identity's blind index is made of: capitals and digits only."""
    return f"{kind}:{re.sub(r'[^0-9A-Z]', '', number.upper())}"


def person_text(name: str, birth_date: date | None) -> str:
    """What the joint index is made of: letters and digits without marks, one blank between words, and the date."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", name) if not unicodedata.combining(mark))
    words = re.findall(r"\w+", plain.casefold())
    return f"{' '.join(words)}:{birth_date.isoformat() if birth_date else ''}"


def contact_text(kind: str, value: str) -> str:
    """What a contact's blind index is made of."""
    return f"{kind}:{value.strip().casefold()}"
