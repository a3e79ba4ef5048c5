"""Two at the printer, at the drawer, at the counter: each card once, each blank once, each code once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from kartu.audit.models import Event
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.printing import destroying, handing, queue, states, stock
from kartu.printing.models import BlankUse, Destruction, HandOver, Print
from kartu.replacements import states as cases
from kartu.replacements.models import Replacement
from kartu.replacements.queries import copy_made_for
from tests.cards.builders import NOW
from tests.printing.handed import hand_over_at_branch
from tests.replacements.builders import Scene, again, at_once, issued, new_scene, posted, printed

pytestmark = pytest.mark.usefixtures("committed")
LATER = NOW + timedelta(hours=1)


def test_officers_who_send_everything_at_once_send_each_card_once() -> None:
    scene = new_scene()
    for case in [issued(scene), *(issued(new_scene()) for _ in range(4))]:
        Replacement.objects.filter(pk=case.pk).update(branch=scene.branch)

    send = partial(queue.send_to_printer, scene.branch.id, states.CR80, now=LATER)
    at_once([partial(send, actor=who) for who in (scene.officer, scene.colleague, scene.supervisor)])

    assert [each.attempts for each in Print.objects.all()] == [1] * 5
    assert Event.objects.filter(action="print-sent").count() == 5


def test_prints_at_once_use_a_blank_each() -> None:
    scene = new_scene()
    stock.receive_blanks(scene.branch.id, "A001", "A100", "", actor=scene.officer, now=NOW)

    at_once([partial(_use, scene, copy) for copy in range(1, 7)])

    assert sorted(BlankUse.objects.values_list("number", flat=True)) == list(range(1, 7))
    assert stock.stock_of(scene.branch.id).upcoming == "A007"


def _use(scene: Scene, copy: int) -> None:
    with transaction.atomic():
        stock.note_blank(scene.branch.id, states.USED, copy_id=copy, actor=scene.officer, now=NOW)


def test_officers_who_hand_a_card_over_at_once_hand_it_over_once() -> None:
    scene = new_scene()
    case = printed(scene)
    given = handing.Given(card=copy_made_for(case).code, checked=("passport",), old_card=True)

    ends = at_once(
        [
            partial(hand_over_at_branch, again(case), given, actor=who, now=LATER)
            for who in (scene.officer, scene.colleague, scene.supervisor)
        ]
    )

    assert [end for end in ends if end == "done"] == ["done"]
    assert all(isinstance(end, AlreadyMoved | MoveNotAllowed) for end in ends if end != "done")
    assert HandOver.objects.count() == 1
    assert again(case).status == cases.COLLECTED


def test_a_posted_card_that_is_scanned_twice_and_handed_over_at_once_is_given_once() -> None:
    scene = new_scene()
    case = posted(scene)
    code = copy_made_for(case).code
    scan = partial(handing.take_from_post, code=code, actor=scene.member, now=LATER)
    given = handing.Given(card=code, checked=("passport",))

    ends = at_once(
        [
            partial(scan, again(case)),
            partial(scan, again(case)),
            partial(hand_over_at_branch, again(case), given, actor=scene.officer, now=LATER),
        ]
    )

    assert [end for end in ends if end == "done"] == ["done"]
    assert all(isinstance(end, AlreadyMoved | MoveNotAllowed) for end in ends if end != "done")
    assert Event.objects.filter(subject="replacement", new_status=cases.COLLECTED).count() == 1


def test_officers_who_note_a_destruction_at_once_note_it_once() -> None:
    scene = new_scene()
    case = printed(scene)
    given = handing.Given(card=copy_made_for(case).code, checked=("passport",), old_card=True)
    hand_over_at_branch(case, given, actor=scene.officer, now=NOW)
    keys = [each.key for each in destroying.leftovers_at(scene.branch.id)]

    at_once(
        [
            partial(destroying.note_destroyed, scene.branch.id, keys, actor=who, now=LATER)
            for who in (scene.officer, scene.colleague)
        ]
    )

    assert len(keys) == 1
    assert Destruction.objects.count() == 1
