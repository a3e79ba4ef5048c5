from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings

from kartu.base.profile import DocumentRule
from kartu.replacements import policy, states
from kartu.replacements.policy import Past, Request
from kartu.replacements.refusals import LetterLapsed, LifetimeLimitReached, LimitReached

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)  # a Friday
RULES = settings.PROFILE.replacements
ASKED = Request(reason=states.LOST, channel=states.PORTAL, member_type="worker", branch="TUAL")


@pytest.mark.parametrize(
    ("reason", "vouched", "papers"),
    [
        (states.LOST, False, ("police_letter", "identity")),
        (states.STOLEN, False, ("police_letter", "identity")),
        (states.LOST, True, ("identity",)),
        (states.DAMAGED, False, ("damaged_card", "identity")),
        (states.WRONG_DATA, False, ("correct_data", "identity")),
        (states.NEVER_RECEIVED, False, ("identity",)),
    ],
)
def test_the_shipped_policy_asks_for_these_papers(reason: str, vouched: bool, papers: tuple[str, ...]) -> None:
    request = Request(reason, states.PORTAL, "worker", "TUAL", vouched)

    assert policy.documents_needed(settings.PROFILE.documents, request) == papers


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (DocumentRule(needs=("x",)), True),
        (
            DocumentRule(
                needs=("x",), reason=("lost",), channel=("portal",), member_type=("worker",), branch=("TUAL",)
            ),
            True,
        ),
        (DocumentRule(needs=("x",), reason=("stolen",)), False),
        (DocumentRule(needs=("x",), channel=("desk",)), False),
        (DocumentRule(needs=("x",), member_type=("former", "self_employed")), False),
        (DocumentRule(needs=("x",), branch=("AMBON",)), False),
        (DocumentRule(needs=("x",), vouched=True), False),
        (DocumentRule(needs=("x",), vouched=False), True),
    ],
)
def test_the_first_rule_whose_every_condition_fits_decides(rule: DocumentRule, fits: bool) -> None:
    rules = [rule, DocumentRule(needs=("last",))]

    assert policy.documents_needed(rules, ASKED) == (("x",) if fits else ("last",))


def test_where_no_rule_fits_the_person_still_shows_who_they_are() -> None:
    assert policy.documents_needed([], ASKED) == ("identity",)


def test_only_a_case_that_needs_no_paper_is_approved_at_once() -> None:
    assert policy.may_approve_at_once(())
    assert not policy.may_approve_at_once(("identity",))


def _past(days: int, reason: str = states.LOST, status: str = states.COLLECTED) -> Past:
    return Past(reason, status, NOW - timedelta(days=days))


def test_the_fourth_replacement_within_a_year_is_refused_with_the_day_it_is_possible_again() -> None:
    history = [_past(400), _past(300), _past(200), _past(100)]

    with pytest.raises(LimitReached) as refused:
        policy.may_replace(history, states.LOST, RULES, now=NOW)

    assert refused.value.context == {"count": 3, "again": (NOW + timedelta(days=65)).date().isoformat()}
    policy.may_replace(history, states.LOST, RULES, now=NOW + timedelta(days=65))


def test_the_thirteenth_in_a_lifetime_is_refused() -> None:
    history = [_past(400 * years) for years in range(1, 13)]

    policy.may_replace(history[1:], states.LOST, RULES, now=NOW)
    with pytest.raises(LifetimeLimitReached):
        policy.may_replace(history, states.LOST, RULES, now=NOW)


@pytest.mark.parametrize("reason", policy.CORRECTIONS)
def test_corrections_count_towards_no_limit_and_are_always_possible(reason: str) -> None:
    policy.may_replace([_past(days, reason) for days in range(1, 20)], states.LOST, RULES, now=NOW)
    policy.may_replace([_past(days) for days in range(1, 20)], reason, RULES, now=NOW)


@pytest.mark.parametrize("status", [states.REJECTED, states.CANCELLED])
def test_requests_that_came_to_nothing_do_not_count(status: str) -> None:
    policy.may_replace([_past(days, status=status) for days in range(1, 20)], states.LOST, RULES, now=NOW)


@pytest.mark.parametrize("status", sorted(policy.COUNTED))
def test_every_other_replacement_counts(status: str) -> None:
    with pytest.raises(LimitReached):
        policy.may_replace([_past(days, status=status) for days in range(1, 4)], states.LOST, RULES, now=NOW)


def test_something_held_blocks_and_nothing_held_does_not() -> None:
    blocking = {proof for proof in states.PROOFS if policy.blocks(proof, 0, RULES)}

    assert blocking == set(states.PROOFS) - {states.NOTHING_HELD}


def test_after_too_many_withdrawn_reports_only_an_officer_blocks() -> None:
    blocking = {proof for proof in states.PROOFS if policy.blocks(proof, RULES.reports_a_month, RULES)}

    assert blocking == {states.COUNTER}


def test_the_employers_word_blocks_and_renews_nothing() -> None:
    renewing = {proof for proof in states.PROOFS if policy.renews_digital(proof)}

    assert renewing == {states.LOGIN, states.CODE, states.PASSKEY, states.COUNTER}


def test_a_card_out_of_hand_is_replaced_only_after_a_report() -> None:
    reported = {reason for reason in states.REASONS if policy.must_be_reported(reason, physical_in_use=True)}
    never_made = {reason for reason in states.REASONS if policy.must_be_reported(reason, physical_in_use=False)}

    assert reported == {states.LOST, states.STOLEN, states.NEVER_RECEIVED}
    assert never_made == {states.LOST, states.STOLEN}


def test_a_promise_made_on_friday_counts_the_days_branches_are_open() -> None:
    assert policy.due_at(NOW, RULES) == datetime(2026, 11, 25, 10, tzinfo=UTC)


def test_a_police_letter_is_good_for_fourteen_days_and_not_before_it_is_written() -> None:
    written = date(2026, 11, 6)

    policy.require_letter_in_force(written, RULES, today=written)
    policy.require_letter_in_force(written, RULES, today=date(2026, 11, 20))
    for today in (date(2026, 11, 5), date(2026, 11, 21)):
        with pytest.raises(LetterLapsed, match="2026-11-20"):
            policy.require_letter_in_force(written, RULES, today=today)


def test_papers_still_missing_are_told_in_the_policys_order() -> None:
    assert policy.missing_documents(("police_letter", "identity"), []) == ("police_letter", "identity")
    assert policy.missing_documents(("police_letter", "identity"), ["identity"]) == ("police_letter",)


def test_a_day_is_the_day_where_the_fund_lives() -> None:
    assert policy.local_day(datetime(2026, 11, 20, 17, tzinfo=UTC), "Asia/Jakarta") == date(2026, 11, 21)
