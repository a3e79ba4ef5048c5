"""Writing members down: the person, the contacts, the memberships."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.base.language import LANGUAGES
from kartu.registry.lookups import contact_text, identity_text, person_text
from kartu.registry.models import Contact, Employer, Member, Membership
from kartu.registry.sealing import keyring


@dataclass(frozen=True, slots=True)
class Person:
    """What the fund knows of a person before it is sealed."""

    identity: str
    name: str
    birth_date: date | None = None
    birth_place: str = ""
    address: str = ""
    sex: str = ""
    identity_kind: str = Member.KTP
    language: str = "id"


def register_member(person: Person, *, actor: Actor, now: datetime) -> Member:
    """Write a new member, sealed from the start. The identity must be new (the database refuses a second)."""
    member = sealed_member(next_ids("registry_member", 1)[0], person, now)
    with transaction.atomic():
        member.save(force_insert=True)
        who = member.id
        record(Action.MEMBER_REGISTERED, actor=actor, now=now, subject="member", subject_id=who, member_id=who)
    return member


def sealed_member(number: int, person: Person, now: datetime) -> Member:
    """An unsaved Member with every personal column sealed. `number` is bound into the seals, so it comes first."""
    ring = keyring()
    key, wrapped = ring.new_data_key(number)
    member = Member(
        id=number,
        data_key=wrapped,
        identity_kind=person.identity_kind,
        identity_index=ring.blind("identity", identity_text(person.identity_kind, person.identity)),
        person_index=ring.blind("person", person_text(person.name, person.birth_date)),
        sex=person.sex,
        language=person.language,
        registered_at=now,
    )
    member.key = key
    member.identity = person.identity
    member.name = person.name
    member.birth_date_text = person.birth_date.isoformat() if person.birth_date else ""
    member.birth_place = person.birth_place
    member.address = person.address
    return member


def sealed_contact(member: Member, kind: str, value: str, source: str, now: datetime) -> Contact:
    """An unsaved Contact of `member`; e-mail addresses and numbers are given in normal form."""
    index = keyring().blind("contact", contact_text(kind, value))
    contact = Contact(member=member, kind=kind, value_index=index, source=source, added_at=now)
    contact.value = value
    return contact


def lock_member(member_id: int) -> None:
    """Wait for one's turn at the member; held until the caller's transaction ends."""
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=member_id)


def start_membership(
    member: Member,
    number: str,
    *,
    employer: Employer | None,
    programmes: int,
    actor: Actor,
    now: datetime,
    started_on: date | None = None,
    staff_number: str = "",
) -> Membership:
    """Give the member one more membership number. Raises IntegrityError when the number is taken."""
    with transaction.atomic():
        membership = Membership.objects.create(
            member=member,
            number=number,
            employer=employer,
            programmes=programmes,
            started_on=started_on,
            staff_number=staff_number,
        )
        record(
            Action.MEMBERSHIP_STARTED,
            actor=actor,
            now=now,
            subject="membership",
            subject_id=membership.id,
            member_id=member.id,
        )
    return membership


def move_membership(
    membership: Membership, employer: Employer, *, actor: Actor, now: datetime, staff_number: str = ""
) -> None:
    """The number goes on under another employer; its card stays the same."""
    changes = {"employer": employer, "staff_number": staff_number, "ended_on": None}
    with transaction.atomic():
        Membership.objects.filter(pk=membership.pk).update(**changes)
        record(
            Action.MEMBERSHIP_MOVED,
            actor=actor,
            now=now,
            subject="membership",
            subject_id=membership.id,
            member_id=membership.member_id,
            employer=employer.id,
        )
    membership.employer, membership.staff_number, membership.ended_on = employer, staff_number, None


def correct_person(
    member: Member, *, actor: Actor, now: datetime, name: str = "", birth_date: date | None = None
) -> None:
    """Write another name or birth date in place of what stands; what is not given stays."""
    if not name and birth_date is None:
        return
    member.name = name or member.name
    born = birth_date or member.birth_date
    member.birth_date_text = born.isoformat() if born else ""
    member.person_index = keyring().blind("person", person_text(member.name, born))
    with transaction.atomic():
        member.save(update_fields=["name_sealed", "birth_date_sealed", "person_index"])
        changed = {"name": bool(name), "birth_date": birth_date is not None}
        record(
            Action.MEMBER_CORRECTED,
            actor=actor,
            now=now,
            subject="member",
            subject_id=member.id,
            member_id=member.id,
            **changed,
        )


def choose_language(member: Member, language: str, *, actor: Actor, now: datetime) -> None:
    """From now on messages, cards and papers for the member are in `language`: "id" or "en"."""
    if language not in LANGUAGES:
        raise ValueError(f"not a language of ours: {language}")
    with transaction.atomic():
        if not Member.objects.filter(pk=member.id).exclude(language=language).update(language=language):
            return
        record(
            Action.LANGUAGE_CHOSEN,
            actor=actor,
            now=now,
            subject="member",
            subject_id=member.id,
            member_id=member.id,
            language=language,
        )
    member.language = language


def ensure_employer(npp: str, *, actor: Actor, now: datetime, name: str = "") -> tuple[Employer, bool]:
    """The employer with this registration number, made when unknown. Returns it and whether it is new."""
    with transaction.atomic():
        employer, made = Employer.objects.get_or_create(npp=npp, defaults={"name": name, "registered_at": now})
        if made:
            record(Action.EMPLOYER_REGISTERED, actor=actor, now=now, subject="employer", subject_id=employer.id)
    return employer, made


def next_ids(table: str, count: int) -> Sequence[int]:
    """`count` new primary keys of `table`, taken from its sequence before the rows exist."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [number for (number,) in cursor.fetchall()]
