"""Rules that decide about what employers send; pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

# Lines of one upload. A company with more sends a unit at a time.
MOST_LINES = 100_000
# So many unknown people an employer may always add; beyond, not more than half of those it has.
FREE_STRANGERS = 300
UNDO_FOR = timedelta(days=1)
# An upload nobody confirms goes, with what it says about people.
KEPT_UNCONFIRMED = timedelta(days=7)
# Who declined is not asked the same by the same employer again for so long.
NOT_ASKED_AGAIN = timedelta(days=180)
# How far ahead or back a last day may lie.
LEAVES_WITHIN = timedelta(days=92)


def is_held(strangers: int, workers: int) -> bool:
    """Whether so many people nobody knew, sent by an employer of so many, are for the fund's eyes first."""
    return strangers > max(FREE_STRANGERS, workers // 2)


def may_undo(done_at: datetime | None, now: datetime) -> bool:
    """Whether an upload written down then may still be undone."""
    return done_at is not None and now - done_at < UNDO_FOR


def plausible_last_day(day: date, today: date) -> bool:
    """Whether a last day of work can be said today."""
    return abs(day - today) <= LEAVES_WITHIN
