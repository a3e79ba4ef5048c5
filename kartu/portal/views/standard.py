"""`/standar-layanan`: how long a new card takes, for anybody to read. Figures of months, never of a person."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kartu.base.language import MONTHS
from kartu.base.pages import PageRequest
from kartu.replacements.figure_words import ROW_HEIGHT, STEPS, bars, length_words
from kartu.replacements.standard import latest_month, month_times, month_wait, places_of


@require_safe
def standard(request: HttpRequest) -> HttpResponse:
    """The promise, and the last month that has figures: of the whole fund and of each branch."""
    month, rules = latest_month(), settings.PROFILE.replacements
    times = month_times(month) if month else []
    waited = month_wait(month) if month else None
    language = cast(PageRequest, request).language
    context = {
        "days": rules.due_days,
        "collect_days": rules.collect_days,
        "month": f"{MONTHS[language][month.month - 1]} {month.year}" if month else "",
        "bars": bars(times),
        "height": len(times) * ROW_HEIGHT,
        "times": [
            (STEPS[took.step], length_words(took.median), length_words(took.p90), took)
            for took in (*times, *([waited] if waited else []))
        ],
        "places": [
            (
                place.name,
                place.city,
                length_words(place.took.median),
                place.took.share_in_time,
                length_words(place.waited.p90) if place.waited else "",
            )
            for place in (places_of(month) if month else [])
        ],
    }
    return render(request, "portal/standard.html", context)
