"""Roster rows against the register: who is new, what is known, what must be refused. Reads, never writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from kartu.registry import findings
from kartu.registry.findings import Finding
from kartu.registry.lookups import identity_text, person_text
from kartu.registry.models import Member
from kartu.registry.roster import RosterLine, Worker
from kartu.registry.sealing import keyring

# One array each: thousands of single placeholders take longer to write down than to look up.
MEMBERS = "SELECT id, identity_index, person_index FROM registry_member WHERE identity_index = ANY(%s)"
NUMBERS = "SELECT number, member_id, employer_id FROM registry_membership WHERE number = ANY(%s)"

UNKNOWN_EMPLOYER = 0
LONGEST_STAFF_NUMBER = 40


@dataclass(slots=True)
class Matched:
    """A block of rows, judged. `members` are those the fund has, by identity number."""

    members: dict[str, int] = field(default_factory=dict)
    newcomers: dict[str, Worker] = field(default_factory=dict)  # by identity number; the first row of each speaks
    joining: list[Worker] = field(default_factory=list)  # one membership each
    known: int = 0
    refused: list[tuple[RosterLine, Finding | None]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Registered:
    """A member as far as a roster is compared with it."""

    id: int
    person_index: bytes


def match_lines(lines: Sequence[RosterLine], employer_id: int) -> Matched:
    """Judge rows for one employer (UNKNOWN_EMPLOYER: one the fund does not have yet), in the file's order.

    A repeat of an earlier row that has no membership by now (a dry run) counts as known.
    """
    workers = [line.worker for line in lines if line.worker]
    # In this order: whoever commits between the two queries is then met by the unique index. The other way round a
    # number would be seen without its member, and look like somebody else's.
    numbers = _numbers(workers)
    people = registered_people(workers)
    matched = Matched({nik: person.id for nik, person in people.items()})
    joined: set[str] = set()
    kept: list[RosterLine] = []
    for line in lines:
        matched.findings += map(Finding, line.problems)
        worker = line.worker
        if worker is None:
            matched.refused.append((line, None))
            continue
        standing = numbers.get(worker.kpj)
        if standing and standing != (matched.members.get(worker.nik), employer_id):
            own = standing[0] == matched.members.get(worker.nik)
            why = (findings.number_elsewhere if own else findings.number_taken)(line, worker.kpj)
            matched.refused.append((line, why))
            matched.findings.append(why)
            continue
        kept.append(line)
        if standing or line.repeat_of or worker.kpj in joined:
            matched.known += 1
            continue
        joined.add(worker.kpj)
        matched.joining.append(fitting(line, worker, matched.findings))
        if worker.nik not in matched.members:
            matched.newcomers.setdefault(worker.nik, worker)
    _compare(kept, people, matched)
    order = {line.place: position for position, line in enumerate(lines)}
    matched.findings.sort(key=lambda finding: order[finding.problem.place])
    return matched


def registered_people(workers: Iterable[Worker]) -> dict[str, Registered]:
    """The workers the fund has, by identity number; one query."""
    blinds = keyring().blinds
    niks = {index: w.nik for w in workers for index in blinds("identity", identity_text(Member.KTP, w.nik))}
    with connection.cursor() as cursor:
        cursor.execute(MEMBERS, [list(niks)])
        return {niks[bytes(index)]: Registered(number, bytes(person)) for number, index, person in cursor.fetchall()}


def _numbers(workers: Iterable[Worker]) -> dict[str, tuple[int, int | None]]:
    """Membership numbers in use: whose, and under which employer; one query."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [[worker.kpj for worker in workers]])
        return {number: (member_id, employer_id) for number, member_id, employer_id in cursor.fetchall()}


def fitting(line: RosterLine, worker: Worker, said: list[Finding]) -> Worker:
    """The worker without a staff number that does not fit, which is `said`."""
    if len(worker.staff_number or "") <= LONGEST_STAFF_NUMBER:
        return worker
    said.append(findings.staff_number_too_long(line, worker.staff_number or ""))
    return worker._replace(staff_number=None)


def _compare(kept: Sequence[RosterLine], people: dict[str, Registered], matched: Matched) -> None:
    """Warn where name or birth date are not the fund's (or, of a newcomer, not the first row's)."""
    blinds = keyring().blinds
    differing: list[tuple[RosterLine, Worker]] = []
    for line in kept:
        worker = line.worker
        if worker is None:
            continue
        person = people.get(worker.nik)
        if person is None:
            first = matched.newcomers.get(worker.nik)
            if first is not None and first is not worker:
                matched.findings += differences(line, worker, first.name, first.birth_date)
        elif person.person_index not in blinds("person", person_text(worker.name, worker.birth_date)):
            differing.append((line, worker))
    # Sealed columns are opened for these few only.
    opened = Member.objects.in_bulk({matched.members[worker.nik] for _, worker in differing})
    for line, worker in differing:
        member = opened.get(matched.members[worker.nik])
        if member is not None and member.data_key:  # an erased person has nothing left to compare with
            matched.findings += differences(line, worker, member.name, member.birth_date)


def differences(line: RosterLine, worker: Worker, name: str, birth_date: date | None) -> Iterable[Finding]:
    """Where a line says another name or birth date than the fund has."""
    if person_text(worker.name, None) != person_text(name, None):
        yield findings.name_differs(line, worker.name)
    if worker.birth_date and birth_date and worker.birth_date != birth_date:
        yield findings.birth_date_differs(line, worker.nik)
