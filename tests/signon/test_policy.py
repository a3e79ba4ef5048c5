"""The table of what happens next, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kartu.accounts.signon.policy import SentBack, Standing, Step, Wish, next_step, read_wish

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OLD, FRESH = NOW - timedelta(hours=1), NOW - timedelta(seconds=5)


@pytest.mark.parametrize("silent", [False, True])
@pytest.mark.parametrize(
    ("standing", "max_age", "step", "error"),
    [
        (Standing(None, consented=False), "", Step.SIGN_IN, "login_required"),
        (Standing(None, consented=True), "", Step.SIGN_IN, "login_required"),
        (Standing(OLD, consented=False), "", Step.ASK, "consent_required"),
        (Standing(OLD, consented=True), "", Step.GO_ON, ""),
        (Standing(OLD, consented=True), "60", Step.PROVE_AGAIN, "login_required"),
        (Standing(OLD, consented=False), "60", Step.PROVE_AGAIN, "login_required"),
        (Standing(FRESH, consented=True), "60", Step.GO_ON, ""),
        (Standing(FRESH, consented=True), "0", Step.PROVE_AGAIN, "login_required"),
    ],
)
def test_who_must_do_something_first_is_sent_to_it_and_a_silent_question_gets_the_error_instead(
    silent: bool, standing: Standing, max_age: str, step: Step, error: str
) -> None:
    wish = read_wish("none" if silent else "", max_age, None)

    if silent and error:
        with pytest.raises(SentBack) as told:
            next_step(wish, standing, now=NOW)
        assert told.value.error == error
    else:
        assert next_step(wish, standing, now=NOW) is step


@pytest.mark.parametrize("prompt", ["", "none", "login", "consent"])
def test_a_question_about_somebody_else_is_never_answered(prompt: str) -> None:
    with pytest.raises(SentBack, match="login_required"):
        next_step(read_wish(prompt, "", None), Standing(FRESH, consented=True, hinted=False), now=NOW)


def test_a_proof_given_after_it_was_demanded_is_fresh_enough_and_one_before_is_not() -> None:
    standing = Standing(FRESH, consented=True)

    assert next_step(Wish(frozenset({"login"}), demanded_at=FRESH), standing, now=NOW) is Step.GO_ON
    assert next_step(Wish(frozenset({"login"}), demanded_at=NOW), standing, now=NOW) is Step.PROVE_AGAIN
