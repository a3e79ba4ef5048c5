"""Block, found it, hand over, void, revoke, expire: each along the table, with its event and its list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from kartu.audit.actors import OPERATOR, member_actor
from kartu.audit.models import Event
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.cards.issuing import finish_copy, prepare_copy, renew_digital
from kartu.cards.lifecycle import (
    activate_copy,
    block_card,
    expire_due,
    revoke_card,
    unblock_physical,
    void_copy,
)
from kartu.cards.models import Card, Copy
from kartu.cards.queries import active_digital, cards_of, copies_of, copy_of, physical_in_use
from kartu.cards.states import (
    ACTIVE,
    BLOCKED,
    DIGITAL,
    EXPIRED,
    PLASTIC,
    PREPARED,
    PRINT,
    REPLACED,
    REVOKED,
    VOIDED,
    WALLET,
)
from tests.cards.builders import NOW, new_card

pytestmark = pytest.mark.django_db


def test_blocking_a_card_blocks_every_active_copy_together() -> None:
    card = _full_card()
    who = member_actor(card.member_id)

    blocked = block_card(card, reason="lost", actor=who, now=NOW)

    assert [(copy.kind, copy.status) for copy in blocked] == [(DIGITAL, BLOCKED), (WALLET, BLOCKED), (PLASTIC, BLOCKED)]
    events = Event.objects.filter(action="copy-blocked", member_id=card.member_id)
    assert [(event.actor_id, event.detail) for event in events] == [(who.id, {"reason": "lost"})] * 3


def test_blocking_queues_the_list_and_the_proof_of_each_copy() -> None:
    card = _full_card()
    before = set(ProcrastinateJob.objects.values_list("id", flat=True))

    blocked = block_card(card, reason="lost", actor=OPERATOR, now=NOW)

    queued = ProcrastinateJob.objects.exclude(id__in=before).values_list("task_name", "args").order_by("id")
    proofs = [("cards.prove_block", {"member_id": copy.member_id, "copy_id": copy.id}) for copy in blocked]
    assert list(queued) == [("cards.publish_status", {"shard": 0}), *proofs]


def test_blocking_twice_blocks_once() -> None:
    card = _full_card()
    block_card(card, reason="lost", actor=OPERATOR, now=NOW)
    before = (Event.objects.count(), ProcrastinateJob.objects.count())

    again = block_card(card, reason="stolen", actor=OPERATOR, now=NOW)

    assert again == ()
    assert (Event.objects.count(), ProcrastinateJob.objects.count()) == before


def test_a_found_card_restores_the_plastic_and_leaves_the_renewed_digital_copy() -> None:
    card = _full_card()
    block_card(card, reason="lost", actor=OPERATOR, now=NOW)
    renewed = renew_digital(card, actor=OPERATOR, now=NOW)

    restored = unblock_physical(card, actor=OPERATOR, now=NOW)

    assert [(copy.kind, copy.status) for copy in restored] == [(PLASTIC, ACTIVE)]
    assert _states(card) == [(DIGITAL, REPLACED), (WALLET, BLOCKED), (PLASTIC, ACTIVE), (DIGITAL, ACTIVE)]
    assert active_digital(card) == renewed


def test_finding_a_card_that_was_not_blocked_changes_nothing() -> None:
    card = _full_card()

    assert unblock_physical(card, actor=OPERATOR, now=NOW) == ()
    assert _states(card) == [(DIGITAL, ACTIVE), (WALLET, ACTIVE), (PLASTIC, ACTIVE)]


def test_handing_over_a_plastic_card_ends_the_former_plastic_and_print() -> None:
    card = new_card()
    _handed_over(card, PRINT)
    _handed_over(card, PLASTIC)
    block_card(card, reason="lost", actor=OPERATOR, now=NOW)

    _handed_over(card, PLASTIC)

    assert _states(card) == [(PRINT, REPLACED), (PLASTIC, REPLACED), (PLASTIC, ACTIVE)]
    assert [copy.kind for copy in physical_in_use(card)] == [PLASTIC]


def test_a_wallet_copy_replaces_the_one_of_the_same_holder_key_alone() -> None:
    card = new_card()
    for holder in ("phone", "tablet", "phone"):
        copy = prepare_copy(card, WALLET, holder_key=holder, actor=OPERATOR, now=NOW)
        finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=NOW)

    states = list(copies_of(card).values_list("holder_key", "status"))

    assert states == [("phone", REPLACED), ("tablet", ACTIVE), ("phone", ACTIVE)]


def test_the_second_of_two_hand_overs_is_told() -> None:
    card = new_card()
    copy = _finished(card, PLASTIC)
    seen_before = copy_of(copy.member_id, copy.id)
    activate_copy(copy, actor=OPERATOR, now=NOW)

    with pytest.raises(AlreadyMoved) as told:
        activate_copy(seen_before, actor=OPERATOR, now=NOW)

    assert told.value.context["status"] == ACTIVE


def test_a_blocked_card_is_not_handed_over_back_to_life() -> None:
    card = new_card()
    copy = _handed_over(card, PLASTIC)
    block_card(card, reason="lost", actor=OPERATOR, now=NOW)

    with pytest.raises(MoveNotAllowed):
        activate_copy(copy_of(copy.member_id, copy.id), actor=OPERATOR, now=NOW)

    assert _states(card) == [(PLASTIC, BLOCKED)]


def test_only_a_prepared_copy_can_be_voided() -> None:
    card = new_card()
    copy = _finished(card, PLASTIC)
    void_copy(copy, reason="uncollected", actor=OPERATOR, now=NOW)

    with pytest.raises(MoveNotAllowed):
        void_copy(renew_digital(card, actor=OPERATOR, now=NOW), reason="uncollected", actor=OPERATOR, now=NOW)
    with pytest.raises(MoveNotAllowed):
        activate_copy(copy, actor=OPERATOR, now=NOW)

    assert _states(card) == [(PLASTIC, VOIDED), (DIGITAL, ACTIVE)]


def test_revoking_a_card_ends_every_copy_for_good() -> None:
    card = _full_card()
    prepare_copy(card, PLASTIC, actor=OPERATOR, now=NOW)

    ended = revoke_card(card, reason="deceased", actor=OPERATOR, now=NOW)

    assert len(ended) == 4
    assert _states(card) == [(DIGITAL, REVOKED), (WALLET, REVOKED), (PLASTIC, REVOKED), (PLASTIC, VOIDED)]
    assert block_card(card, reason="lost", actor=OPERATOR, now=NOW) == ()


def test_copies_whose_time_is_over_expire_and_no_others() -> None:
    card = _full_card()
    block_card(card, reason="lost", actor=OPERATOR, now=NOW)
    half_a_year_on = NOW + timedelta(days=182)

    count = expire_due(actor=OPERATOR, now=half_a_year_on)

    assert count == 2
    assert _states(card) == [(DIGITAL, EXPIRED), (WALLET, EXPIRED), (PLASTIC, BLOCKED)]
    assert expire_due(actor=OPERATOR, now=half_a_year_on) == 0


def test_the_database_refuses_a_second_active_copy_of_a_kind() -> None:
    card = new_card()
    renew_digital(card, actor=OPERATOR, now=NOW)
    second = prepare_copy(card, DIGITAL, actor=OPERATOR, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        Copy.objects.filter(pk=second.pk).update(status=ACTIVE, code_sealed=b"x", checked_at=NOW)


@pytest.mark.parametrize(
    "wrong", [{"status": "lost"}, {"kind": "paper"}, {"status": ACTIVE}], ids=["status", "kind", "unread"]
)
def test_the_database_refuses_a_copy_outside_the_table(wrong: dict[str, str]) -> None:
    copy = prepare_copy(new_card(), DIGITAL, actor=OPERATOR, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        Copy.objects.filter(pk=copy.pk).update(**wrong)


@pytest.mark.parametrize("more", [1, 3])
def test_listing_cards_and_copies_takes_one_query_each(
    more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    card = new_card()
    for _ in range(more):
        renew_digital(card, actor=OPERATOR, now=NOW)

    with django_assert_num_queries(2):
        numbers = [card.membership.number for card in cards_of(card.member_id)]
        employers = [copy.card.membership.employer_id for copy in copies_of(card)]

    assert (len(numbers), len(employers)) == (1, more)


def _full_card() -> Card:
    card = new_card()
    renew_digital(card, actor=OPERATOR, now=NOW)
    wallet = prepare_copy(card, WALLET, holder_key="phone", actor=OPERATOR, now=NOW)
    finish_copy(wallet.member_id, wallet.id, actor=OPERATOR, now=NOW)
    _handed_over(card, PLASTIC)
    return card


def _finished(card: Card, kind: str) -> Copy:
    copy = prepare_copy(card, kind, actor=OPERATOR, now=NOW)
    done = finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=NOW)
    assert done.status == PREPARED
    return done


def _handed_over(card: Card, kind: str) -> Copy:
    return activate_copy(_finished(card, kind), actor=OPERATOR, now=NOW)


def _states(card: Card) -> list[tuple[str, str]]:
    return list(copies_of(card).values_list("kind", "status"))
