"""The counter while its line is down: the last state for the browser to keep, and what was pressed meanwhile."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kartu.desk.counter_words import Queue, mark_of, queue_of
from kartu.desk.deciding import actor_of
from kartu.desk.guards import OfficerRequest, officer_required
from kartu.desk.views.counter import counter_of
from kartu.visits.sending import Sent, send_presses
from kartu.visits.staffing import MOST_COUNTERS
from kartu.visits.wording import service_words

MOST, BAD = 200, 400
ACTS = ("call", "done", "absent")
FILES = (
    *("base/app.css", "base/app.js", "entrance/staff.css", "desk/desk.css", "desk/visits.css"),
    *("desk/sending.js", "desk/counter.js"),
)


@require_safe
@officer_required
def state(request: OfficerRequest) -> HttpResponse:
    """`/meja/antrean/keadaan`: the queue as this counter keeps it for an hour; tickets, no names."""
    now = timezone.now()
    queue = queue_of(request.branch, counter_of(request), now=now)
    told: dict[str, Any] = {
        "at": now.isoformat(),
        "officer": request.officer.id,
        "counter": counter_of(request),
        "counters": queue.counters,
        "mine": _ticket(queue),
        "waiting": [
            {"number": line.visit.number, "label": line.visit.label, "service": line.service, "why": line.why}
            for line in queue.lines
        ],
    }
    told["mark"] = mark_of(queue)
    response = JsonResponse(told)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@officer_required
def send(request: OfficerRequest) -> HttpResponse:
    """`/meja/antrean/kirim`: presses made without a line, each with its key; says what became of each."""
    try:
        presses = [_press(each) for each in json.loads(request.body)["presses"][:MOST]]
    except (ValueError, KeyError, TypeError, AttributeError, UnicodeDecodeError, RecursionError):
        return JsonResponse({"answers": []}, status=BAD)
    answers = send_presses(request.branch, presses, actor=actor_of(request), now=timezone.now())
    told = [
        {
            "key": str(answer.key),
            "label": answer.label,
            "words": answer.refusal.words(request.language) if answer.refusal else "",
        }
        for answer in answers
    ]
    return JsonResponse({"answers": told})


@require_safe
def worker(request: OfficerRequest) -> HttpResponse:
    """`/meja/antrean/sw.js`: keeps the counter's last page, so that a reload without a line finds it."""
    files = json.dumps([static(file) for file in FILES])
    response = render(request, "desk/visits/sw.js", {"files": files}, content_type="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/meja/antrean"
    response.headers["Cache-Control"] = "no-cache"
    return response


def _ticket(queue: Queue) -> dict[str, str] | None:
    if queue.mine is None:
        return None
    mine = queue.mine
    return {"number": mine.number, "label": mine.label, "service": service_words(mine.service)}


def _press(sent: dict[str, Any]) -> Sent:
    """One press as the browser kept it. Raises ValueError, KeyError, TypeError for anything else."""
    at = datetime.fromisoformat(str(sent["at"])[:40])
    counter, act, number = int(sent["counter"]), str(sent["act"]), str(sent["number"])[:20]
    if at.tzinfo is None or act not in ACTS or not 1 <= counter <= MOST_COUNTERS:
        raise ValueError(act)
    return Sent(UUID(str(sent["key"])), act, number, counter, at)
