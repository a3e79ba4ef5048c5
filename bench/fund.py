"""A fund of any size in a minute: real members where a page opens their columns, multiplied rows everywhere else.

A multiplied row is a copy of a real one with other numbers. Its sealed columns do not open (no page of the bench comes
to them); its blind indexes are as random as real ones, so that indexes and plans are those of the real thing.
Imported after `django.setup`.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from django.db import connection, connections, models

from bench.imports import write_roster
from kartu.accounts.models import Role
from kartu.accounts.staff import appoint
from kartu.audit.actors import ANONYMOUS, OPERATOR, member_actor
from kartu.audit.models import Event
from kartu.base.digits import new_seed
from kartu.base.numbers import new_number
from kartu.cards.issuing import finish_copy, open_card, prepare_copy
from kartu.cards.lifecycle import activate_copy
from kartu.cards.models import Card, Copy
from kartu.cards.states import PLASTIC
from kartu.registry.imports import import_roster
from kartu.registry.models import Branch, Contact, Member, Membership
from kartu.replacements import states
from kartu.replacements.evidence import Letter, add_evidence
from kartu.replacements.models import Evidence, Replacement, Report
from kartu.replacements.reports import report_lost
from kartu.replacements.requests import open_replacement
from kartu.visits.booking import Errand
from kartu.visits.models import Place, QueueDay, Staffing, Visit
from kartu.visits.queries import today_at
from kartu.visits.tickets import take_ticket

Row = TypeVar("Row", bound=models.Model)
# Tables that grow with members, cases and visits: a page that reads one from end to end is slow in a year.
GROWING = (Member, Membership, Contact, Card, Copy, Replacement, Report, Evidence, Visit, Place, QueueDay, Event)
# How the open cases stand; the rest of a hundred is printed.
STANDS = ((40, states.SUBMITTED), (65, states.IN_REVIEW), (75, states.NEEDS_EVIDENCE), (85, states.ISSUED))


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything: rows, and visits a day over so many days."""

    branches: int = 300
    cases: int = 10_000  # open ones, each of a real member
    members: int = 1_000_000
    closed: int = 100_000
    visits: int = 2_000
    days: int = 250
    events: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Fund:
    """What was made: the branches, the busiest first, and an officer and a supervisor at the busiest one."""

    branches: Sequence[Branch]
    officer: int
    supervisor: int

    @property
    def branch(self) -> Branch:
        return self.branches[0]


def seed_fund(size: Size, folder: Path, *, now: datetime) -> Fund:
    """Fill an empty database. `folder` is for the roster of the real members."""
    branches = _branches(size)
    officer, supervisor = (
        appoint(kind, branch=branches[0], now=now - timedelta(days=1))
        for kind in (Role.Kind.OFFICER, Role.Kind.SUPERVISOR)
    )
    write_roster(folder / "roster.csv", size.cases)
    import_roster(folder / "roster.csv", npp="12345678", employer_name="PT Contoh", actor=OPERATOR, now=now)
    case, copy = _first_case(branches[0], now)
    _members(size, copy)
    _closed(size, case)
    _open(size, case, copy, branches, officer.id, now)
    _visits(size, branches, now)
    multiply(
        Event.objects.order_by("-id")[0],
        size.events,
        {"id": "nextval('audit_event_id')", "at": f"one.at - n * interval '{24 * 3600 / size.events:.6f} seconds'",
         "member_id": f"n % {size.members} + 1", "subject_id": "n"},
    )  # fmt: skip
    _look_at_sizes()
    return Fund(branches, officer.id, supervisor.id)


def multiply(one: models.Model, count: int, other: Mapping[str, str], *, of: str = "") -> None:
    """Insert `count` copies of a row; `other` says columns that differ, in SQL over `one` and `n` from 1 on.

    `of` is a query to take the rows from (its columns may be named as well) in the place of n.
    """
    table = one._meta.db_table
    names = [field.column for field in one._meta.local_concrete_fields]
    automatic = "id" if isinstance(one._meta.pk, models.BigAutoField) else ""
    columns = [name for name in names if name != automatic or name in other]
    values = [other.get(name, f"one.{name}") for name in columns]
    source = f"({of}) AS source" if of else f"generate_series(1, {count}) AS n"
    with connection.cursor() as cursor:
        key = "id = %s AND member_id = %s" if isinstance(one, Copy) else "id = %s"
        of_one = [one.id, one.member_id] if isinstance(one, Copy) else [one.id]  # type: ignore[attr-defined]  # all have
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"  # noqa: S608  our own words
            f" FROM {table} AS one, {source} WHERE one.{key.replace(' AND ', ' AND one.')}".replace("%", "%%").replace(
                "%%s", "%s"
            ),
            of_one,
        )


def _branches(size: Size) -> list[Branch]:
    names = [Branch(code=f"B{n:04}", name=f"Cabang {n}", city=f"Kota {n % 90}") for n in range(1, size.branches + 1)]
    branches = Branch.objects.bulk_create(names)
    # Open at any hour, so that the bench may run at any hour.
    Staffing.objects.bulk_create(
        Staffing(branch=branch, weekday=day, hour=hour, counters=3)
        for branch in branches
        for day in range(7)
        for hour in range(24)
    )
    return branches


