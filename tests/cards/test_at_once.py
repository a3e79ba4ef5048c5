"""Eight threads on one card: one wins, the others are told, and there is never a second copy in use."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from kartu.audit.actors import OPERATOR
from kartu.audit.models import Event
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.errors import DomainError
from kartu.cards.issuing import finish_copy, open_card, prepare_copy, renew_digital
from kartu.cards.lifecycle import activate_copy, block_card, unblock_physical, void_copy
from kartu.cards.models import Card, Copy
from kartu.cards.queries import copies_of, copy_of
from kartu.cards.states import ACTIVE, BLOCKED, DIGITAL, PLASTIC, REPLACED, VOIDED
from kartu.cards.status import publish_shard
from kartu.credential import status
from kartu.credential.keys import KeyStore
from kartu.publishing.lists import list_for
from kartu.publishing.models import StatusShard
from tests.cards.builders import NOW, new_card

EIGHT = 8
TOLD = (AlreadyMoved.code, MoveNotAllowed.code)

pytestmark = pytest.mark.usefixtures("committed")


def test_of_eight_hand_overs_one_wins_and_seven_are_told() -> None:
    copy = _finished_plastic(new_card())
    seen = [copy_of(copy.member_id, copy.id) for _ in range(EIGHT)]

    ends = _at_once([partial(activate_copy, each, actor=OPERATOR, now=NOW) for each in seen])

    assert Counter(ends) == {"done": 1, AlreadyMoved.code: 7}
    assert _events("copy-activated", copy) == 1


def test_of_hand_overs_and_voids_at_once_one_wins() -> None:
    copy = _finished_plastic(new_card())
    seen = [copy_of(copy.member_id, copy.id) for _ in range(EIGHT)]

    hand_overs = [partial(activate_copy, each, actor=OPERATOR, now=NOW) for each in seen[:4]]
    voids = [partial(void_copy, each, reason="uncollected", actor=OPERATOR, now=NOW) for each in seen[4:]]
    ends = _at_once([*hand_overs, *voids])

    assert Counter(ends) == {"done": 1, AlreadyMoved.code: 7}
    assert copy_of(copy.member_id, copy.id).status in (ACTIVE, VOIDED)


def test_eight_finishing_one_copy_make_one_code() -> None:
    copy = prepare_copy(new_card(), DIGITAL, actor=OPERATOR, now=NOW)
    codes: list[str] = []

    def finish() -> None:
        codes.append(finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=NOW).code)

    ends = _at_once([finish] * EIGHT)

    assert Counter(ends) == {"done": 8}
    assert set(codes) == {copy_of(copy.member_id, copy.id).code}
    assert _events("copy-activated", copy) == 1


def test_eight_asking_for_a_copy_get_the_same() -> None:
    card = new_card()

    ends = _at_once([lambda: prepare_copy(card, PLASTIC, actor=OPERATOR, now=NOW)] * EIGHT)

    assert Counter(ends) == {"done": 8}
    assert copies_of(card).count() == 1


def test_eight_opening_a_card_open_one() -> None:
    membership = new_card().membership
    Card.objects.filter(membership=membership).delete()

    ends = _at_once([lambda: open_card(membership, actor=OPERATOR, now=NOW)] * EIGHT)

    assert Counter(ends) == {"done": 8}
    assert Card.objects.filter(membership=membership).count() == 1


def test_eight_blocking_a_card_block_it_once() -> None:
    card = new_card()
    copy = renew_digital(card, actor=OPERATOR, now=NOW)

    ends = _at_once([lambda: block_card(card, reason="lost", actor=OPERATOR, now=NOW)] * EIGHT)

    assert Counter(ends) == {"done": 8}
    assert (copy_of(copy.member_id, copy.id).status, _events("copy-blocked", copy)) == (BLOCKED, 1)


def test_block_renew_hand_over_and_found_at_once_keep_the_table() -> None:
    card = new_card()
    renew_digital(card, actor=OPERATOR, now=NOW)
    plastic = _finished_plastic(card)
    seen = [copy_of(plastic.member_id, plastic.id) for _ in range(2)]

    ends = _at_once(
        [
            lambda: block_card(card, reason="lost", actor=OPERATOR, now=NOW),
            lambda: block_card(card, reason="stolen", actor=OPERATOR, now=NOW),
            lambda: renew_digital(card, actor=OPERATOR, now=NOW),
            lambda: renew_digital(card, actor=OPERATOR, now=NOW),
            lambda: activate_copy(seen[0], actor=OPERATOR, now=NOW),
            lambda: activate_copy(seen[1], actor=OPERATOR, now=NOW),
            lambda: unblock_physical(card, actor=OPERATOR, now=NOW),
            lambda: publish_shard(0, actor=OPERATOR, now=NOW),
        ]
    )

    assert Counter(ends) == {"done": 7, AlreadyMoved.code: 1}
    in_use = Counter(copies_of(card).filter(status=ACTIVE).values_list("kind", flat=True))
    assert max(in_use.values(), default=0) <= 1
    assert set(copies_of(card).values_list("status", flat=True)) <= {ACTIVE, BLOCKED, REPLACED}
    _assert_every_step_is_in_the_table(card)


def test_no_block_that_was_committed_before_a_publication_is_missed_by_it() -> None:
    cards = [new_card() for _ in range(EIGHT)]
    copies = [renew_digital(card, actor=OPERATOR, now=NOW) for card in cards]

    def block_and_publish(card: Card) -> None:
        block_card(card, reason="lost", actor=OPERATOR, now=NOW)
        publish_shard(0, actor=OPERATOR, now=NOW)

    ends = _at_once([partial(block_and_publish, card) for card in cards])

    listed = list_for("https://bjp.example/s/0", now=NOW)
    assert Counter(ends) == {"done": 8}
    assert {listed.status(copy.position) for copy in copies} == {status.SUSPENDED}


def test_a_publication_reads_the_copies_only_when_its_turn_has_come() -> None:
    copy = renew_digital(new_card(), actor=OPERATOR, now=NOW)
    publish_shard(0, actor=OPERATOR, now=NOW)

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            StatusShard.objects.select_for_update().get(number=0)
            second = thread.submit(_at_once, [lambda: publish_shard(0, actor=OPERATOR, now=NOW)])
            _wait_until_somebody_waits()
            block_card(copy.card, reason="lost", actor=OPERATOR, now=NOW)
        assert second.result(30) == ["done"]

    assert list_for("https://bjp.example/s/0", now=NOW).status(copy.position) == status.SUSPENDED


def test_eight_first_signatures_create_one_key(tmp_path: Path) -> None:
    kids: set[bytes] = set()

    ends = _at_once([lambda: kids.add(KeyStore(tmp_path / "keys").active("card").kid)] * EIGHT)

    assert Counter(ends) == {"done": 8}
    assert len(kids) == len(list((tmp_path / "keys" / "card").glob("*.pem"))) == 1


def _at_once(calls: Sequence[Callable[[], object]]) -> list[str]:
    """Begin all calls together, each with its own connection; answers "done" or the refusal's code for each."""
    gate = threading.Barrier(len(calls))

    def one(call: Callable[[], object]) -> str:
        try:
            gate.wait(30)
            call()
        except DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(one, calls, timeout=60))


def _wait_until_somebody_waits() -> None:
    until, pause = time.monotonic() + 30, threading.Event()
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            assert time.monotonic() < until, "nobody waits for the lock"
            pause.wait(0.02)


def _finished_plastic(card: Card) -> Copy:
    copy = prepare_copy(card, PLASTIC, actor=OPERATOR, now=NOW)
    return finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=NOW)


def _events(action: str, copy: Copy) -> int:
    return Event.objects.filter(action=action, subject="copy", subject_id=copy.id).count()


def _assert_every_step_is_in_the_table(card: Card) -> None:
    steps = Event.objects.filter(member_id=card.member_id, subject="copy").exclude(new_status="")
    assert steps.count() > 3
    assert all(step.new_status in Copy.MOVES[step.old_status] for step in steps)
