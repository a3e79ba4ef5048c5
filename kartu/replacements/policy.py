"""The rules that decide, as pure functions: no database, no clock, no setting of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kartu.base.profile import DocumentRule, ReplacementRules
from kartu.replacements import states
from kartu.replacements.refusals import LetterLapsed, LifetimeLimitReached, LimitReached

YEAR = timedelta(days=365)
MONTH = timedelta(days=30)
# The days a card still waits after its reminder, or may still be with the post.
REMINDED_BEFORE = timedelta(days=7)
# Two reports of one card this close together are one act: a double click, or a phone and a call.
SAME_REPORT = timedelta(minutes=15)
# A correction is the fund's to make: it counts towards no limit.
CORRECTIONS = (states.WRONG_DATA, states.NEVER_RECEIVED)
COUNTED = frozenset(states.REPLACEMENT_MOVES) - {states.REJECTED, states.CANCELLED}
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Request:
    """What the document policy looks at. `member_type`: worker, self_employed or former; `branch`: its code."""

    reason: str
    channel: str
    member_type: str
    branch: str
    vouched: bool = False
    together: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier replacement of the same card."""

    reason: str
    status: str
    opened_at: datetime


def documents_needed(rules: Iterable[DocumentRule], request: Request) -> tuple[str, ...]:
    """The papers of the first rule that fits. When none fits, the person still shows who they are."""
    for rule in rules:
        if fits(rule, request):
            return rule.needs
    return ("identity",)


def missing_documents(needed: Iterable[str], accepted: Iterable[str]) -> tuple[str, ...]:
    """Papers still to come, in the policy's order."""
    there = set(accepted)
    return tuple(paper for paper in needed if paper not in there)


def may_approve_at_once(needed: Sequence[str]) -> bool:
    """A case that needs no paper needs no officer."""
    return not needed


def may_replace(history: Iterable[Past], reason: str, rules: ReplacementRules, *, now: datetime) -> None:
    """Raise LimitReached or LifetimeLimitReached when one more replacement is too many.

    Corrections are always possible and count towards nothing; so do requests that were refused or cancelled.
    """
    if reason in CORRECTIONS:
        return
    counted = sorted(past.opened_at for past in history if past.status in COUNTED and past.reason not in CORRECTIONS)
    if len(counted) >= rules.a_lifetime:
        raise LifetimeLimitReached(count=len(counted))
    lately = [opened_at for opened_at in counted if opened_at > now - YEAR]
    if len(lately) >= rules.a_year:
        raise LimitReached(count=len(lately), again=(lately[-rules.a_year] + YEAR).date().isoformat())


def must_be_reported(reason: str, *, physical_in_use: bool) -> bool:
    """Whether a card is replaced for this reason only after a proved report has blocked it.

    What never came may never have been made; then there is nothing to block.
    """
    return reason in (states.LOST, states.STOLEN) or (reason == states.NEVER_RECEIVED and physical_in_use)


def blocks(proof: str, withdrawn: int, rules: ReplacementRules) -> bool:
    """Whether a report blocks at once. `withdrawn`: reports of the last month that were taken back or dismissed.

    Something held is enough, until reports were taken back so often that an officer has to look.
    """
    if proof == states.NOTHING_HELD:
        return False
    return proof == states.COUNTER or withdrawn < rules.reports_a_month


def renews_digital(proof: str) -> bool:
    """The report itself renews the digital card of a person who was proved; the employer's word blocks only."""
    return proof in (states.LOGIN, states.CODE, states.PASSKEY, states.COUNTER)


def too_late_to_find(case_status: str) -> bool:
    """From the print on there is a new object; the old one stays blocked."""
    return case_status in (states.PRINTED, states.COLLECTED)


def due_at(opened_at: datetime, rules: ReplacementRules) -> datetime:
    """The working promise: so many days on which branches are open (Monday to Friday)."""
    due, left = opened_at, rules.due_days
    while left:
        due += timedelta(days=1)
        left -= due.weekday() < SATURDAY
    return due


def waits_until(delivery: str, printed_at: datetime, rules: ReplacementRules) -> datetime:
    """When a printed card that nobody collected is voided; by when one that was posted should have come."""
    return printed_at + timedelta(days=rules.post_days if delivery == states.BY_POST else rules.collect_days)


def letter_good_until(letter_date: date, rules: ReplacementRules) -> date:
    """The last day of a police letter; an extended letter counts from its extension."""
    return letter_date + timedelta(days=rules.police_letter_days)


def require_letter_in_force(letter_date: date, rules: ReplacementRules, *, today: date) -> None:
    """Raise LetterLapsed for a letter that is over, or not written yet."""
    until = letter_good_until(letter_date, rules)
    if not letter_date <= today <= until:
        raise LetterLapsed(until=until.isoformat())


def local_day(moment: datetime, time_zone: str) -> date:
    """The day a moment falls on where the fund lives."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def fits(rule: DocumentRule, request: Request) -> bool:
    """Whether a rule decides about a request, if none before it does."""
    conditions = (
        (rule.reason, request.reason),
        (rule.channel, request.channel),
        (rule.member_type, request.member_type),
        (rule.branch, request.branch),
    )
    flags = ((rule.vouched, request.vouched), (rule.together, request.together))
    if any(wanted is not None and wanted != found for wanted, found in flags):
        return False
    return all(value in allowed for allowed, value in conditions if allowed)