def _first_case(branch: Branch, now: datetime) -> tuple[Replacement, Copy]:
    """One case by the verbs, which all others are like: a lost plastic card, its report, a letter and an identity."""
    membership = Membership.objects.order_by("id")[0]
    card = open_card(membership, actor=OPERATOR, now=now)
    copy = prepare_copy(card, PLASTIC, actor=OPERATOR, now=now)
    copy = activate_copy(finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=now), actor=OPERATOR, now=now)
    actor = member_actor(card.member_id)
    report_lost(card, states.LOST, states.LOGIN, actor=actor, now=now)
    case, _ = open_replacement(card, PLASTIC, states.LOST, branch, actor=actor, now=now)
    for paper in ("police_letter", "identity"):
        letter = Letter("LP/1", "Polsek Contoh", now.date()) if paper == "police_letter" else None
        add_evidence(case, paper, letter=letter, actor=actor, now=now)
    return case, copy


def _members(size: Size, copy: Copy) -> None:
    """Members nobody opens, a membership and a contact each; a card for every membership, a copy for every card."""
    last = Member.objects.order_by("-id")[0]
    multiply(
        last,
        max(0, size.members - size.cases),
        {"identity_index": "sha256(('i' || n)::bytea)", "person_index": "sha256(('p' || n)::bytea)"},
    )
    new = f"SELECT id AS n FROM registry_member WHERE id > {last.id}"  # noqa: S608  a number
    multiply(Membership.objects.order_by("id")[0], 0, {"member_id": "n", "number": "'M' || n"}, of=new)
    multiply(
        Contact.objects.order_by("id")[0],
        0,
        {"member_id": "n", "value_index": "sha256(('c' || n)::bytea)"},
        of=new,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cards_card (member_id, membership_id, opened_at)"
            " SELECT member_id, id, now() FROM registry_membership AS held"
            " WHERE NOT EXISTS (SELECT FROM cards_card WHERE membership_id = held.id) ORDER BY id LIMIT %s",
            [size.cases + size.closed],
        )
    multiply(
        copy,
        0,
        {
            "id": "nextval('cards_copy_id')",
            "member_id": "source.member_id",
            "card_id": "source.card_id",
            "serial": "substr(sha256(('s' || source.card_id)::bytea), 1, 8)",
            "shard": "7",
            "position": "source.card_id",
            "status": "'active'",
        },
        of=f"SELECT id AS card_id, member_id FROM cards_card WHERE id <> {copy.card_id}",  # noqa: S608  a number
    )


def _closed(size: Size, case: Replacement) -> None:
    """Cases of the last two years, collected or rejected, at branches of all sizes, with two papers and a report."""
    others = f"SELECT id AS card_id, member_id, row_number() OVER (ORDER BY id DESC) AS n FROM cards_card WHERE id <> {case.card_id}"  # noqa: S608, E501
    chosen = f"{others} ORDER BY id DESC LIMIT {size.closed}"
    at = f"one.opened_at - n * interval '{730 * 24 * 3600 / max(1, size.closed):.3f} seconds'"
    who = {"member_id": "source.member_id", "card_id": "source.card_id"}
    if case.report is not None:
        settled = {"status": "'settled'", "status_since": at.replace("opened_at", "reported_at")}
        multiply(
            case.report, 0, {**who, **settled, "number": "'R' || n", "reported_at": settled["status_since"]}, of=chosen
        )
    multiply(
        case,
        0,
        {
            **who,
            "number": "'C' || n",
            "report_id": "NULL",
            "copy_id": "NULL",
            "branch_id": _somewhere(size, "n"),
            "status": "CASE WHEN n % 9 = 0 THEN 'rejected' ELSE 'collected' END",
            "opened_at": at,
            "due_at": f"{at} + interval '2 days'",
            "status_since": f"{at} + interval '5 days'",
        },
        of=chosen,
    )
    for paper in case.evidence.all():
        multiply(
            paper,
            0,
            {
                "replacement_id": "source.id",
                "letter_index": "sha256(('l' || source.id)::bytea)" if paper.letter_index else "NULL",
                "status": "'accepted'",
            },
            of=f"SELECT id FROM replacements_replacement WHERE id <> {case.id}",  # noqa: S608  a number
        )


