"""What the desk shows beside a case: its warnings and its second look; and what a supervisor sees of a branch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from kartu.accounts.models import Role
from kartu.desk.doubt_words import FINDINGS, SENT_BACK, doubts_in_words, warned
from kartu.desk.guards import OfficerRequest
from kartu.desk.words import due_words, officer_words, short_moment
from kartu.registry.models import Branch
from kartu.replacements import states
from kartu.replacements.assigning import staff_at
from kartu.replacements.doubts import risky
from kartu.replacements.evidence import UNDECIDED
from kartu.replacements.facts import doubts_of
from kartu.replacements.figures import late_at, waiting_by_branch
from kartu.replacements.models import Replacement, SampleCheck
from kartu.replacements.sampling import found_at, samples_at
from kartu.replacements.seconding import latest_look, may_answer, second_look_of, second_looks_at

MONTH = timedelta(days=30)
MOST = 50  # late cases, and samples, on one page


@dataclass(frozen=True, slots=True)
class Load:
    """What one officer has at hand; `who` is "" for cases nobody has taken."""

    who: str
    taken: int
    late: int


@dataclass(frozen=True, slots=True)
class Late:
    """One case whose promise is over."""

    case: Replacement
    due: str
    who: str


def warnings_words(case: Replacement, request: OfficerRequest, *, now: datetime) -> dict[str, Any]:
    """Context of the warnings and the second look on the case's page; only an undecided case has warnings."""
    if case.status not in UNDECIDED:
        return {"doubts": [], "risky": False, "look": None}
    doubts = doubts_of(case, now=now)
    look, before = second_look_of(case), latest_look(case)
    me = request.officer.id
    return {
        "doubts": [warned(doubt) for doubt in doubts],
        "risky": bool(risky(doubts, settings.PROFILE.oversight)),
        "look": look,
        "look_by": officer_words(look.asked_by_id, me=me) if look else "",
        "look_for": doubts_in_words(look.doubts) if look else [],
        "look_mine": look is not None and look.asked_by_id == me,
        "may_second": look is not None and may_answer(look, me, now=now),
        "sent_back": SENT_BACK[before.note] if before and before.status == states.SENT_BACK else "",
        "sent_back_by": officer_words(before.answered_by_id, me=me) if before and before.answered_by_id else "",
    }


def branch_words(request: OfficerRequest, *, now: datetime) -> dict[str, Any]:
    """Context of the supervisor's page: what is late, who has what, what waits for a second person or another look."""
    branch, me = request.branch, request.officer.id
    late = late_at(branch.id, now=now)
    return {
        "here": "overseeing",
        "late": [_late(case, me=me, now=now) for case in late[:MOST]],
        "late_count": late.count(),
        "loads": _loads(branch, me=me, now=now),
        "looks": [
            (look, officer_words(look.asked_by_id, me=me), may_answer(look, me, now=now), doubts_in_words(look.doubts))
            for look in second_looks_at(branch.id)
        ],
        "samples": [_sample(sample, me) for sample in samples_at(branch.id)[:MOST]],
        "found": [(FINDINGS[code], count) for code, count in sorted(found_at(branch.id, since=now - MONTH).items())],
        "branches": waiting_by_branch(now=now),
    }


def colleagues(request: OfficerRequest, case: Replacement, *, now: datetime) -> list[tuple[str, str]]:
    """Who a case can be given to: everybody who works at the branch but whoever has it and whose card it is."""
    held = [role for role in staff_at(request.branch.id, now=now) if role.user_id != case.officer_id]
    return [(str(role.user_id), _named(role, request.officer.id)) for role in held]


def _named(role: Role, me: int) -> str:
    words = officer_words(role.user_id, me=me)
    return words[:1].upper() + words[1:]


def _late(case: Replacement, *, me: int, now: datetime) -> Late:
    due, _ = due_words(case.due_at, now=now, zone=case.branch.time_zone)
    return Late(case, due, officer_words(case.officer_id, me=me) if case.officer_id else "")


def _loads(branch: Branch, *, me: int, now: datetime) -> list[Load]:
    rows = late_at(branch.id, now=now, every=True).order_by().values_list("officer", "due_at")
    loads: dict[int | None, list[bool]] = {role.user_id: [] for role in staff_at(branch.id, now=now)} | {None: []}
    for officer, due_at in rows:
        loads.setdefault(officer, []).append(due_at < now)
    return [Load(officer_words(who, me=me) if who else "", len(lates), sum(lates)) for who, lates in loads.items()]


def _sample(sample: SampleCheck, me: int) -> tuple[SampleCheck, str, str, bool]:
    zone = sample.replacement.branch.time_zone
    by = officer_words(sample.decided_by_id, me=me)
    return sample, by, short_moment(sample.decided_at, zone=zone), sample.decided_by_id != me
