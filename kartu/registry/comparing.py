"""A roster against the workers an employer has: what is new, what would change, what stays. Reads, never writes.

What is said here may be shown to the employer, so it tells nothing of anybody who is not its worker: a person the fund
knows from elsewhere and a person it does not know are both new.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.db import connection

from kartu.registry import findings
from kartu.registry.findings import Finding
from kartu.registry.lookups import contact_text, person_text
from kartu.registry.matching import Registered, differences, fitting, registered_people
from kartu.registry.models import Contact, Member
from kartu.registry.roster import RosterLine, Worker
from kartu.registry.sealing import keyring

Kind = Literal["new", "changed", "quiet", "unchanged", "refused"]
STANDING = """
    SELECT number, id, member_id, employer_id, staff_number, ended_on FROM registry_membership WHERE number = ANY(%s)
"""
CONTACTS = "SELECT member_id, value_index FROM registry_contact WHERE member_id = ANY(%s) AND ended_at IS NULL"
NAME, BIRTH_DATE, STAFF_NUMBER, EMAIL, PHONE = "name", "birth_date", "staff_number", "email", "phone"
_NOT_DIGITS = re.compile(r"\D")


class Standing(NamedTuple):
    """A membership number in use."""

    membership_id: int
    member_id: int
    here: bool  # with this employer, and not ended
    staff_number: str


@dataclass(slots=True)
class Compared:
    """One line and what it means. `changes` name what differs; contacts are among them, and never told to HR."""

    line: RosterLine
    kind: Kind
    worker: Worker | None = None
    member_id: int | None = None  # the person the fund has, wherever it works
    standing: Standing | None = None
    findings: tuple[Finding, ...] = ()
    changes: tuple[str, ...] = ()


def compare_lines(lines: Sequence[RosterLine], employer_id: int) -> list[Compared]:
    """Judge lines for one employer, in the file's order; four queries for any number of lines."""
    workers = [line.worker for line in lines if line.worker]
    standing = _standing([*(worker.kpj for worker in workers), *filter(None, map(_number_of, lines))], employer_id)
    people = registered_people(workers)
    compared = [_judge(line, standing, people) for line in lines]
    known = [each for each in compared if each.kind == "unchanged" and each.worker]
    _compare_people(known, people)
    _compare_contacts(known)
    for each in known:
        told = {NAME, BIRTH_DATE, STAFF_NUMBER} & set(each.changes)
        each.kind = "changed" if told else "quiet" if each.changes else "unchanged"
    return compared


def _judge(line: RosterLine, standing: dict[str, Standing], people: dict[str, Registered]) -> Compared:
    said = tuple(map(Finding, line.problems))
    if line.worker is None:
        # The number of a refused line still says that its worker has not left.
        mentioned = standing.get(_number_of(line))
        return Compared(line, "refused", standing=mentioned if mentioned and mentioned.here else None, findings=said)
    more: list[Finding] = []
    worker = fitting(line, line.worker, more)
    said += tuple(more)
    person = people.get(worker.nik)
    found = standing.get(worker.kpj)
    if line.repeat_of:
        return Compared(line, "unchanged", standing=found if found and found.here else None, findings=said)
    if found and found.member_id != (person.id if person else None):
        why = findings.number_taken(line, worker.kpj)
        return Compared(line, "refused", standing=found if found.here else None, findings=(*said, why))
    member_id = person.id if person else None
    kind: Kind = "unchanged" if found and found.here else "new"
    return Compared(line, kind, worker, member_id, found, said)


def _compare_people(known: Sequence[Compared], people: dict[str, Registered]) -> None:
    """Staff numbers, and names and birth dates of those whose joint index differs; only these are opened."""
    blinds = keyring().blinds
    differing: list[Compared] = []
    for each in known:
        worker, standing = each.worker, each.standing
        if worker is None or standing is None:
            continue
        if worker.staff_number and worker.staff_number != standing.staff_number:
            each.changes += (STAFF_NUMBER,)
        if people[worker.nik].person_index not in blinds("person", person_text(worker.name, worker.birth_date)):
            differing.append(each)
    opened = Member.objects.in_bulk([each.member_id for each in differing])
    for each in differing:
        member = opened.get(each.member_id or 0)
        if member is None or not member.data_key or each.worker is None:
            continue
        found = list(differences(each.line, each.worker, member.name, member.birth_date))
        each.findings += tuple(found)
        each.changes += tuple(_CHANGE_OF[finding.problem.code] for finding in found)


def _compare_contacts(known: Sequence[Compared]) -> None:
    """Contacts a line names that the member has not."""
    with_contacts = [each for each in known if each.worker and (each.worker.email or each.worker.phone)]
    if not with_contacts:
        return
    with connection.cursor() as cursor:
        cursor.execute(CONTACTS, [[each.member_id for each in with_contacts]])
        there = {(member_id, bytes(index)) for member_id, index in cursor.fetchall()}
    for each in with_contacts:
        each.changes += tuple(name for name, index in _contact_indexes(each) if (each.member_id, index) not in there)


def _contact_indexes(each: Compared) -> Iterator[tuple[str, bytes]]:
    if each.worker is None:
        return
    blind = keyring().blind
    if each.worker.email:
        yield EMAIL, blind("contact", contact_text(Contact.EMAIL, each.worker.email))
    if each.worker.phone:
        yield PHONE, blind("contact", contact_text(Contact.PHONE, each.worker.phone))


def _standing(numbers: Iterable[str], employer_id: int) -> dict[str, Standing]:
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [list(numbers)])
        return {
            number: Standing(row, member, employer == employer_id and ended is None, staff)
            for number, row, member, employer, staff, ended in cursor.fetchall()
        }


def _number_of(line: RosterLine) -> str:
    """The membership number in a refused line's cell, if there is something like one."""
    position = line.header.positions.get("kpj")
    if line.worker is not None or position is None or position >= len(line.cells):
        return ""
    digits = _NOT_DIGITS.sub("", str(line.cells[position]))
    return digits if len(digits) <= 16 else ""


_CHANGE_OF = {"name-differs": NAME, "birth-date-differs": BIRTH_DATE}
