"""What doors say about visits: days, hours, how long it will take, where a visit stands. In both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language

from kartu.base.language import say, written_date
from kartu.base.said import said
from kartu.credential.qr import draw_modules
from kartu.registry.models import Branch
from kartu.visits import states
from kartu.visits.forecasts import Position
from kartu.visits.models import Visit
from kartu.visits.policy import rough_range

WEEKDAYS: tuple[str, ...] = (
    said(id="Senin", en="Monday"),
    said(id="Selasa", en="Tuesday"),
    said(id="Rabu", en="Wednesday"),
    said(id="Kamis", en="Thursday"),
    said(id="Jumat", en="Friday"),
    said(id="Sabtu", en="Saturday"),
    said(id="Minggu", en="Sunday"),
)
# (word, class of the tag)
TAGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        states.BOOKED: (said(id="Dipesan", en="Booked"), "ok"),
        states.WAITING: (said(id="Menunggu", en="Waiting"), ""),
        states.CALLED: (said(id="Dipanggil", en="Called"), "ok"),
        states.SERVING: (said(id="Sedang dilayani", en="At the counter"), "ok"),
        states.ABSENT: (said(id="Dipanggil, tidak ada", en="Called, not there"), "warn"),
        states.SERVED: (said(id="Selesai", en="Done"), "ok"),
        states.CANCELLED: (said(id="Dibatalkan", en="Cancelled"), "plain"),
        states.MISSED: (said(id="Tidak datang", en="Did not come"), "bad"),
        states.CARRIED: (said(id="Dipindah ke waktu lain", en="Moved to another time"), "warn"),
    }
)


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one visit; the code is in the link alone, drawn and written."""

    visit: Visit
    service: str
    day: str
    clock: str
    link: str
    modules: tuple[tuple[bool, ...], ...]


def service_words(code: str) -> str:
    """A service as people read it; the code itself for one the profile has no more."""
    if code not in settings.PROFILE.service_codes:
        return code
    return str(settings.PROFILE.service(code).name(get_language() or "id"))


def day_words(day: date) -> str:
    """ "Selasa, 24 November 2026"."""
    return f"{WEEKDAYS[day.weekday()]}, {written_date(day, get_language() or 'id')}"


def clock_words(at: datetime | None, branch: Branch) -> str:
    """The time by the branch's own clock, with its zone: "09.15 WIB"."""
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(branch.time_zone))
    return local.strftime(say(get_language() or "id", id="%H.%M %Z", en="%H:%M %Z"))


def wait_words(position: Position) -> str:
    """An honest span: "sekitar 20–30 menit"."""
    language = get_language() or "id"
    if position.minutes is None:
        return say(language, id="belum dapat diperkirakan", en="cannot be told yet")
    low, high = rough_range(position.minutes)
    if low == 0:
        return say(language, id=f"kurang dari {high} menit", en=f"less than {high} minutes")
    if low >= 120:
        return say(language, id="lebih dari dua jam", en="more than two hours")
    return say(language, id=f"sekitar {low}–{high} menit", en=f"about {low}–{high} minutes")


def hours_words(hours: Mapping[int, int], language: str = "") -> str:
    """The open hours of a day: "08.00–12.00, 13.00–15.00"."""
    dot = say(language or get_language() or "id", id=".", en=":")
    spans: list[list[int]] = []
    for hour in sorted(hours):
        if spans and spans[-1][1] == hour:
            spans[-1][1] = hour + 1
        else:
            spans.append([hour, hour + 1])
    return ", ".join(f"{start:02}{dot}00–{end:02}{dot}00" for start, end in spans)


def slip_of(visit: Visit, code: str) -> Slip:
    """The slip of a visit whose code is at hand. Its link opens the status page by itself."""
    link = f"{settings.ADDRESS}/t/{visit.number}/{code}"
    return Slip(
        visit,
        service_words(visit.service),
        day_words(visit.day),
        clock_words(visit.slot_at, visit.branch),
        link.split("://", 1)[-1],
        draw_modules(link.upper()),
    )
