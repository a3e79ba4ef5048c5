"""The digital card when its member looks at it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kartu.audit.actors import OPERATOR, member_actor
from kartu.cards.errors import CardEnded
from kartu.cards.issuing import prepare_copy, renew_digital
from kartu.cards.lifecycle import block_card, expire_due, revoke_card
from kartu.cards.models import Card
from kartu.cards.queries import copies_of
from kartu.cards.showing import digital_copy, ends_soon, open_cards, renew_by_hand
from kartu.cards.states import ACTIVE, BLOCKED, DIGITAL, REVOKED
from kartu.registry.members import start_membership
from tests.cards.builders import NOW, new_card
from tests.replacements.builders import at_once

HALF_A_YEAR = timedelta(days=181)


def _states(card: Card) -> list[str]:
    return list(copies_of(card).filter(kind=DIGITAL).values_list("status", flat=True))


@pytest.mark.django_db
def test_every_membership_has_its_card_once_it_is_looked_at() -> None:
    card = new_card()
    member = card.membership.member
    start_membership(member, "99000000001", employer=None, programmes=1, actor=OPERATOR, now=NOW)

    cards = open_cards(member.id, actor=member_actor(member.id), now=NOW)
    again = open_cards(member.id, actor=member_actor(member.id), now=NOW)

    assert [each.membership.number for each in cards] == [card.membership.number, "99000000001"]
    assert again == cards


@pytest.mark.django_db
def test_the_first_look_makes_a_copy_and_the_second_finds_it() -> None:
    card = new_card()

    first = digital_copy(card, actor=OPERATOR, now=NOW)
    second = digital_copy(card, actor=OPERATOR, now=NOW)

    assert (first.status, second.id, _states(card)) == (ACTIVE, first.id, [ACTIVE])


@pytest.mark.django_db
def test_a_copy_that_was_begun_is_finished_rather_than_made_anew() -> None:
    card = new_card()
    begun = prepare_copy(card, DIGITAL, actor=OPERATOR, now=NOW)

    assert digital_copy(card, actor=OPERATOR, now=NOW).id == begun.id


@pytest.mark.django_db
@pytest.mark.parametrize("marked", [True, False])
def test_a_copy_whose_time_is_over_is_renewed(marked: bool) -> None:
    card = new_card()
    old = digital_copy(card, actor=OPERATOR, now=NOW)
    if marked:
        expire_due(actor=OPERATOR, now=NOW + HALF_A_YEAR)

    new = digital_copy(card, actor=OPERATOR, now=NOW + HALF_A_YEAR)

    assert (new.id != old.id, new.status, _states(card)[1:]) == (True, ACTIVE, [ACTIVE])


@pytest.mark.django_db
def test_a_blocked_copy_stays_blocked_until_the_member_asks() -> None:
    card = new_card()
    renew_digital(card, actor=OPERATOR, now=NOW)
    block_card(card, reason="lost", actor=OPERATOR, now=NOW)

    looked_at = digital_copy(card, actor=OPERATOR, now=NOW)
    asked_for = renew_by_hand(card, actor=OPERATOR, now=NOW)
    again = renew_by_hand(card, actor=OPERATOR, now=NOW)

    assert (looked_at.status, asked_for.status, again.id) == (BLOCKED, ACTIVE, asked_for.id)


@pytest.mark.django_db
def test_a_copy_is_renewed_by_hand_only_towards_its_end() -> None:
    card = new_card()
    copy = digital_copy(card, actor=OPERATOR, now=NOW)
    late = copy.expires_at - timedelta(days=7)

    early = renew_by_hand(card, actor=OPERATOR, now=NOW)
    renewed = renew_by_hand(card, actor=OPERATOR, now=late)

    assert (ends_soon(copy, now=NOW), ends_soon(copy, now=late)) == (False, True)
    assert (early.id, renewed.id == copy.id) == (copy.id, False)


@pytest.mark.django_db
def test_a_revoked_card_is_never_renewed_by_its_member() -> None:
    card = new_card()
    renew_digital(card, actor=OPERATOR, now=NOW)
    revoke_card(card, reason="ended", actor=OPERATOR, now=NOW)

    assert digital_copy(card, actor=OPERATOR, now=NOW).status == REVOKED
    with pytest.raises(CardEnded):
        renew_by_hand(card, actor=OPERATOR, now=NOW)


def test_opened_in_four_windows_at_once_a_card_gets_one_copy(committed: None) -> None:
    card = new_card()

    answers = at_once([lambda: digital_copy(card, actor=OPERATOR, now=NOW)] * 4)

    assert (answers, _states(card)) == (["done"] * 4, [ACTIVE])
