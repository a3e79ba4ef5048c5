"""`kartu messages`: how messages fare, and what to do. The exit code is 1 when something needs doing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kartu.base.language import say
from kartu.notifications.overview import Overview, overview, settings_of

LANGUAGE = settings.COMMAND_LANGUAGE
STATES = {
    "queued": ("menunggu", "waiting"),
    "sending": ("sedang dikirim", "being sent"),
    "sent": ("diterima penyalur", "taken by the channel"),
    "arrived": ("sampai", "delivered"),
    "failed": ("gagal, dicoba lagi", "failed, tried again"),
    "unreachable": ("tidak dapat dikirim", "could not be delivered"),
}


class Command(BaseCommand):
    help = say(
        LANGUAGE,
        id="keadaan pesan kepada peserta: per penyalur, yang menunggu, yang terganggu",
        en="how messages to members fare: by channel, what waits, what fails",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        words = say(LANGUAGE, id="jawab sebagai JSON", en="answer as JSON")
        parser.add_argument("--json", action="store_true", help=words)

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        seen = overview(now=now)
        self.exit_code = int(bool(seen.failing) or seen.late(now))
        if options["json"]:
            self.stdout.write(json.dumps(_shown(seen), ensure_ascii=False, indent=2))
            return
        for line in _spoken(seen, now):
            self.stdout.write(line)


def _shown(seen: Overview) -> dict[str, object]:
    return {
        "channels": list(seen.channels),
        "last_day": seen.counts,
        "waiting": seen.waiting,
        "oldest_waiting": seen.oldest.isoformat() if seen.oldest else None,
        "failing": {
            name: {"since": state.failing_since and state.failing_since.isoformat(), "why": state.why}
            for name, state in seen.failing.items()
        },
        "phones_with_notices": seen.phones,
    }


def _spoken(seen: Overview, now: datetime) -> Iterator[str]:
    yield say(LANGUAGE, id="Penyalur: ", en="Channels: ") + ", ".join(seen.channels)
    yield say(LANGUAGE, id="24 jam terakhir:", en="Last 24 hours:")
    for channel, states in sorted(seen.counts.items()):
        told = ", ".join(f"{say(LANGUAGE, id=STATES[s][0], en=STATES[s][1])} {n}" for s, n in sorted(states.items()))
        yield f"  {channel:<9} {told}"
    if not seen.counts:
        yield say(LANGUAGE, id="  tidak ada", en="  none")
    if seen.waiting:
        oldest = _clock(seen.oldest)
        yield say(
            LANGUAGE,
            id=f"Menunggu: {seen.waiting}, tertua {oldest}",
            en=f"Waiting: {seen.waiting}, the oldest {oldest}",
        )
    yield say(LANGUAGE, id=f"Ponsel dengan pemberitahuan: {seen.phones}", en=f"Phones with notices: {seen.phones}")
    yield from _advice(seen, now)


def _advice(seen: Overview, now: datetime) -> Iterator[str]:
    for name, state in seen.failing.items():
        since, setting = _clock(state.failing_since), settings_of(name)
        yield say(
            LANGUAGE,
            id=f"TERGANGGU: {name} sejak {since} ({state.why}). Periksa {setting} dan penyedianya; Kartu mencoba lagi"
            " sendiri dan menawarkan penyalur lain.",
            en=f"FAILING: {name} since {since} ({state.why}). Look at {setting} and its provider; Kartu tries again by"
            " itself and offers another channel.",
        )
    if seen.late(now) and not seen.failing:
        yield say(
            LANGUAGE,
            id="TERLAMBAT: pesan tertua belum terkirim. Apakah `kartu worker` berjalan?",
            en="LATE: the oldest message has not been sent. Is `kartu worker` running?",
        )


def _clock(at: datetime | None) -> str:
    return at.astimezone(ZoneInfo(settings.PROFILE.time_zone)).strftime("%Y-%m-%d %H:%M") if at else "-"
