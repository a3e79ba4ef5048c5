"""Visits of the invented fund: days that are over, people who wait today, times that are booked.

The first branch is open all day on the day the demonstration is started and on the next one, so that its queue can be
tried at any hour; on the other days it has the fund's usual hours.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from kartu.accounts.models import Role
from kartu.audit.actors import ANONYMOUS, SYSTEM, Actor, member_actor, staff_actor
from kartu.base.digits import link_token, new_seed
from kartu.demo import people
from kartu.demo.cases import member_of
from kartu.demo.files import VISITS, write_private
from kartu.registry.models import Branch
from kartu.replacements import states as cases
from kartu.replacements.models import Replacement
from kartu.visits import calling, closing, states
from kartu.visits.booking import Errand, book_visit, days_to_book, free_times
from kartu.visits.models import ClosedDay, Staffing, Visit
from kartu.visits.queries import today_at
from kartu.visits.refusals import DayClosed
from kartu.visits.staffing import set_day
from kartu.visits.tickets import check_in, take_ticket

ALL_DAY = dict.fromkeys(range(24), 2)
BEHIND = 3  # days with a history, weekends left out of them
# What people came for on each of those days: (service, minutes after opening, minutes waited, minutes served).
PAST = (
    ("lost", 5, 3, 18),
    ("hand_over", 12, 4, 9),
    ("other", 30, 12, 14),
    ("correction", 55, 21, 26),
    ("lost", 140, 15, 22),
)
# Who waits today, in the order in which they came: (service, with priority).
TODAY = (
    ("lost", False),
    ("hand_over", False),
    ("other", False),
    ("lost", False),
    ("correction", True),
    ("hand_over", False),
)
MOST_BACK = timedelta(minutes=50)


def seed_visits(branch: Branch, *, now: datetime) -> None:
    """Once: some days behind, and times booked for days to come."""
    officer = _staff(Role.Kind.OFFICER)
    for day in _days_behind(today_at(branch, now)):
        _past_day(branch, day, officer)
    _booked(branch, now=now)


def open_today(branch: Branch, *, now: datetime) -> None:
    """At every start: the branch is open, and somebody waits unless somebody already does."""
    day = today_at(branch, now)
    if not ClosedDay.objects.filter(branch=branch, day=day).exists():
        for each in (day, day + timedelta(days=1)):
            if not Staffing.objects.filter(branch=branch, day=each).exists():
                set_day(branch, each, ALL_DAY, actor=_staff(Role.Kind.SUPERVISOR), now=now)
    if not Visit.objects.filter(branch=branch, day=day, status__in=(states.WAITING, *states.AT_COUNTER)).exists():
        try:
            _waiting(branch, now=now)
        except DayClosed:
            return


def visit_sheet(branch: Branch) -> dict[str, Any]:
    """For demo.json: where the branch's queue is found, and a booked visit with its code."""
    path = settings.DATA / VISITS
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    base = settings.ADDRESS
    return {
        "branch": branch.name,
        "queue": f"{base}/antrean/{branch.code}",
        "board": f"{base}/papan/{branch.code}",
        "poster": f"{base}/antrean/{branch.code}/{link_token('poster', branch.id)}",
        "tablet": f"{base}/antrean/{branch.code}/{link_token('tablet', branch.id)}",
        "counter": f"{base}/meja/antrean",
        **kept,
    }


def _days_behind(today: date) -> list[date]:
    days = [today - timedelta(days=back) for back in range(2 * BEHIND, 0, -1)]
    return [day for day in days if day.weekday() in settings.PROFILE.visits.weekdays][-BEHIND:]


def _past_day(branch: Branch, day: date, officer: Actor) -> None:
    """One day that is over: everybody of PAST was served."""
    rules = settings.PROFILE.visits
    opened = datetime.combine(day, time(rules.opens), ZoneInfo(branch.time_zone))
    for place, (service, came, waited, served) in enumerate(PAST):
        came += day.day * (place + 1) % 7
        waited += day.day * (place + 3) % 5
        arrived = opened + timedelta(minutes=came)
        visit, _ = take_ticket(
            branch, Errand(service, channel=states.TABLET), seed=new_seed(), actor=ANONYMOUS, now=arrived
        )
        _serve(branch, visit, officer, called=arrived + timedelta(minutes=waited), minutes=served)
    closing.close_day(branch, day, actor=SYSTEM, now=opened + timedelta(hours=rules.closes - rules.opens, minutes=9))


