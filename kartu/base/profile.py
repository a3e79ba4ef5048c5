"""The fund's profile: everything particular to one fund, read once from a TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kartu.base.errors import BadSetting
from kartu.base.language import say

# Issuer and status address share this budget inside the code on the card (docs/credential-format.md).
ADDRESS_BUDGET = 45
MOST_SHARDS = 100
# The one service of a fund that names none.
ANYTHING = {"code": "other", "letter": "A", "minutes": 15, "id": "Semua urusan", "en": "Anything"}


@dataclass(frozen=True, slots=True)
class Programme:
    """One insurance programme: its code on papers, its bit on the card, its name in both languages."""

    code: str
    bit: int
    id: str
    en: str

    def name(self, language: str) -> str:
        return say(language, id=self.id, en=self.en)


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """Papers a physical card needs. Empty conditions fit everything; `vouched` and `together` None fit both."""

    needs: tuple[str, ...]
    reason: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    member_type: tuple[str, ...] = ()
    branch: tuple[str, ...] = ()
    vouched: bool | None = None
    together: bool | None = None


@dataclass(frozen=True, slots=True)
class ActingRules:
    """What employers may do for their workers: days, hours and counts."""

    consent_days: int
    asked_days: int
    cards_a_day: int
    cards_at_once: int
    second_person_above: int
    kept_hours: int
    rows_a_batch: int


@dataclass(frozen=True, slots=True)
class ReplacementRules:
    """Deadlines in days and limits in counts."""

    due_days: int
    a_year: int
    a_lifetime: int
    reports_a_month: int
    collect_days: int
    police_letter_days: int
    post_days: int = 14


# Warnings about a case; the profile says which of them make it risky (kartu/replacements/doubts.py raises them).
DOUBTS = (
    "letter_used", "letter_lapsed", "letter_lapsing", "third_loss", "same_picture", "new_browser", "contact_changed",
    "employer_vouches", "flagged_before",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OversightRules:
    """When a case needs two people, how many decided ones are looked at again, and what is told to the public.

    `risky`: warnings that make a case risky by themselves; any other `risky_together` of them do so together.
    """

    risky: tuple[str, ...] = ("letter_used", "same_picture", "third_loss")
    risky_together: int = 2
    notes_only: tuple[str, ...] = ("letter_lapsing", "employer_vouches")
    losses_a_year: int = 3
    letter_soon_days: int = 3
    contact_days: int = 14
    browser_days: int = 7
    flag_days: int = 90
    sample_percent: int = 5
    fewest_told: int = 10


@dataclass(frozen=True, slots=True)
class PrintingRules:
    """When a branch's blank cards run out, and how long an interim certificate is good."""

    low_stock: int = 50
    certificate_days: int = 30


@dataclass(frozen=True, slots=True)
class MessageRules:
    """How long messages are kept, and phones that take no notices."""

    kept_days: int = 400
    notices_unused_days: int = 180


@dataclass(frozen=True, slots=True)
class Service:
    """What people come to a branch for: how long it takes, and the letter on its tickets."""

    code: str
    letter: str
    minutes: int
    id: str
    en: str

    def name(self, language: str) -> str:
        return say(language, id=self.id, en=self.en)


@dataclass(frozen=True, slots=True)
class VisitRules:
    """Slots, the order of the queue, and the hours of a branch that has set none of its own."""

    slot_minutes: int = 15
    days_ahead: int = 14
    notice_minutes: int = 60
    late_minutes: int = 15
    within_minutes: int = 30
    priority_every: int = 3
    booked_in_a_row: int = 4
    calls: int = 3
    call_seconds: int = 20
    remind_hours: int = 24
    missed_limit: int = 3
    missed_days: int = 90
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens: int = 8
    closes: int = 15
    counters: int = 2


