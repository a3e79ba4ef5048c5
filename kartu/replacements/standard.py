"""The published service standard: figures kept by the month, and none that is made of few cases.

No counts are published beside them: from those of the fund and of its larger branches one could reckon a small one's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings

from kartu.replacements.figures import PROMISED, STEPS, WAITED, Took
from kartu.replacements.models import MonthFigure

# A share of few cases says more about them than it should: published to the nearest five.
NEAREST = 5


@dataclass(frozen=True, slots=True)
class Place:
    """How fast one branch decides, and how long people wait there, where that may be told."""

    name: str
    city: str
    took: Took
    waited: Took | None


def latest_month() -> date | None:
    """The last month with a figure of the whole fund that may be told, or None."""
    told = MonthFigure.objects.filter(branch=None, step=PROMISED, count__gte=settings.PROFILE.oversight.fewest_told)
    return told.order_by("-month").values_list("month", flat=True).first()


def month_times(month: date) -> list[Took]:
    """Each step in the whole fund, in the order of STEPS, where enough cases went it."""
    told = MonthFigure.objects.filter(month=month, branch=None, count__gte=settings.PROFILE.oversight.fewest_told)
    found = {figure.step: _took(figure) for figure in told}
    return [found[step] for step in STEPS if step in found]


def places_of(month: date) -> list[Place]:
    """How long each branch takes to decide, by the branch's name, where enough cases were decided."""
    told = MonthFigure.objects.filter(
        month=month, branch__isnull=False, count__gte=settings.PROFILE.oversight.fewest_told
    ).select_related("branch")
    waited = {figure.branch_id: _took(figure) for figure in told.filter(step=WAITED)}
    return [
        Place(figure.branch.name, figure.branch.city, _took(figure), waited.get(figure.branch_id))
        for figure in told.filter(step=PROMISED).order_by("branch__name")
        if figure.branch is not None
    ]


def month_wait(month: date) -> Took | None:
    """How long people waited in the queues of the whole fund; None where that may not be told."""
    told = MonthFigure.objects.filter(
        month=month, branch=None, step=WAITED, count__gte=settings.PROFILE.oversight.fewest_told
    ).first()
    return _took(told) if told else None


def _took(figure: MonthFigure) -> Took:
    took = Took(figure.step, figure.count, figure.median_hours, figure.p90_hours, figure.in_time)
    share = took.share_in_time
    return took if share is None else replace(took, count=100, in_time=round(share / NEAREST) * NEAREST)
