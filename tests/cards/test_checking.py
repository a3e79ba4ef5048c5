"""The public check: from keys and lists alone; and the proof after a block."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from kartu.audit.actors import OPERATOR
from kartu.audit.models import Event
from kartu.cards import checking
from kartu.cards.checking import prove_block
from kartu.cards.issuing import finish_copy, prepare_copy, renew_digital
from kartu.cards.lifecycle import activate_copy, block_card, unblock_physical
from kartu.cards.models import Copy
from kartu.cards.states import PLASTIC
from kartu.cards.status import LIFE, publish_shard
from kartu.credential.verdict import Verdict
from kartu.publishing.checking import NO_KEYS, check_code
from kartu.publishing.models import StatusShard
from tests.cards.builders import NAME, NOW, new_card

pytestmark = pytest.mark.django_db


def test_the_public_check_touches_no_table_of_persons() -> None:
    copy = _good_copy()

    with CaptureQueriesContext(
        connection,
    ) as asked:
        checked = check_code(copy.code, now=NOW)

    assert checked.verdict is Verdict.GOOD
    assert [query["sql"].split(" WHERE ")[0] for query in asked] == [
        'SELECT "publishing_statusshard"."jwt" AS "jwt" FROM "publishing_statusshard"'
    ]


def test_a_forged_or_foreign_text_asks_nothing_at_all() -> None:
    copy = _good_copy()
    forged = copy.code[:-20] + copy.code[-20:][::-1]

    with CaptureQueriesContext(connection) as asked:
        verdicts = [check_code(text, now=NOW).verdict for text in (forged, "HELLO", "", "6BF" * 200)]

    assert verdicts == [Verdict.NOT_OURS] * 4
    assert len(asked) == 0


def test_without_a_usable_list_the_answer_is_never_blocked_and_never_good() -> None:
    copy = _good_copy()

    too_old = check_code(copy.code, now=NOW + LIFE)
    StatusShard.objects.all().delete()
    missing = check_code(copy.code, now=NOW)

    assert [(checked.verdict, checked.reason) for checked in (too_old, missing)] == [
        (Verdict.COULD_NOT_CHECK, "status-expired"),
        (Verdict.COULD_NOT_CHECK, "status-missing"),
    ]


def test_the_age_of_the_list_is_told() -> None:
    copy = _good_copy()

    assert check_code(copy.code, now=NOW + timedelta(hours=7)).list_age == timedelta(hours=7)


def test_without_any_key_nothing_is_called_foreign(settings: Settings, tmp_path: Path) -> None:
    code = _good_copy().code
    settings.KEYS = tmp_path

    checked = check_code(code, now=NOW)

    assert (checked.verdict, checked.reason) == (Verdict.COULD_NOT_CHECK, NO_KEYS)
    assert check_code("HELLO", now=NOW).verdict is Verdict.NOT_OURS


def test_a_block_proves_itself() -> None:
    copy = _good_copy()
    before = check_code(copy.code, now=NOW).verdict
    block_card(copy.card, reason="lost", actor=OPERATOR, now=NOW)

    verdict = prove_block(copy.member_id, copy.id, actor=OPERATOR, now=NOW)

    assert (before, verdict) == (Verdict.GOOD, Verdict.BLOCKED)
    assert _events(copy) == [("block-proved", {"verdict": "blocked"})]


def test_a_block_is_proved_once_and_also_after_the_copy_was_replaced() -> None:
    copy = _good_copy()
    block_card(copy.card, reason="lost", actor=OPERATOR, now=NOW)
    renew_digital(copy.card, actor=OPERATOR, now=NOW)

    verdicts = [prove_block(copy.member_id, copy.id, actor=OPERATOR, now=NOW) for _ in range(2)]

    assert verdicts == [Verdict.BLOCKED, None]


def test_a_block_that_does_not_take_is_an_alert_without_a_personal_datum(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    copy = _good_copy()
    block_card(copy.card, reason="lost", actor=OPERATOR, now=NOW)
    monkeypatch.setattr(checking, "publish_shard", lambda *_args, **_more: None)  # the old list stays out

    verdict = prove_block(copy.member_id, copy.id, actor=OPERATOR, now=NOW)

    assert verdict is Verdict.GOOD
    assert _events(copy) == [("block-failed", {"verdict": "good"})]
    [line] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert str(copy.id) in line.getMessage()
    assert NAME not in line.getMessage()


def test_a_card_found_before_the_proof_raises_no_alarm() -> None:
    card = new_card()
    copy = prepare_copy(card, PLASTIC, actor=OPERATOR, now=NOW)
    copy = activate_copy(finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=NOW), actor=OPERATOR, now=NOW)
    block_card(card, reason="lost", actor=OPERATOR, now=NOW)
    unblock_physical(card, actor=OPERATOR, now=NOW)

    assert prove_block(copy.member_id, copy.id, actor=OPERATOR, now=NOW) is None
    assert _events(copy) == []


def _good_copy() -> Copy:
    copy = renew_digital(new_card(), actor=OPERATOR, now=NOW)
    publish_shard(copy.shard, actor=OPERATOR, now=NOW)
    return copy


def _events(copy: Copy) -> list[tuple[str, dict[str, object]]]:
    events = Event.objects.filter(subject="copy", subject_id=copy.id, action__startswith="block-")
    return [(event.action, event.detail) for event in events]
