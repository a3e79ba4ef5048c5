"""Making copies: stored, signed, drawn, read back, put to use."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kartu.audit.actors import OPERATOR
from kartu.audit.models import Event
from kartu.cards import issuing
from kartu.cards.errors import CopyNotReady, DrawnCodeUnreadable
from kartu.cards.issuing import finish_copy, open_card, prepare_copy, renew_digital
from kartu.cards.keys import key_store
from kartu.cards.lifecycle import activate_copy, void_copy
from kartu.cards.models import Card, Copy
from kartu.cards.pictures import back_png, card_pdf, front_png, sheet_pdf
from kartu.cards.queries import copies_of, copy_of
from kartu.cards.states import ACTIVE, DIGITAL, PLASTIC, PREPARED, REPLACED, VOIDED
from kartu.cards.status import publish_shard
from kartu.credential.code import assemble, read_code
from kartu.credential.qr import read_image
from kartu.credential.verdict import Verdict
from kartu.publishing.checking import check_code
from kartu.publishing.keys import CARD, card_keys
from tests.cards.builders import NAME, NOW, new_card

pytestmark = pytest.mark.django_db


def test_a_card_is_opened_once_for_a_membership() -> None:
    card = new_card()

    again = open_card(card.membership, actor=OPERATOR, now=NOW)

    assert again == card
    assert Event.objects.filter(action="card-opened", subject_id=card.id).count() == 1


def test_a_digital_copy_is_signed_read_back_and_active() -> None:
    card = new_card()

    copy = renew_digital(card, actor=OPERATOR, now=NOW)

    claims = read_code(copy.code, card_keys(), now=NOW).claims
    assert (copy.status, copy.checked_at) == (ACTIVE, NOW)
    assert (claims.serial, claims.number, claims.name) == (bytes(copy.serial), card.membership.number, NAME)
    assert (claims.birth_date, claims.employer, claims.programmes) == (date(2001, 2, 28), "JJ012345", 0b111)
    assert (claims.status_uri, claims.status_index) == (f"https://bjp.example/s/{copy.shard}", copy.position)


def test_a_copy_is_good_to_the_last_moment_of_the_day_it_names() -> None:
    copy = renew_digital(new_card(), actor=OPERATOR, now=NOW)
    last = copy.expires_at - timedelta(seconds=1)

    publish_shard(copy.shard, actor=OPERATOR, now=last)
    verdicts = [check_code(copy.code, now=moment).verdict for moment in (last, copy.expires_at)]

    assert copy.expires_at.astimezone(ZoneInfo("Asia/Jakarta")).isoformat() == "2027-05-22T00:00:00+07:00"
    assert verdicts == [Verdict.GOOD, Verdict.EXPIRED]


def test_a_new_digital_copy_is_good_by_a_list_signed_before_it_was_made() -> None:
    first = renew_digital(new_card(), actor=OPERATOR, now=NOW)
    publish_shard(first.shard, actor=OPERATOR, now=NOW)

    second = renew_digital(new_card(), actor=OPERATOR, now=NOW)

    assert check_code(second.code, now=NOW).verdict is Verdict.GOOD


def test_renewing_ends_the_former_copy_and_its_code() -> None:
    card = new_card()
    old = renew_digital(card, actor=OPERATOR, now=NOW)

    new = renew_digital(card, actor=OPERATOR, now=NOW)
    publish_shard(new.shard, actor=OPERATOR, now=NOW)

    assert list(copies_of(card).values_list("id", "status")) == [(old.id, REPLACED), (new.id, ACTIVE)]
    assert check_code(old.code, now=NOW).verdict is Verdict.BLOCKED
    assert check_code(new.code, now=NOW).verdict is Verdict.GOOD
    assert bytes(old.serial) != bytes(new.serial)


def test_asking_twice_for_a_copy_makes_one() -> None:
    card = new_card()
    first = prepare_copy(card, PLASTIC, actor=OPERATOR, now=NOW)

    second = prepare_copy(card, PLASTIC, actor=OPERATOR, now=NOW)

    assert (second.id, bytes(second.serial), second.to_sign) == (first.id, bytes(first.serial), first.to_sign)
    assert copies_of(card).count() == 1


def test_a_copy_left_prepared_until_its_end_is_begun_anew() -> None:
    card = new_card()
    first = prepare_copy(card, DIGITAL, actor=OPERATOR, now=NOW)

    second = prepare_copy(card, DIGITAL, actor=OPERATOR, now=first.expires_at)

    assert copy_of(first.member_id, first.id).status == VOIDED
    assert (second.status, second.id == first.id) == (PREPARED, False)


def test_preparing_stores_the_bytes_and_queues_the_rest_in_the_same_transaction() -> None:
    card = new_card()

    copy = prepare_copy(card, DIGITAL, actor=OPERATOR, now=NOW)

    jobs = ProcrastinateJob.objects.filter(task_name="cards.finish_copy").values_list("args", flat=True)
    assert {"member_id": copy.member_id, "copy_id": copy.id} in list(jobs)
    assert copy.to_sign
    assert not copy.code
    stored = Copy.objects.values_list("to_sign_sealed", flat=True).get(id=copy.id)
    assert NAME.encode() not in bytes(stored)


def test_a_roll_back_leaves_nothing() -> None:
    card = new_card()
    before = _counts()

    with transaction.atomic():
        renew_digital(card, actor=OPERATOR, now=NOW)
        prepare_copy(card, PLASTIC, actor=OPERATOR, now=NOW)
        transaction.set_rollback(True)

    assert _counts() == before


def test_finishing_again_changes_nothing() -> None:
    copy = renew_digital(new_card(), actor=OPERATOR, now=NOW)
    before = (copy.code, bytes(copy.to_sign_sealed), copy.status_since)
    events = Event.objects.count()

    again = finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=NOW + timedelta(hours=1))

    assert (again.code, bytes(again.to_sign_sealed), again.status_since) == before
    assert Event.objects.count() == events


def test_a_slow_signer_does_not_replace_the_code_that_is_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    copy = prepare_copy(new_card(), DIGITAL, actor=OPERATOR, now=NOW)
    quick: list[Copy] = []

    def overtaken(to_sign: bytes, signature: bytes) -> str:
        monkeypatch.setattr(issuing, "assemble", assemble)
        quick.append(finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=NOW))
        return assemble(to_sign, signature)

    monkeypatch.setattr(issuing, "assemble", overtaken)
    slow = finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=NOW)

    assert {slow.code, copy_of(copy.member_id, copy.id).code} == {quick[0].code}


def test_a_plastic_copy_is_finished_but_waits_for_the_hand_over() -> None:
    copy = prepare_copy(new_card(), PLASTIC, actor=OPERATOR, now=NOW)

    done = finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=NOW)

    assert (done.status, done.checked_at) == (PREPARED, NOW)
    assert check_code(done.code, now=NOW).verdict is Verdict.NOT_HANDED_OVER


def test_a_plastic_code_does_not_come_to_be_before_the_list_says_prepared() -> None:
    publish_shard(0, actor=OPERATOR, now=NOW)
    copy = prepare_copy(new_card(), PLASTIC, actor=OPERATOR, now=NOW)

    done = finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=NOW)

    assert check_code(done.code, now=NOW).reason == "prepared"


def test_an_unfinished_copy_is_not_drawn_and_not_handed_over() -> None:
    copy = prepare_copy(new_card(), PLASTIC, actor=OPERATOR, now=NOW)

    with pytest.raises(CopyNotReady):
        front_png(copy)
    with pytest.raises(CopyNotReady):
        activate_copy(copy, actor=OPERATOR, now=NOW)


def test_a_copy_whose_picture_does_not_read_never_becomes_active(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    card, other = new_card(), renew_digital(new_card(), actor=OPERATOR, now=NOW)
    monkeypatch.setattr(issuing, "front_png", back_png)
    copy = prepare_copy(card, DIGITAL, actor=OPERATOR, now=NOW)

    with pytest.raises(DrawnCodeUnreadable):
        finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=NOW)
    monkeypatch.setattr(issuing, "front_png", lambda _copy: front_png(other))
    with pytest.raises(DrawnCodeUnreadable) as refusal:
        finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=NOW)

    assert copy_of(copy.member_id, copy.id).status == PREPARED
    assert refusal.value.context == {"copy": copy.id, "why": "another-code"}
    assert NAME not in caplog.text
    monkeypatch.undo()
    assert finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=NOW).status == ACTIVE


def test_a_voided_copy_is_not_finished() -> None:
    copy = prepare_copy(new_card(), PLASTIC, actor=OPERATOR, now=NOW)
    void_copy(copy, reason="wrong_data", actor=OPERATOR, now=NOW)

    done = finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=NOW)

    assert (done.status, done.code) == (VOIDED, "")


def test_every_picture_of_a_copy_carries_its_code() -> None:
    copy = renew_digital(new_card(), actor=OPERATOR, now=NOW)

    front = front_png(copy)

    assert read_image(front) == copy.code
    assert back_png(copy).startswith(b"\x89PNG")
    assert (card_pdf(copy)[:4], sheet_pdf(copy)[:4]) == (b"%PDF", b"%PDF")


def test_the_longest_name_is_issued() -> None:
    card = new_card(name="Raden Ajeng Kusumawardhani Tjokroaminoto Sastronegoro Wiryosoekarto Danoediningrat Soerjo")

    copy = renew_digital(card, actor=OPERATOR, now=NOW)

    assert copy.status == ACTIVE
    assert len(copy.code) <= 419


def test_a_key_that_is_only_verified_finishes_what_it_began_and_starts_nothing_new() -> None:
    old = renew_digital(new_card(), actor=OPERATOR, now=NOW)
    begun = prepare_copy(new_card(), DIGITAL, actor=OPERATOR, now=NOW)
    store = key_store()
    store.activate(CARD, store.add(CARD), keep_old_until=begun.expires_at)

    finished = finish_copy(begun.member_id, begun.id, actor=OPERATOR, now=NOW)
    new = renew_digital(new_card(), actor=OPERATOR, now=NOW)
    publish_shard(new.shard, actor=OPERATOR, now=NOW)

    assert bytes(finished.kid) == bytes(old.kid) != bytes(new.kid)
    assert {check_code(copy.code, now=NOW).verdict for copy in (old, finished, new)} == {Verdict.GOOD}


def test_signing_keys_are_for_the_owner_alone() -> None:
    renew_digital(new_card(), actor=OPERATOR, now=NOW)

    modes = {path.stat().st_mode & 0o777 for path in (settings.KEYS / "card").glob("*.pem")}

    assert modes == {0o600}


def _counts() -> tuple[int, ...]:
    return (Card.objects.count(), Copy.objects.count(), Event.objects.count(), ProcrastinateJob.objects.count())
