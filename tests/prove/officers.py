"""Officers who work on the same cases at the same time, each at once and without a look at the others."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from kartu.audit.actors import OPERATOR, SYSTEM, Actor, staff_actor
from kartu.base.errors import DomainError
from kartu.cards import issuing
from kartu.cards.lifecycle import activate_copy
from kartu.cards.models import Copy
from kartu.cards.states import PLASTIC
from kartu.registry.members import Person, ensure_employer, register_member, start_membership
from kartu.registry.models import Branch
from kartu.replacements import giving, making, review, states
from kartu.replacements.evidence import add_evidence
from kartu.replacements.models import Replacement
from kartu.replacements.queries import copy_made_for, papers_for
from kartu.replacements.reports import report_lost
from kartu.replacements.requests import open_replacement

MOST_LOOKS = 500  # at one case; whoever looks so often has found one that stands still
PAUSE = 0.002  # seconds before the next look when a colleague was first
RARELY, OUT_OF_TURN, AFTERWARDS = 0.1, 0.02, 0.4


@dataclass
class Tally:
    """What an officer was told: how often an act was done, which refusals came, what went wrong, how long acts took."""

    acts: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.acts += other.acts
        self.refusals += other.refusals
        self.faults += other.faults
        self.seconds += other.seconds

    def as_json(self) -> str:
        return json.dumps([self.acts, self.refusals, self.faults, [round(each, 4) for each in self.seconds]])

    @classmethod
    def from_json(cls, text: str) -> Tally:
        acts, refusals, faults, seconds = json.loads(text)
        return cls(Counter(acts), Counter(refusals), faults, seconds)

    def tried(self, name: str, act: Callable[[], object]) -> bool:
        """Do it; True when it was done. A refusal is an answer, anything else a fault."""
        began = time.monotonic()
        try:
            act()
        except DomainError as refusal:
            self.refusals[f"{name}: {refusal.code}"] += 1
            return False
        except Exception as fault:  # noqa: BLE001  whatever it is belongs into the report
            self.faults.append(f"{name}: {type(fault).__name__}: {fault}"[:200])
            return False
        finally:
            self.seconds.append(time.monotonic() - began)
        self.acts[name] += 1
        return True


def read_nothing_back(copy: Copy, *, now: datetime) -> None:
    """In the place of `issuing._read_back`: no picture is drawn and read, which moves no status and takes longer than
    all the rest together.
    """
    Copy.objects.filter(pk=copy.pk, checked_at=None).update(checked_at=now)
    copy.checked_at = now


def open_cases(first: int, count: int, branch_id: int, officer_id: int) -> list[int]:
    """Cases of members whose plastic card is damaged; every paper was seen at the desk. Returns their ids."""
    branch, officer = Branch.objects.get(pk=branch_id), staff_actor(officer_id)
    return [_open_case(number, branch, officer) for number in range(first, first + count)]


def work(cases: Iterable[int], officer_id: int, seed: int) -> Tally:
    """Bring every case to its end, with colleagues at the same ones; some of them then report the new card lost."""
    tally, chance, officer = Tally(), random.Random(seed), staff_actor(officer_id)
    for case_id in cases:
        _work_on(case_id, officer, tally, chance)
    return tally


def _open_case(number: int, branch: Branch, officer: Actor) -> int:
    now = timezone.now() - timedelta(minutes=1)
    person = Person(identity=f"31740128{number:08d}", name="Siti Nuraini", birth_date=date(2001, 2, 28))
    member = register_member(person, actor=OPERATOR, now=now)
    employer, _ = ensure_employer("JJ012345", actor=OPERATOR, now=now, name="PT Laut Biru")
    membership = start_membership(
        member, f"26{number:09d}", employer=employer, programmes=0b111, actor=OPERATOR, now=now
    )
    card = issuing.open_card(membership, actor=OPERATOR, now=now)
    copy = issuing.prepare_copy(card, PLASTIC, actor=OPERATOR, now=now)
    activate_copy(issuing.finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=now), actor=OPERATOR, now=now)
    case, _ = open_replacement(card, PLASTIC, states.DAMAGED, branch, actor=officer, now=now)
    for paper in papers_for(case):
        add_evidence(case, paper, actor=officer, now=now)
    return case.id


def _work_on(case_id: int, officer: Actor, tally: Tally, chance: random.Random) -> None:
    case = _to_its_end(case_id, officer, tally, chance)
    if not case.ended:
        tally.faults.append(f"case {case_id} came to no end: {case.status}")
    if case.status == states.COLLECTED and chance.random() < AFTERWARDS:
        _report(case, officer, tally)
        now = timezone.now()
        tally.tried(
            "request", lambda: open_replacement(case.card, PLASTIC, states.LOST, case.branch, actor=officer, now=now)
        )


def _to_its_end(case_id: int, officer: Actor, tally: Tally, chance: random.Random) -> Replacement:
    """Look, do what fits, look again, until nothing is left to do; the case as it stood at the last look."""
    for _ in range(MOST_LOOKS):
        case = _look(case_id)
        if case.ended:
            return case
        name, act = _step(case, officer, rarely=chance.random() < RARELY)
        if not tally.tried(name, act):
            time.sleep(PAUSE)
        if chance.random() < OUT_OF_TURN:
            _report(case, officer, tally)
    return _look(case_id)


def _look(case_id: int) -> Replacement:
    return Replacement.objects.select_related("card__membership", "member", "branch").get(pk=case_id)


def _step(case: Replacement, officer: Actor, *, rarely: bool) -> tuple[str, Callable[[], object]]:
    """The act that fits how the case stood a moment ago, with another one now and then."""
    now, who = timezone.now(), officer
    if case.status == states.IN_REVIEW and rarely:
        return "reject", lambda: review.reject_replacement(case, "limit", actor=who, now=now)
    if case.status == states.PRINTED and rarely:
        return "spoil", lambda: making.mark_spoiled(case, "misfed", actor=who, now=now)
    if case.status == states.ISSUED and (copy := copy_made_for(case)).checked_at is None:
        # After a spoiled print: what the worker's job does.
        return "finish", lambda: issuing.finish_copy(copy.member_id, copy.id, actor=SYSTEM, now=now)
    steps: dict[str, tuple[str, Callable[[], object]]] = {
        states.SUBMITTED: ("take", lambda: review.take_case(case, actor=who, now=now)),
        states.IN_REVIEW: ("approve", lambda: review.approve_replacement(case, actor=who, now=now)),
        states.APPROVED: ("issue", lambda: making.issue_replacement(case.id, actor=SYSTEM, now=now)),
        states.ISSUED: ("print", lambda: making.mark_printed(case, actor=who, now=now)),
        states.PRINTED: ("hand over", lambda: giving.hand_over(case, checked=("passport",), actor=who, now=now)),
    }
    return steps[case.status]


def _report(case: Replacement, officer: Actor, tally: Tally) -> None:
    """The member says at this counter that the card is lost, whatever becomes of the case meanwhile."""
    now = timezone.now()
    tally.tried("report", lambda: report_lost(case.card, states.LOST, states.COUNTER, actor=officer, now=now))
