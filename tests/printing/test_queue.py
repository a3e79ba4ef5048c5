"""The printer's queue: nothing is printed twice, and nothing is lost, whatever the machine does."""

from __future__ import annotations

import io

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest

from kartu.accounts.staff import RoleMissing
from kartu.audit.actors import SYSTEM
from kartu.audit.models import Event
from kartu.audit.recording import AlreadyMoved
from kartu.base.errors import NotThere
from kartu.cards.issuing import finish_copy
from kartu.printing import queue, states
from kartu.printing.models import Print
from kartu.printing.refusals import CaseEndedMeanwhile, NothingToPrint, NotSentYet, StillInPrinter
from kartu.replacements import states as cases
from kartu.replacements.models import Replacement
from kartu.replacements.queries import copy_made_for
from kartu.replacements.requests import cancel_replacement
from tests.cards.builders import NOW
from tests.replacements.builders import Scene, again, issued, new_branch, new_scene, staff, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return new_scene()


def _more(scene: Scene, count: int) -> list[Replacement]:
    """Issued cases of other members at the scene's branch."""
    made = [issued(new_scene()) for _ in range(count)]
    for case in made:
        Replacement.objects.filter(pk=case.pk).update(branch=scene.branch)
    return [again(case) for case in made]


def _send(scene: Scene, numbers: list[str] | None = None) -> list[Print]:
    run = queue.send_to_printer(scene.branch.id, states.CR80, numbers, actor=scene.officer, now=NOW)
    return list(queue.prints_in(run))


def _pages(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return len(document)


def test_everything_that_waits_is_sent_as_one_document_and_then_waits_no_more(scene: Scene) -> None:
    case = issued(scene)
    _more(scene, 2)

    run = queue.send_to_printer(scene.branch.id, states.CR80, actor=scene.officer, now=NOW)

    assert _pages(queue.document_of(run, actor=scene.officer, now=NOW)) == 6
    assert [each.status for each in queue.prints_in(run)] == [states.SENT] * 3
    with pytest.raises(NothingToPrint):
        _send(scene)
    with pytest.raises(StillInPrinter):
        _send(scene, [case.number])


def test_the_document_opens_for_its_sender_and_for_minutes_only(scene: Scene) -> None:
    issued(scene)
    run = queue.send_to_printer(scene.branch.id, states.CR80, actor=scene.officer, now=NOW)

    with pytest.raises(NotThere):
        queue.document_of(run, actor=scene.colleague, now=NOW)
    with pytest.raises(StillInPrinter):
        queue.document_of(run, actor=scene.officer, now=NOW + queue.OPEN_FOR)


def test_a_good_print_makes_the_case_printed_and_its_member_told_with_a_code(scene: Scene) -> None:
    case = issued(scene)
    (each,) = _send(scene)

    queue.note_printed(each, actor=scene.officer, now=NOW)

    assert again(case).status == cases.PRINTED
    assert Print.objects.get().status == states.PRINTED
    assert "card_ready" in told(scene.card)
    with pytest.raises(AlreadyMoved):
        queue.note_printed(Print.objects.get(), actor=scene.officer, now=NOW)


def test_a_power_cut_in_the_middle_prints_no_card_twice_and_loses_none(scene: Scene) -> None:
    cases_of = [issued(scene), *_more(scene, 3)]
    first = _send(scene)
    # Two cards came out before the lights went.
    for each in first[:2]:
        queue.note_printed(each, actor=scene.officer, now=NOW)
    for each in first[2:]:
        queue.note_not_out(each, actor=scene.officer, now=NOW)

    second = _send(scene)

    assert {each.copy_id for each in second} == {each.copy_id for each in first[2:]}
    assert [each.attempts for each in second] == [2, 2]
    for each in second:
        queue.note_printed(each, actor=scene.officer, now=NOW)
    assert {again(case).status for case in cases_of} == {cases.PRINTED}
    assert Print.objects.count() == len({case.copy_id for case in cases_of}) == 4


def test_a_spoiled_print_begins_a_new_code_and_its_own_is_never_sent_again(scene: Scene) -> None:
    case = issued(scene)
    (each,) = _send(scene)

    queue.note_spoiled(each, "smudged", actor=scene.officer, now=NOW)

    now = again(case)
    assert (now.status, now.copy_id == case.copy_id) == (cases.ISSUED, False)
    assert "card_ready" not in told(scene.card)
    assert Event.objects.filter(action="print-spoiled").get().detail == {"reason": "smudged"}
    with pytest.raises(NothingToPrint):
        _send(scene)  # until the new copy is signed and read back
    finish_copy(now.member_id, now.copy_id or 0, actor=SYSTEM, now=NOW)
    assert [again.copy_id for again in _send(scene)] == [now.copy_id]


def test_a_print_called_good_can_still_be_called_spoiled(scene: Scene) -> None:
    case = issued(scene)
    (each,) = _send(scene)
    queue.note_printed(each, actor=scene.officer, now=NOW)

    queue.spoil_printed(again(case), "code_unreadable", actor=scene.officer, now=NOW)

    assert Print.objects.get().status == states.SPOILED
    assert again(case).status == cases.ISSUED
    assert copy_made_for(again(case)).id != case.copy_id


@pytest.mark.parametrize("said", ["printed", "spoiled", "not out"])
def test_a_card_whose_request_ended_in_the_printer_is_spoiled_whatever_is_said(scene: Scene, said: str) -> None:
    case = issued(scene)
    (each,) = _send(scene)
    cancel_replacement(again(case), actor=scene.member, now=NOW)

    if said == "printed":
        with pytest.raises(CaseEndedMeanwhile):
            queue.note_printed(each, actor=scene.officer, now=NOW)
    elif said == "spoiled":
        queue.note_spoiled(each, "other", actor=scene.officer, now=NOW)
    else:
        queue.note_not_out(each, actor=scene.officer, now=NOW)

    assert Print.objects.get().status == states.SPOILED
    assert again(case).status == cases.CANCELLED


def test_what_was_not_sent_cannot_have_come_out(scene: Scene) -> None:
    issued(scene)
    (each,) = _send(scene)
    queue.note_not_out(each, actor=scene.officer, now=NOW)

    with pytest.raises(NotSentYet):
        queue.note_printed(each, actor=scene.officer, now=NOW)


def test_only_the_branch_sends_and_says(scene: Scene) -> None:
    issued(scene)
    stranger = staff("officer", new_branch())

    with pytest.raises(RoleMissing):
        queue.send_to_printer(scene.branch.id, states.CR80, actor=stranger, now=NOW)
    (each,) = _send(scene)
    with pytest.raises(RoleMissing):
        queue.note_printed(each, actor=stranger, now=NOW)
