"""How often something may be tried: one row a key, counted by one statement, so that many at once count as many.

What is counted by network address is counted by its neighbourhood as well, in the same statement: whoever changes the
address within one network gains little. Call outside a transaction that may roll back, or the try is not counted.
"""

from __future__ import annotations

import hmac
import ipaddress
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
    "sign-up-address": Limit(20, timedelta(hours=1)),
    "code-contact": Limit(5, timedelta(hours=1)),
    "code-address": Limit(30, timedelta(hours=1)),
    "code-tries-address": Limit(60, timedelta(minutes=15)),
    "post-address": Limit(600, timedelta(minutes=15)),
    "post-device": Limit(600, timedelta(minutes=15)),
    "code-without-work": Limit(10, timedelta(hours=1)),
    "activation-address": Limit(20, timedelta(hours=1)),
    "contact-account": Limit(10, timedelta(hours=24)),
    "report-address": Limit(20, timedelta(hours=1)),
    "case-code": Limit(5, timedelta(minutes=15)),
    "case-address": Limit(30, timedelta(minutes=15)),
    "arrival-case": Limit(10, timedelta(minutes=15)),
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

# A neighbourhood may do this many times what one address may: a carrier puts thousands behind a few.
NEIGHBOURS = 10
BY_ADDRESS = "-address"

# In the order of their keys, so that of two who count the same pair none waits for the other.
COUNT = """
    INSERT INTO base_throttle AS kept (key, tries, ends_at)
    SELECT key, 1, %(ends_at)s FROM unnest(%(keys)s::bytea[]) AS key ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
        tries = CASE WHEN kept.ends_at <= %(now)s THEN 1 ELSE kept.tries + 1 END,
        ends_at = CASE WHEN kept.ends_at <= %(now)s THEN excluded.ends_at ELSE kept.ends_at END
    RETURNING key, tries, ends_at
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
    allowed = {_hidden(name, key): limit.tries}
    if name.endswith(BY_ADDRESS):
        allowed[_hidden(f"{name}-network", network_of(key))] = limit.tries * NEIGHBOURS
    given: dict[str, list[bytes] | datetime] = {"keys": list(allowed), "now": now, "ends_at": now + limit.window}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, given)
        counted = [Counted(allowed[bytes(hidden)] - tries, ends_at) for hidden, tries, ends_at in cursor.fetchall()]
    over = [each.until for each in counted if each.left < 0]
    if over:
        raise TooMany(until=max(over))
    return min(counted, key=lambda each: each.left)


def network_of(address: str) -> str:
    """The neighbourhood of an address: /24 of IPv4, /48 of IPv6."""
    try:
        net = ipaddress.ip_network(address, strict=False)
    except ValueError:
        return address
    return str(net.supernet(new_prefix=24 if net.version == 4 else 48))


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
