"""A card that goes by post: its member says that it came and shows it by its code, or says that it did not come."""

from __future__ import annotations

import pytest

from kartu.accounts.mandates import mandate_actor, offer_mandate, take_up_mandate
from kartu.accounts.models import Mandate
from kartu.audit.actors import SYSTEM, Actor
from kartu.audit.models import Event
from kartu.base.errors import NotThere
from kartu.cards.issuing import finish_copy, renew_digital
from kartu.cards.models import Copy
from kartu.cards.queries import copies_of
from kartu.printing import sealing
from kartu.printing.certificates import good_certificate, issue_certificate
from kartu.printing.handing import take_from_post
from kartu.replacements import states
from kartu.replacements.giving import remind_uncollected, say_not_arrived
from kartu.replacements.making import mark_printed, mark_spoiled
from kartu.replacements.models import Replacement, Report
from kartu.replacements.queries import copy_made_for
from kartu.replacements.refusals import CardCalledOff, NotTheNewCard, StillOnItsWay
from tests.accounts.builders import an_account
from tests.cards.builders import NOW
from tests.replacements.builders import Scene, again, later, new_scene, posted, printed, reported, told, with_plastic

pytestmark = pytest.mark.django_db
DAY = later(14)  # by when the post should have brought it


@pytest.fixture
def scene() -> Scene:
    return new_scene()


def _arrives(case: Replacement, code: str, scene: Scene) -> None:
    take_from_post(again(case), code, actor=scene.member, now=NOW)


def test_a_member_who_scans_the_card_from_the_post_makes_it_good_and_ends_all_that_stood_in_its_place(
    scene: Scene,
) -> None:
    with_plastic(scene.card)
    report = reported(scene)
    case = posted(scene, states.LOST)
    sealing.make_own(now=NOW)
    issue_certificate(case, actor=scene.member, now=NOW)
    code = copy_made_for(case).code

    _arrives(case, f"{code[:40]}\r\n{code[40:]}", scene)

    moved = Event.objects.get(action="card-arrived")
    assert again(case).status == states.COLLECTED
    assert [(copy.kind, copy.status) for copy in copies_of(scene.card)][1:] == [
        ("plastic", "replaced"),
        ("digital", "active"),
        ("plastic", "active"),
    ]
    assert Report.objects.get(pk=report.pk).status == states.SETTLED
    assert (moved.actor_kind, moved.new_status, moved.detail) == ("member", "collected", {"checked": "card_code"})
    assert told(scene.card)[-1] == "card_arrived"
    assert good_certificate(case) is None


def test_any_other_code_is_refused_in_the_same_words_and_written_down(scene: Scene) -> None:
    old = with_plastic(scene.card)
    case, stranger = posted(scene), new_scene()
    theirs = with_plastic(stranger.card), copy_made_for(posted(stranger))
    digital = renew_digital(scene.card, actor=SYSTEM, now=NOW)
    right = copy_made_for(case).code
    forged = right[:-9] + ("A" if right[-9] != "A" else "B") + right[-8:]
    wrong = [old.code, digital.code, *(copy.code for copy in theirs), forged, right[:-1], "HELLO", "\0", "", "9" * 5000]

    for code in wrong:
        with pytest.raises(NotTheNewCard):
            _arrives(case, code, scene)

    kept = Event.objects.filter(action="arrival-refused", member_id=case.member_id)
    assert [event.detail for event in kept] == [{"reason": "not-the-new-card"}] * len(wrong)
    assert (again(case).status, copy_made_for(case).status) == (states.PRINTED, "prepared")


def test_nobody_but_the_member_or_who_may_collect_for_the_member_says_that_it_came(scene: Scene) -> None:
    case, here = posted(scene), printed(new_scene())
    code = copy_made_for(case).code
    collects, asks = _representative(scene, Mandate.COLLECT), _representative(scene, Mandate.REQUEST)

    for who in (new_scene().member, scene.officer, scene.hr, SYSTEM, asks):
        with pytest.raises(NotThere):
            take_from_post(case, code, actor=who, now=NOW)
        with pytest.raises(NotThere):
            say_not_arrived(case, actor=who, now=NOW + DAY)
    with pytest.raises(NotThere):  # it lies in a drawer, where an officer compares who takes it
        take_from_post(here, copy_made_for(here).code, actor=Actor("member", here.member_id), now=NOW)
    take_from_post(case, code, actor=collects, now=NOW)

    assert again(case).status == states.COLLECTED
    assert Event.objects.get(action="card-arrived").actor_kind == "mandate"


def test_a_card_that_did_not_come_by_its_day_is_told_once_and_made_anew_and_the_first_is_refused_for_good(
    scene: Scene,
) -> None:
    case = posted(scene)
    first = copy_made_for(case).code
    remind_uncollected(now=NOW + later(7))

    with pytest.raises(StillOnItsWay):
        say_not_arrived(case, actor=scene.member, now=NOW + later(12))
    for _ in range(2):
        say_not_arrived(again(case), actor=scene.member, now=NOW + DAY)
    said = again(case).not_arrived_at
    mark_spoiled(again(case), states.NEVER_ARRIVED, actor=scene.officer, now=NOW + DAY)
    _printed_anew(case, scene)
    with pytest.raises(CardCalledOff):
        _arrives(case, first, scene)

    assert Event.objects.filter(action="card-not-arrived").count() == 1
    assert said == NOW + DAY
    assert (again(case).not_arrived_at, again(case).reminded_at) == (None, None)
    _arrives(case, copy_made_for(again(case)).code, scene)
    assert again(case).status == states.COLLECTED


def _representative(scene: Scene, act: str) -> Actor:
    offered = offer_mandate(scene.card.member, (act,), 90, actor=scene.member, now=NOW)
    holder = an_account(member=new_scene().card.member)
    return mandate_actor(take_up_mandate(holder, offered.mandate.number, offered.code, address=act, now=NOW))


def _printed_anew(case: Replacement, scene: Scene) -> Copy:
    copy = copy_made_for(again(case))
    made = finish_copy(copy.member_id, copy.id, actor=SYSTEM, now=NOW + DAY)
    mark_printed(again(case), actor=scene.officer, now=NOW + DAY)
    return made
