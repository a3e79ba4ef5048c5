"""From the decision to the hand: making, printing, spoiling, giving, clearing away."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from kartu.audit.actors import SYSTEM
from kartu.audit.models import Event
from kartu.cards.errors import CopyNotReady
from kartu.cards.issuing import finish_copy, prepare_copy
from kartu.cards.models import Copy
from kartu.cards.queries import copies_of
from kartu.cards.states import PLASTIC, PRINT
from kartu.cards.status import publish_shard
from kartu.credential import status
from kartu.publishing.lists import list_for
from kartu.replacements import making, states
from kartu.replacements.giving import hand_over, remind_uncollected, void_uncollected
from kartu.replacements.making import issue_replacement, mark_printed, mark_spoiled
from kartu.replacements.models import Replacement, Report
from kartu.replacements.queries import copy_made_for
from kartu.replacements.refusals import NothingCompared
from kartu.replacements.reports import found_it
from kartu.replacements.requests import cancel_replacement
from tests.cards.builders import NOW
from tests.replacements.builders import (
    again,
    approved,
    collected,
    issued,
    later,
    new_scene,
    opened,
    printed,
    reported,
    states_of,
    told,
    with_plastic,
)

pytestmark = pytest.mark.django_db


def test_the_whole_way_from_the_report_to_the_hand() -> None:
    scene = new_scene()
    with_plastic(scene.card)
    report = reported(scene)

    case = collected(scene, states.LOST)

    assert states_of(scene.card) == [
        ("digital", "replaced"),
        ("plastic", "replaced"),
        ("digital", "active"),
        ("plastic", "active"),
    ]
    assert copy_made_for(again(case)).status == "active"
    assert Report.objects.get(pk=report.pk).status == states.SETTLED
    assert told(scene.card) == [
        "card_blocked",
        "replacement_opened",
        "replacement_approved",
        "card_ready",
        "card_handed_over",
    ]


@pytest.mark.parametrize(
    ("delivery", "message"),
    [
        (states.AT_BRANCH, "card_ready"),
        (states.AT_EMPLOYER, "card_at_employer"),
        (states.BY_POST, "card_by_post"),
    ],
)
def test_the_member_is_told_where_the_printed_card_will_be(delivery: str, message: str) -> None:
    scene = new_scene()
    case = issued(scene, states.DAMAGED)
    case.delivery = delivery
    case.save(update_fields=["delivery"])

    mark_printed(case, actor=scene.officer, now=NOW)

    assert told(scene.card)[-1] == message


def test_a_damaged_card_is_good_until_the_new_one_is_handed_over() -> None:
    scene = new_scene()
    with_plastic(scene.card)

    case = printed(scene)
    before = states_of(scene.card)
    hand_over(case, checked=("passport", "roster_photo"), actor=scene.officer, now=NOW)

    assert before[1:] == [("plastic", "active"), ("plastic", "prepared")]
    assert states_of(scene.card)[1:] == [("plastic", "replaced"), ("plastic", "active")]


def test_what_the_person_was_compared_with_is_recorded() -> None:
    scene = new_scene()

    collected(scene)

    assert Event.objects.get(action="card-handed-over").detail == {"checked": "identity_card"}


@pytest.mark.parametrize("checked", [(), ("a smile",), ("passport", "a smile")])
def test_nothing_is_handed_to_a_person_who_was_compared_with_nothing(checked: tuple[str, ...]) -> None:
    scene = new_scene()
    case = printed(scene)

    with pytest.raises(NothingCompared):
        hand_over(case, checked=checked, actor=scene.officer, now=NOW)

    assert again(case).status == states.PRINTED


def test_making_a_card_twice_makes_one() -> None:
    scene = new_scene()
    case = issued(scene)

    issue_replacement(case.id, actor=SYSTEM, now=NOW)

    assert states_of(scene.card) == [("plastic", "prepared")]
    assert Event.objects.filter(action="replacement-issued").count() == 1


def test_making_that_stopped_half_way_goes_on_with_the_same_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = new_scene()
    case = approved(scene)

    def die(*_: object, **__: object) -> None:
        raise OSError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(making, "finish_copy", die)
        with pytest.raises(OSError, match="killed"):
            issue_replacement(case.id, actor=SYSTEM, now=NOW)
    begun = copies_of(scene.card).get()

    done = issue_replacement(case.id, actor=SYSTEM, now=NOW)

    assert (again(case).status, done.copy_id) == (states.ISSUED, begun.id)
    assert copies_of(scene.card).get().serial_text == begun.serial_text


def test_a_copy_prepared_elsewhere_never_becomes_the_replacement() -> None:
    scene = new_scene()
    in_the_post = [prepare_copy(scene.card, kind, actor=SYSTEM, now=NOW) for kind in (PLASTIC, PRINT)]

    case = issued(scene, states.NEVER_RECEIVED)

    assert states_of(scene.card) == [("plastic", "voided"), ("print", "voided"), ("plastic", "prepared")]
    assert case.copy_id not in [copy.id for copy in in_the_post]


def test_a_cancelled_case_is_not_made() -> None:
    scene = new_scene()
    case = approved(scene)
    cancel_replacement(case, actor=scene.member, now=NOW)

    issue_replacement(case.id, actor=SYSTEM, now=NOW)

    assert (again(case).status, states_of(scene.card)) == (states.CANCELLED, [])


def test_a_spoiled_print_goes_back_and_is_printed_again_with_a_new_code() -> None:
    scene = new_scene()
    case = printed(scene)
    spoiled = copy_made_for(case)

    mark_spoiled(case, "smudged", actor=scene.officer, now=NOW)

    assert again(case).status == states.ISSUED
    assert states_of(scene.card) == [("plastic", "voided"), ("plastic", "prepared")]
    fresh = finish_copy(scene.card.member_id, copy_made_for(again(case)).id, actor=SYSTEM, now=NOW)
    assert fresh.code != spoiled.code
    mark_printed(case, actor=scene.officer, now=NOW)
    hand_over(case, checked=("identity_card",), actor=scene.officer, now=NOW)
    assert states_of(scene.card) == [("plastic", "voided"), ("plastic", "active")]


def test_a_spoiled_print_is_not_printed_again_before_its_new_code_is_made() -> None:
    scene = new_scene()
    case = printed(scene)
    mark_spoiled(case, "misfed", actor=scene.officer, now=NOW)

    with pytest.raises(CopyNotReady):
        mark_printed(case, actor=scene.officer, now=NOW)

    fresh = copy_made_for(again(case))
    queued = ProcrastinateJob.objects.filter(task_name="cards.finish_copy", args__copy_id=fresh.id)
    assert queued.count() == 1


def test_a_spoiled_print_does_not_tell_the_member_anything_new() -> None:
    scene = new_scene()
    case = printed(scene)
    before = told(scene.card)

    mark_spoiled(case, "misfed", actor=scene.officer, now=NOW)

    assert told(scene.card) == before


def test_an_uncollected_card_is_reminded_once_then_voided_and_its_list_says_so_a_posted_one_is_reminded_only() -> None:
    scene, away = new_scene(), new_scene()
    case, posted = printed(scene), printed(away)
    Replacement.objects.filter(pk=posted.pk).update(delivery=states.BY_POST)
    copy = copy_made_for(case)

    counts = [remind_uncollected(now=NOW + later(days)) for days in (6, 7, 22, 23, 24)]
    voided = [void_uncollected(actor=SYSTEM, now=NOW + later(days)) for days in (29, 30, 31)]

    assert (counts, voided) == ([0, 1, 0, 1, 0], [0, 1, 0])
    assert (again(case).status, again(posted).status) == (states.VOIDED, states.PRINTED)
    assert told(away.card)[-1] == "arrival_reminder"
    assert told(scene.card)[-3:] == ["card_ready", "collect_reminder", "card_uncollected"]
    assert _listed(copy) == status.REVOKED


def test_after_a_card_was_voided_uncollected_the_lost_one_stays_blocked_until_found() -> None:
    scene = new_scene()
    with_plastic(scene.card)
    report = reported(scene)
    printed(scene, states.LOST)
    void_uncollected(actor=SYSTEM, now=NOW + later(31))
    assert states_of(scene.card)[1] == ("plastic", "blocked")

    found_it(report, actor=scene.member, now=NOW + later(32))

    assert states_of(scene.card)[1] == ("plastic", "active")


def test_a_card_that_waits_may_be_asked_for_again_after_it_was_voided() -> None:
    scene = new_scene()
    printed(scene)
    void_uncollected(actor=SYSTEM, now=NOW + later(31))

    assert opened(scene).status == states.SUBMITTED


def test_the_list_says_a_printed_card_is_not_handed_over_and_a_collected_one_is_good() -> None:
    scene = new_scene()
    case = printed(scene)
    copy = copy_made_for(case)

    before = _listed(copy)
    hand_over(case, checked=("identity_card",), actor=scene.officer, now=NOW)

    assert (before, _listed(copy)) == (status.PREPARED, status.VALID)


def _listed(copy: Copy) -> int:
    publish_shard(copy.shard, actor=SYSTEM, now=NOW)
    uri = f"https://bjp.example/s/{copy.shard}"
    return list_for(uri, now=NOW).status(copy.position)
