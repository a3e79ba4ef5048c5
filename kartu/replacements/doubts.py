"""Warnings about a case, as pure functions: each looks at the same facts and says one thing, or nothing.

A warning is no wall: it says what to look at. Which of them ask for a second person is the fund's (`[oversight]` of its
profile); kartu/replacements/facts.py gathers the facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kartu.base.profile import OversightRules

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class LetterFact:
    """A police letter of the case: its last day, and the numbers of other cases with the same station and number."""

    good_until: date
    used_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about one case. Moments are aware; `losses` are the member's reports, this one among them."""

    opened_at: datetime
    today: date
    vouched: bool = False
    reported_at: datetime | None = None
    letters: tuple[LetterFact, ...] = ()
    losses: tuple[datetime, ...] = ()
    same_picture: tuple[str, ...] = ()  # cases of other people with the same picture
    browsers: tuple[datetime, ...] = ()  # when each browser of the member's account was first used
    contacts_changed: tuple[datetime, ...] = ()
    flags: tuple[datetime, ...] = ()  # reports without proof, open or dismissed


@dataclass(frozen=True, slots=True)
class Doubt:
    """One warning: its code (of base.profile.DOUBTS), and what its words need."""

    code: str
    count: int = 0
    day: date | None = None
    at: datetime | None = None
    cases: tuple[str, ...] = ()


def letter_used(facts: Facts, rules: OversightRules) -> Doubt | None:
    """A letter with this station and number is in another case."""
    cases = tuple(dict.fromkeys(number for letter in facts.letters for number in letter.used_in))
    return Doubt("letter_used", count=len(cases), cases=cases) if cases else None


def letter_lapsed(facts: Facts, rules: OversightRules) -> Doubt | None:
    """Every letter of the case is over."""
    if not facts.letters:
        return None
    until = max(letter.good_until for letter in facts.letters)
    return Doubt("letter_lapsed", day=until) if until < facts.today else None


def letter_lapsing(facts: Facts, rules: OversightRules) -> Doubt | None:
    """The best letter of the case will be over within days."""
    if not facts.letters:
        return None
    until = max(letter.good_until for letter in facts.letters)
    soon = facts.today + timedelta(days=rules.letter_soon_days)
    return Doubt("letter_lapsing", day=until) if facts.today <= until <= soon else None


def third_loss(facts: Facts, rules: OversightRules) -> Doubt | None:
    """The member lost a card again and again within a year."""
    lately = [at for at in facts.losses if at > facts.opened_at - YEAR]
    return Doubt("third_loss", count=len(lately)) if len(lately) >= rules.losses_a_year else None


def same_picture(facts: Facts, rules: OversightRules) -> Doubt | None:
    """A picture of this case was sent for somebody else."""
    cases = facts.same_picture
    return Doubt("same_picture", count=len(cases), cases=cases) if cases else None


def new_browser(facts: Facts, rules: OversightRules) -> Doubt | None:
    """The account was first used in a browser shortly before the loss was reported."""
    if facts.reported_at is None:
        return None
    since = facts.reported_at - timedelta(days=rules.browser_days)
    lately = [at for at in facts.browsers if since < at <= facts.reported_at]
    return Doubt("new_browser", at=max(lately)) if lately else None


def contact_changed(facts: Facts, rules: OversightRules) -> Doubt | None:
    """A contact was added or ended, or a way back in was used, shortly before the request or since."""
    since = facts.opened_at - timedelta(days=rules.contact_days)
    lately = [at for at in facts.contacts_changed if at > since]
    return Doubt("contact_changed", at=max(lately)) if lately else None


def employer_vouches(facts: Facts, rules: OversightRules) -> Doubt | None:
    """The employer's word stands in for the police letter."""
    return Doubt("employer_vouches") if facts.vouched else None


def flagged_before(facts: Facts, rules: OversightRules) -> Doubt | None:
    """Somebody without proof has reported this member's cards lately."""
    lately = [at for at in facts.flags if at > facts.opened_at - timedelta(days=rules.flag_days)]
    return Doubt("flagged_before", count=len(lately), at=max(lately)) if lately else None


ALL = (
    same_picture, letter_used, third_loss, letter_lapsed, contact_changed, new_browser, flagged_before, letter_lapsing,
    employer_vouches,
)  # fmt: skip


def doubts_about(facts: Facts, rules: OversightRules) -> tuple[Doubt, ...]:
    """Every warning the facts raise, the heaviest first."""
    raised = (doubt(facts, rules) for doubt in ALL)
    return tuple(doubt for doubt in raised if doubt is not None)


def risky(doubts: Iterable[Doubt], rules: OversightRules) -> tuple[str, ...]:
    """The warnings that make a case risky, () when it is not: any of `rules.risky`, or enough of the others."""
    codes = [doubt.code for doubt in doubts if doubt.code not in rules.notes_only]
    if any(code in rules.risky for code in codes) or len(codes) >= rules.risky_together:
        return tuple(codes)
    return ()
