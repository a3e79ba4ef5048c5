"""Days and moments as the API writes them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from kartu.api.operations import Call


def today(call: Call) -> date:
    """The day of the call where the fund is."""
    return call.now.astimezone(ZoneInfo(settings.PROFILE.time_zone)).date()


def moment(at: datetime) -> str:
    """ISO 8601 with its offset."""
    return at.isoformat()
