"""How often something may be tried: one row a key, counted by one statement, so that many at once count as many.

Call outside a transaction that may roll back, or the try is not counted.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from kartu.base.crypto import load_keyring
from kartu.base.errors import DomainError
from kartu.base.language import say, written_date


@dataclass(frozen=True, slots=True)
class Limit:
    """`tries` within `window`, counted from the first one."""

    tries: int
    window: timedelta


# What stands behind a dash says what the key is: a person's account, a contact, a case, a network address.
LIMITS: Mapping[str, Limit] = {
    "work": Limit(1, timedelta(hours=2)),
    "challenge": Limit(1, timedelta(hours=2)),
    "prove-account": Limit(10, timedelta(minutes=15)),
    "prove-device": Limit(10, timedelta(minutes=15)),
    "second-account": Limit(10, timedelta(minutes=15)),
    "second-device": Limit(10, timedelta(minutes=15)),
    "second-set": Limit(20, timedelta(hours=1)),
    "sign-in-account": Limit(10, timedelta(minutes=15)),
    "sign-in-device": Limit(10, timedelta(minutes=15)),
    "sign-in-address": Limit(100, timedelta(minutes=15)),
    "sign-in-network": Limit(500, timedelta(minutes=15)),
    "sign-up-address": Limit(20, timedelta(hours=1)),
    "code-contact": Limit(5, timedelta(hours=1)),
    "code-address": Limit(30, timedelta(hours=1)),
    "code-without-work": Limit(10, timedelta(hours=1)),
    "activation-address": Limit(20, timedelta(hours=1)),
    "contact-account": Limit(10, timedelta(hours=24)),
    "find-address": Limit(20, timedelta(hours=1)),
    "find-person": Limit(5, timedelta(hours=24)),
    "report-address": Limit(20, timedelta(hours=1)),
    "case-code": Limit(5, timedelta(minutes=15)),
    "case-address": Limit(30, timedelta(minutes=15)),
    "check-address": Limit(300, timedelta(minutes=15)),
    "upload-account": Limit(60, timedelta(hours=1)),
    "takeout-account": Limit(10, timedelta(hours=1)),
    "vouch-officer": Limit(5, timedelta(hours=24)),
    "recovery-officer": Limit(30, timedelta(hours=24)),
    "slip-number": Limit(5, timedelta(minutes=15)),
    "slip-address": Limit(30, timedelta(minutes=15)),
    "visit-code": Limit(10, timedelta(minutes=15)),
    "visit-address": Limit(120, timedelta(minutes=15)),
    "visit-book-account": Limit(20, timedelta(hours=24)),
    "visit-book-address": Limit(10, timedelta(hours=24)),
    "ticket-address": Limit(60, timedelta(hours=1)),
    "ticket-tablet": Limit(600, timedelta(hours=1)),
    "hand-over-officer": Limit(200, timedelta(hours=1)),
    "desk-search": Limit(120, timedelta(hours=1)),
    "roster-employer": Limit(20, timedelta(hours=1)),
    "worker-search": Limit(240, timedelta(hours=1)),
    "worker-names": Limit(120, timedelta(hours=1)),
    "invite-employer": Limit(20, timedelta(hours=24)),
    "signon-address": Limit(600, timedelta(minutes=15)),
    "signon-token": Limit(30000, timedelta(minutes=15)),
    "signon-refused": Limit(100, timedelta(minutes=15)),
    "api-key": Limit(600, timedelta(minutes=1)),
    "api-refused-address": Limit(60, timedelta(minutes=15)),
    "webhook-test": Limit(20, timedelta(hours=1)),
}

COUNT = """
    INSERT INTO base_throttle AS kept (key, tries, ends_at) VALUES (%(key)s, 1, %(ends_at)s)
    ON CONFLICT (key) DO UPDATE SET
        tries = CASE WHEN kept.ends_at <= %(now)s THEN 1 ELSE kept.tries + 1 END,
        ends_at = CASE WHEN kept.ends_at <= %(now)s THEN excluded.ends_at ELSE kept.ends_at END
    RETURNING tries, ends_at
"""


class TooMany(DomainError):
    """Too many tries; `until` says when the next one is welcome."""

    code = "too-many"
    id = "Terlalu banyak percobaan. Silakan coba lagi setelah {when}."
    en = "Too many tries. Please try again after {when}."

    def __init__(self, *, until: datetime) -> None:
        super().__init__(until=until)
        self.until = until

    def words(self, language: str) -> str:
        local = self.until.astimezone(ZoneInfo(settings.PROFILE.time_zone))
        clock = local.strftime(say(language, id="pukul %H.%M", en="%H:%M"))
        when = f"{clock}, {written_date(local, language)}"
        return say(language, id=self.id, en=self.en).format(when=when)


@dataclass(frozen=True, slots=True)
class Counted:
    """Tries left, and until when they have to do."""

    left: int
    until: datetime


def take(name: str, key: str, *, now: datetime) -> int:
    """Count one try of `name` (a line of LIMITS) by `key`; returns the tries left. Raises TooMany."""
    return count(name, key, now=now).left


def count(name: str, key: str, *, now: datetime) -> Counted:
    """As `take`, with when the counting starts anew."""
    limit = LIMITS[name]
    given: dict[str, bytes | datetime] = {"key": _hidden(name, key), "now": now, "ends_at": now + limit.window}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, given)
        tries, ends_at = cursor.fetchone()
    if tries > limit.tries:
        raise TooMany(until=ends_at)
    return Counted(limit.tries - int(tries), ends_at)


def forgive(name: str, key: str) -> None:
    """Start counting anew, after a success that shows the tries were the right person's."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM base_throttle WHERE key = %s", [_hidden(name, key)])


def sweep(*, now: datetime) -> int:
    """Remove the rows that count nothing any more; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM base_throttle WHERE ends_at <= %s", [now])
        return int(cursor.rowcount)


def _hidden(name: str, key: str) -> bytes:
    """Keys are numbers and addresses of people; the table keeps none of them."""
    secret = load_keyring(settings.KEYS / "personal.json").secret("throttle")
    return hmac.digest(secret, f"{name}:{key}".encode(), "sha256")[:16]
