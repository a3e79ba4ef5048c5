"""What the counter's page calls things, and one line of its queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from django.utils.translation import get_language

from kartu.base.language import say
from kartu.base.said import said
from kartu.registry.models import Branch
from kartu.visits.forecasts import order_of, today_of
from kartu.visits.models import Visit
from kartu.visits.queries import as_waiting
from kartu.visits.wording import clock_words, service_words

# What an act is called when the same page is asked for it twice.
ACTS: Mapping[str, str] = {
    "next": said(id="Panggil berikutnya", en="Call the next"),
    "recall": said(id="Panggil lagi", en="Call again"),
    "begin": said(id="Mulai layani", en="Begin"),
    "done": said(id="Selesai", en="Done"),
    "done-next": said(id="Selesai, panggil berikutnya", en="Done, call the next"),
    "absent": said(id="Tidak ada", en="Not here"),
    "transfer": said(id="Teruskan", en="Pass on"),
    "back": said(id="Kembali ke antrean", en="Back to the queue"),
    "arrive": said(id="Sudah tiba", en="Has arrived"),
    "priority": said(id="Beri prioritas", en="Give priority"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket in the list of those who wait, in the order in which they will be called."""

    visit: Visit
    service: str
    why: str
    since: str
    expected: str


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue of the day as an officer sees it."""

    mine: Visit | None
    lines: list[Line]
    others: list[Visit]
    absent: list[Visit]
    coming: list[tuple[Visit, str, str]]
    open: bool
    closed: str  # at what time the day was closed; empty while it is not

    @property
    def counters(self) -> list[int]:
        """Counters at work, this one included."""
        numbers = {visit.counter for visit in self.others} | {self.mine.counter if self.mine else None}
        return sorted(number for number in numbers if number is not None)


def queue_of(branch: Branch, counter: int, *, now: datetime) -> Queue:
    """Everything the counter's page shows, in a fixed number of questions to the database."""
    today = today_of(branch, now=now)
    called = order_of(today)
    rows = {row.id: row for row in today.waiting}
    order = [*called, *(number for number in rows if number not in called)]
    return Queue(
        mine=next((visit for visit in today.busy if visit.counter == counter), None),
        lines=[_line(rows[number], called.get(number), branch) for number in order],
        others=[visit for visit in today.busy if visit.counter != counter],
        absent=today.absent,
        coming=[(visit, clock_words(visit.slot_at, branch), service_words(visit.service)) for visit in today.booked],
        open=today.planned > 0,
        closed=clock_words(today.closed_at, branch),
    )


def mark_of(queue: Queue) -> str:
    """Changes whenever the page should; the same in every process."""
    mine = f"{queue.mine.number}:{queue.mine.status}:{queue.mine.calls}" if queue.mine else "-"
    rows = [line.visit.number for line in queue.lines]
    busy = [f"{visit.counter}{visit.number}{visit.status}" for visit in queue.others]
    told = (mine, *rows, *busy, str(len(queue.absent)), str(len(queue.coming)), queue.closed)
    return f"{crc32(' '.join(told).encode()):08x}"


def _line(visit: Visit, at: datetime | None, branch: Branch) -> Line:
    language = get_language() or "id"
    slot = as_waiting(visit).slot_at
    why = ""
    if slot is not None:
        clock = clock_words(slot, branch)
        why = say(language, id=f"dipesan {clock}", en=f"booked {clock}")
    elif visit.priority:
        why = say(language, id="prioritas", en="priority")
    return Line(visit, service_words(visit.service), why, clock_words(visit.queued_at, branch), clock_words(at, branch))