def _open(size: Size, like: Replacement, copy: Copy, branches: Sequence[Branch], officer: int, now: datetime) -> None:
    """The open cases, of members whose names open, with letters whose numbers open."""
    chance = random.Random(7)
    cards = Card.objects.exclude(pk=like.card_id).order_by("id").select_related("member")[: size.cases - 1]
    letters = list(like.evidence.all())
    for first in range(0, size.cases - 1, 1000):
        some, cases, papers = list(cards[first : first + 1000]), [], []
        for card in some:
            status = next((status for below, status in STANDS if chance.randrange(100) < below), states.PRINTED)
            at = now - timedelta(hours=chance.randrange(1, 24 * 6))
            case = _alike(like, member=card.member, card=card, number=new_number(), opened_at=at, status_since=at)
            case.branch = branches[int(chance.random() ** 2 * len(branches))]
            case.report, case.copy_id, case.status, case.due_at = None, None, status, at + timedelta(days=3)
            case.officer_id = officer if status != states.SUBMITTED and case.branch == branches[0] else None
            cases.append(case)
        Replacement.objects.bulk_create(cases)
        for case in cases:
            for letter in letters:
                paper = _alike(letter, replacement=case, added_at=case.opened_at)
                if letter.letter_index is not None:
                    paper.letter_number, paper.letter_index = f"LP/{case.id}", case.number.encode() * 4
                papers.append(paper)
        Evidence.objects.bulk_create(papers)
    made = "SELECT one.id AS case_id, copy.id AS copy_id FROM replacements_replacement AS one"
    made += " JOIN cards_copy AS copy ON copy.card_id = one.card_id WHERE one.status IN ('issued', 'printed')"
    with connection.cursor() as cursor:  # the copy made for them is the card's own, which the pages cannot tell
        cursor.execute(
            f"UPDATE replacements_replacement AS case_row SET copy_id = made.copy_id FROM ({made}) AS made"  # noqa: S608
            " WHERE case_row.id = made.case_id"
        )


def _visits(size: Size, branches: Sequence[Branch], now: datetime) -> None:
    """Days that are over, today with people waiting, and times booked for the two weeks to come."""
    errand = Errand("lost", channel="tablet")
    visit, _ = take_ticket(branches[0], errand, seed=new_seed(), actor=ANONYMOUS, now=now)
    today = today_at(branches[0], now)
    back = f"(n / {size.visits} + 1) * interval '1 day' + n % {size.visits} * interval '5 seconds'"
    at = f"(one.arrived_at - ({back}))"
    done = {"ticket": "n", "branch_id": _somewhere(size, "n"), "queued_at": at, "arrived_at": at, "made_at": at}
    multiply(
        visit,
        size.visits * size.days,
        {
            **done,
            "number": "'V' || n",
            "day": f"one.day - (n / {size.visits} + 1)",
            "service": "(ARRAY['lost', 'hand_over', 'correction', 'other'])[n % 4 + 1]",
            "status": "CASE WHEN n % 20 = 0 THEN 'missed' ELSE 'served' END",
            "first_called_at": f"{at} + n % 40 * interval '1 minute'",
            "called_at": f"{at} + n % 40 * interval '1 minute'",
            "serving_at": f"{at} + n % 40 * interval '1 minute'",
            "status_since": f"{at} + (n % 40 + 15) * interval '1 minute'",
        },
    )
    came = "one.arrived_at - n % 100 * interval '1 minute'"
    multiply(
        visit,
        size.visits,
        {
            "ticket": "n + 10",
            "number": "'T' || n",
            "branch_id": _somewhere(size, "n"),
            "queued_at": came,
            "arrived_at": came,
            "priority": "n % 12 = 0",
            "status": "CASE WHEN n % 4 = 0 THEN 'waiting' ELSE 'served' END",
        },
    )
    slot = "date_trunc('hour', one.arrived_at) + (n % 14 + 1) * interval '1 day' + n % 28 * interval '15 minutes'"
    multiply(
        visit,
        size.visits * 3,
        {
            "number": "'B' || n",
            "ticket": "NULL",
            "branch_id": _somewhere(size, "n"),
            "day": "one.day + (n % 14 + 1)",
            "slot_at": slot,
            "queued_at": "NULL",
            "arrived_at": "NULL",
            "status": "'booked'",
        },
    )
    _places_and_days(today)


def _places_and_days(today: date) -> None:
    """A seat for every booked time, one at most of each slot; a queue for every branch and day with visits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO visits_place (branch_id, at, seat, visit_id)"
            " SELECT DISTINCT ON (branch_id, slot_at) branch_id, slot_at, 0, id FROM visits_visit"
            " WHERE slot_at IS NOT NULL"
        )
        cursor.execute(
            "INSERT INTO visits_queueday (branch_id, day, tickets, booked_run, turns, closed_at)"
            " SELECT DISTINCT branch_id, day, 9999, 0, 3, CASE WHEN day < %s THEN now() END FROM visits_visit"
            " WHERE day <= %s ON CONFLICT DO NOTHING",
            [today, today],
        )


def _somewhere(size: Size, number: str) -> str:
    """A branch for a row: the first ones are the busiest, the last are quiet; the same for the same number."""
    even = f"((({number})::bigint * 7919 % 10007)::float / 10007)"
    return f"(SELECT min(id) FROM registry_branch) + floor({even} ^ 2 * {size.branches})::int"  # noqa: S608  numbers


def _alike(like: Row, **other: object) -> Row:
    """A new row like one, with other values."""
    names = [field.attname for field in like._meta.concrete_fields if not field.primary_key]
    row = type(like)(**{name: getattr(like, name) for name in names})
    for name, value in other.items():
        setattr(row, name, value)
    return row


def _look_at_sizes() -> None:
    with connections["owner"].cursor() as cursor:
        for model in GROWING:
            cursor.execute(f"ANALYZE {model._meta.db_table}")
