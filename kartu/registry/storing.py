"""Newcomers and memberships of a roster, sealed and written into the register with their events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record_many
from kartu.base.copying import insert_rows
from kartu.base.crypto import Keyring
from kartu.registry.lookups import contact_text, identity_text, person_text
from kartu.registry.matching import Matched
from kartu.registry.members import next_ids
from kartu.registry.models import Contact, Member
from kartu.registry.roster import Worker
from kartu.registry.sealing import keyring, place

CopyRow = tuple[object, ...]

SOURCE = "roster"
SEX = {"male": "L", "female": "P"}
IDENTITY, NAME, BIRTH_DATE, BIRTH_PLACE = (
    place(Member, name) for name in ("identity", "name", "birth_date", "birth_place")
)
CONTACT_VALUE = place(Contact, "value")
MEMBER = {
    "id": "int8",
    "data_key": "bytea",
    "identity_kind": "varchar",
    "identity_sealed": "bytea",
    "identity_index": "bytea",
    "name_sealed": "bytea",
    "birth_date_sealed": "bytea",
    "birth_place_sealed": "bytea",
    "person_index": "bytea",
    "sex": "varchar",
    "language": "varchar",
    "registered_at": "timestamptz",
}
CONTACT = {
    "member_id": "int8",
    "kind": "varchar",
    "value_sealed": "bytea",
    "value_index": "bytea",
    "source": "varchar",
    "added_at": "timestamptz",
}
MEMBERSHIP = {
    "id": "int8",
    "member_id": "int8",
    "number": "varchar",
    "employer_id": "int8",
    "programmes": "int4",
    "started_on": "date",
    "staff_number": "varchar",
}


def store_matched(matched: Matched, employer_id: int, *, actor: Actor, now: datetime) -> None:
    """Write a block's newcomers, their contacts and all new memberships, in the caller's transaction.

    Raises IntegrityError when somebody else wrote one of the numbers meanwhile; match again then.
    """
    ids = dict(zip(matched.newcomers, next_ids("registry_member", len(matched.newcomers)), strict=True))
    ring = keyring()
    newcomers = [_sealed(ring, ids[nik], worker, now) for nik, worker in matched.newcomers.items()]
    insert_rows("registry_member", MEMBER, (member for member, _ in newcomers))
    insert_rows("registry_contact", CONTACT, (contact for _, contacts in newcomers for contact in contacts))

    members = matched.members | ids
    numbers = next_ids("registry_membership", len(matched.joining))
    joining = list(zip(numbers, (members[worker.nik] for worker in matched.joining), matched.joining, strict=True))
    insert_rows("registry_membership", MEMBERSHIP, _memberships(joining, employer_id))

    registered = ((member_id, member_id) for member_id in ids.values())
    started = ((member_id, number) for number, member_id, _ in joining)
    record_many(Action.MEMBER_REGISTERED, registered, actor=actor, now=now, subject="member")
    record_many(Action.MEMBERSHIP_STARTED, started, actor=actor, now=now, subject="membership")


def _sealed(ring: Keyring, number: int, worker: Worker, now: datetime) -> tuple[CopyRow, list[CopyRow]]:
    """A newcomer's row and contacts: what sealed_member and sealed_contact make, without the cost of model objects.

    Half the time of an import goes into this function; a test holds it against those two.
    """
    key, wrapped = ring.new_data_key(number)
    seal = key.seal
    born = worker.birth_date.isoformat() if worker.birth_date else ""
    member = (
        number,
        wrapped,
        Member.KTP,
        seal(IDENTITY, number, worker.nik),
        ring.blind("identity", identity_text(Member.KTP, worker.nik)),
        seal(NAME, number, worker.name),
        seal(BIRTH_DATE, number, born) if born else None,
        seal(BIRTH_PLACE, number, worker.birth_place) if worker.birth_place else None,
        ring.blind("person", person_text(worker.name, worker.birth_date)),
        SEX.get(worker.sex or "", ""),
        "id",
        now,
    )
    contacts: list[CopyRow] = [
        (
            number,
            kind,
            seal(CONTACT_VALUE, number, value),
            ring.blind("contact", contact_text(kind, value)),
            SOURCE,
            now,
        )
        for kind, value in ((Contact.EMAIL, worker.email), (Contact.PHONE, worker.phone))
        if value
    ]
    return member, contacts


def _memberships(joining: Iterable[tuple[int, int, Worker]], employer_id: int) -> Iterator[tuple[object, ...]]:
    bits: dict[tuple[str, ...], int] = {}  # a roster has a handful of combinations
    for number, member_id, worker in joining:
        if worker.programmes not in bits:
            bits[worker.programmes] = settings.PROFILE.programme_bits(worker.programmes)
        programmes, staff_number = bits[worker.programmes], worker.staff_number or ""
        yield number, member_id, worker.kpj, employer_id, programmes, worker.member_since, staff_number
