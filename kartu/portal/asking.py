"""The road of a booking: its answers stand in the address, so that back, reload and two windows are harmless."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from kartu.base.said import said
from kartu.portal.forms.visits import QuestionForm, services
from kartu.registry.branches import branch_by_code, branches_by_city
from kartu.registry.models import Branch
from kartu.visits.booking import days_to_book, free_times
from kartu.visits.wording import clock_words, day_words

SERVICE, BRANCH, DAY, TIME, CASE = "layanan", "kantor", "hari", "jam", "perkara"
ROAD = (SERVICE, BRANCH, DAY, TIME)


@dataclass(frozen=True, slots=True)
class Wish:
    """Every answer of the road."""

    service: str
    branch: Branch
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """The next open question: its form, what was answered before, the way back, and where it stands on the road."""

    form: QuestionForm
    kept: Mapping[str, str]
    back: str
    at: int
    of: int
    empty: bool


def next_question(
    request: HttpRequest, fixed: Mapping[str, str], *, known: bool, base: str, way_out: str, now: datetime
) -> Asked | Wish:
    """The first question without a good answer, or the whole wish. `fixed`: answers that are not asked."""
    language = getattr(request, "language", "id")
    road = [name for name in ROAD if name not in fixed]
    answers: dict[str, str] = dict(fixed)
    given: dict[str, str] = {CASE: request.GET[CASE][:20]} if CASE in request.GET and CASE not in fixed else {}
    for place, name in enumerate(road, start=1):
        label, hint, choices = _question(name, answers, language, known=known, now=now)
        bound = {name: request.GET[name]} if name in request.GET else None
        form = QuestionForm(name, bound, label=label, hint=hint, choices=choices)
        if bound is None or not form.is_valid():
            before = road[place - 2] if place > 1 else ""
            kept = {key: value for key, value in given.items() if key != before}
            back = f"{base}?{urlencode(kept)}" if before else way_out
            return Asked(form, given, back, place, len(road) + 1, not choices)
        answers[name] = given[name] = form.cleaned_data[name]
    branch = branch_by_code(answers[BRANCH])
    if branch is None:
        raise LookupError(answers[BRANCH])
    return Wish(answers[SERVICE], branch, datetime.fromisoformat(answers[TIME]))


def branch_choices() -> list[Any]:
    """Every branch under its city, after an empty answer."""
    offices = [(city, [(each.code, each.name) for each in there]) for city, there in branches_by_city()]
    return [("", "–"), *offices]


def _question(
    name: str, answers: Mapping[str, str], language: str, *, known: bool, now: datetime
) -> tuple[str, str, Sequence[Any]]:
    if name == SERVICE:
        return said(id="Untuk urusan apa Anda datang?", en="What do you come for?"), "", services(language)
    if name == BRANCH:
        label = said(id="Di kantor mana?", en="At which branch?")
        return label, said(id="Diurutkan menurut kota.", en="In the order of the cities."), branch_choices()
    branch = branch_by_code(answers[BRANCH])
    if branch is None:
        return "", "", []
    if name == DAY:
        return said(id="Hari apa?", en="Which day?"), "", _days(branch, answers[SERVICE], known=known, now=now)
    times = _times(branch, answers, known=known, now=now)
    label = said(id="Jam berapa?", en="At what time?")
    hint = said(id="Cukup datang pada waktunya.", en="Coming at that time is enough.")
    return label, hint, [(at.isoformat(), clock_words(at, branch)) for at in times]


def _days(branch: Branch, service: str, *, known: bool, now: datetime) -> list[tuple[str, str]]:
    first, last = days_to_book(branch, now=now)
    found = free_times(branch, service, first, last, known=known, now=now)
    return [
        (
            day.isoformat(),
            said(id=f"{day_words(day)} · {len(times)} waktu", en=f"{day_words(day)} · {len(times)} times"),
        )
        for day, times in found.items()
        if times
    ]


def _times(branch: Branch, answers: Mapping[str, str], *, known: bool, now: datetime) -> list[datetime]:
    day = date.fromisoformat(answers[DAY])
    return sorted(free_times(branch, answers[SERVICE], day, day, known=known, now=now)[day])