@dataclass(frozen=True, slots=True)
class Profile:
    """One fund. `validity_days` is by kind of copy."""

    name: str
    short_name: str
    country: str
    language: str
    time_zone: str
    telephone: str
    verify_address: str
    issuer: str
    status_address: str
    nik_digits: int
    membership_digits: int
    membership_groups: tuple[int, ...]
    programmes: tuple[Programme, ...]
    validity_days: Mapping[str, int]
    replacements: ReplacementRules
    acting: ActingRules
    documents: tuple[DocumentRule, ...]
    oversight: OversightRules
    messages: MessageRules
    printing: PrintingRules
    visits: VisitRules
    services: tuple[Service, ...]

    def service(self, code: str) -> Service:
        """The service with this code. Raises KeyError."""
        return {each.code: each for each in self.services}[code]

    @property
    def service_codes(self) -> tuple[str, ...]:
        return tuple(each.code for each in self.services)

    def programme_bits(self, codes: Iterable[str]) -> int:
        """The bit mask of programme codes; codes the fund does not have are left out."""
        wanted = set(codes)
        return sum(1 << programme.bit for programme in self.programmes if programme.code in wanted)

    def programmes_of(self, bits: int) -> tuple[Programme, ...]:
        """The programmes in a bit mask, in the fund's order."""
        return tuple(programme for programme in self.programmes if bits >> programme.bit & 1)

    def grouped(self, number: str) -> str:
        """A membership number as people read it: "2604 1187 009"."""
        parts, start = [], 0
        for size in self.membership_groups:
            parts.append(number[start : start + size])
            start += size
        return " ".join([*parts, number[start:]]).strip()

    def status_uri(self, shard: int) -> str:
        return self.status_address.format(shard=shard)


@lru_cache(maxsize=4)
def load_profile(path: Path) -> Profile:
    """Read a fund's profile. Raises BadSetting naming what is missing or does not fit."""
    try:
        raw = tomllib.loads(path.read_text())
        profile = _profile(raw)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise BadSetting(name="KARTU_PROFILE", why=f"{path.name}: {error}") from error
    used = len(profile.issuer) + len(profile.status_uri(MOST_SHARDS - 1))
    if used > ADDRESS_BUDGET:
        raise BadSetting(name="KARTU_PROFILE", why=f"issuer + status_address = {used} > {ADDRESS_BUDGET}")
    return profile


def _profile(raw: dict[str, Any]) -> Profile:
    numbers, credential = raw["numbers"], raw["credential"]
    words = ("name", "short_name", "country", "language", "time_zone", "telephone", "verify_address")
    return Profile(
        **{word: raw[word] for word in words},
        issuer=credential["issuer"],
        status_address=credential["status_address"],
        nik_digits=numbers["nik_digits"],
        membership_digits=numbers["membership_digits"],
        membership_groups=tuple(numbers["membership_groups"]),
        programmes=tuple(Programme(**entry) for entry in raw["programmes"]),
        validity_days=raw["validity_days"],
        replacements=ReplacementRules(**raw["replacements"]),
        acting=ActingRules(**raw["acting"]),
        documents=tuple(_rule(entry) for entry in raw["documents"]),
        oversight=_oversight(raw.get("oversight", {})),
        messages=MessageRules(**raw.get("messages", {})),
        printing=PrintingRules(**raw.get("printing", {})),
        visits=_visits(raw.get("visits", {})),
        services=tuple(Service(**entry) for entry in raw.get("services", [ANYTHING])),
    )


def _visits(entry: dict[str, Any]) -> VisitRules:
    lists: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return VisitRules(**lists)


def _oversight(entry: dict[str, Any]) -> OversightRules:
    lists: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    rules = OversightRules(**lists)
    unknown = {*rules.risky, *rules.notes_only} - set(DOUBTS)
    if unknown:
        raise TypeError(f"oversight: no such warning: {', '.join(sorted(unknown))}")
    return rules


def _rule(entry: dict[str, Any]) -> DocumentRule:
    flags = ("vouched", "together")
    lists = {key: tuple(value) for key, value in entry.items() if key not in flags}
    return DocumentRule(**lists, vouched=entry.get("vouched"), together=entry.get("together"))