def _serve(branch: Branch, visit: Visit, officer: Actor, *, called: datetime, minutes: int) -> None:
    calling.call_next(branch, 1, actor=officer, now=called)
    visit.refresh_from_db()
    calling.begin(visit, actor=officer, now=called + timedelta(minutes=1))
    calling.finish(visit, actor=officer, now=called + timedelta(minutes=1 + minutes))


def _booked(branch: Branch, *, now: datetime) -> None:
    """Two members with an account have a time, one of them for a case; somebody nobody knows has one as well."""
    case = Replacement.objects.filter(member=member_of(people.HENDRA), status__in=cases.OPEN).first()
    siti = member_of(people.SITI)
    first, last = days_to_book(branch, now=now)
    free = free_times(branch, "correction", first + timedelta(days=2), last, now=now)
    at = [sorted(times)[len(times) // 2] for times in free.values() if times]
    book_visit(branch, at[0], Errand("other", siti), actor=member_actor(siti.id), now=now)
    if case is not None:
        errand = Errand("lost", case.member, case)
        book_visit(branch, at[1], errand, actor=member_actor(case.member_id), now=now)
    visit, code = book_visit(branch, at[2], Errand("other"), actor=ANONYMOUS, now=now)
    write_private(settings.DATA / VISITS, {"booked": {"number": visit.number, "code": code}})


def _waiting(branch: Branch, *, now: datetime) -> None:
    """People who came today: one at another counter, one called in vain, a booked one, the others wait."""
    midnight = datetime.combine(today_at(branch, now), time(), ZoneInfo(branch.time_zone))
    began = max(now - MOST_BACK, midnight + timedelta(seconds=1))
    step = (now - began) / (len(TODAY) + 2)
    supervisor = _staff(Role.Kind.SUPERVISOR)
    made = [
        take_ticket(
            branch,
            Errand(service, priority=priority, channel=states.TABLET),
            seed=new_seed(),
            actor=ANONYMOUS,
            now=began + step * place,
        )[0]
        for place, (service, priority) in enumerate(TODAY)
    ]
    _in_vain(made[0], branch, supervisor, since=now - step)
    calling.call_visit(made[1], 2, actor=supervisor, now=now - step / 2)
    _at_the_time(branch, now=now)


def _in_vain(visit: Visit, branch: Branch, supervisor: Actor, *, since: datetime) -> None:
    rules = settings.PROFILE.visits
    pause = timedelta(seconds=rules.call_seconds + 1)
    first = since - pause * (rules.calls + 1)
    calling.call_visit(visit, 2, actor=supervisor, now=first)
    for call in range(1, rules.calls):
        calling.recall(visit, actor=supervisor, now=first + pause * call)
    calling.mark_absent(visit, actor=supervisor, now=first + pause * rules.calls)


def _at_the_time(branch: Branch, *, now: datetime) -> None:
    """Somebody whose card is ready booked yesterday, and is there; another one is still to come."""
    day, yesterday = today_at(branch, now), now - timedelta(days=1)
    free = sorted(free_times(branch, "hand_over", day, day, now=yesterday)[day])
    near: Sequence[datetime] = [at for at in free if now - timedelta(minutes=5) <= at < now + timedelta(hours=2)]
    case = Replacement.objects.filter(branch=branch, status=cases.PRINTED).order_by("id").first()
    for place, at in enumerate(near[:2]):
        mine = place == 0 and case is not None and not case.member.visits.filter(status__in=states.OPEN).exists()
        errand = Errand("hand_over", case.member, case) if mine and case is not None else Errand("hand_over")
        visit, _ = book_visit(branch, at, errand, actor=SYSTEM, now=yesterday)
        if place == 0:
            check_in(visit, actor=SYSTEM, now=now)


def _staff(kind: str) -> Actor:
    """The demonstration's own officer or supervisor."""
    return staff_actor(Role.objects.filter(kind=kind).order_by("id")[0].user_id)
