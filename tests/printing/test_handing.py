"""The hand-over at a branch: the right card, the right person, a signature; and what is destroyed afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kartu.audit.actors import SYSTEM
from kartu.audit.models import Event
from kartu.audit.recording import MoveNotAllowed
from kartu.base.digits import ten_characters
from kartu.base.errors import NotThere
from kartu.notifications.models import Message
from kartu.portal.takeout_words import LABELS, VALUES
from kartu.printing import destroying, pickup, queue, states
from kartu.printing.handing import Given, hand_over_of
from kartu.printing.holdings import collecting_facts
from kartu.printing.models import Destruction, PickupCode
from kartu.printing.refusals import AnotherCard, PickupClosed, PickupCodeRefused, SamePerson, SignatureUnreadable
from kartu.printing.states import CERTIFICATE_MOVES
from kartu.registry.members import sealed_contact
from kartu.registry.models import Contact
from kartu.replacements import boxes
from kartu.replacements import states as cases
from kartu.replacements.giving import void_uncollected
from kartu.replacements.models import Replacement
from kartu.replacements.queries import copy_made_for
from kartu.replacements.refusals import NothingCompared
from tests.cards.builders import NOW
from tests.printing.handed import hand_over_at_branch
from tests.replacements.builders import Scene, again, issued, later, new_scene, printed, states_of, with_plastic

pytestmark = pytest.mark.django_db
LINES = "M10 20L30 40L50 20M60 20L80 90"


@pytest.fixture
def scene() -> Scene:
    return new_scene()


def _given(case: Replacement, **more: object) -> Given:
    said: dict[str, object] = {"card": copy_made_for(case).code, "checked": ("passport",), **more}
    return Given(**said)  # type: ignore[arg-type]  # of a test's own making


def test_the_card_in_hand_is_the_one_of_the_case(scene: Scene) -> None:
    case, other = printed(scene), printed(new_scene())
    serial = copy_made_for(case).serial_text

    for wrong in ("", "0" * 16, copy_made_for(other).code, copy_made_for(other).serial_text, serial[-7:], serial[:8]):
        with pytest.raises(AnotherCard):
            hand_over_at_branch(case, _given(case, card=wrong), actor=scene.officer, now=NOW)
    assert again(case).status == cases.PRINTED

    hand_over_at_branch(
        case, _given(case, card=f" {serial[-8:-4]} {serial[-4:].upper()} "), actor=scene.officer, now=NOW
    )

    assert again(case).status == cases.COLLECTED


def test_a_signature_on_the_screen_is_sealed_with_the_members_key(scene: Scene) -> None:
    case = printed(scene)

    hand_over_at_branch(case, _given(case, strokes=LINES), actor=scene.officer, now=NOW)

    kept = hand_over_of(case)
    assert kept is not None
    assert (kept.signature, kept.strokes) == (states.ON_SCREEN, LINES)
    assert LINES.encode() not in bytes(kept.strokes_sealed or b"")
    signed = Event.objects.get(action="hand-over-signed")
    assert (signed.member_id, signed.detail) == (case.member_id, {"signature": "screen", "old_card": False})


@pytest.mark.parametrize("sent", ["M1 1", "<svg onload=x>", "M10 20L30 40" * 3000, "M10 20L30 40\nL3", "M1 1L99999 1"])
def test_what_is_no_drawing_of_lines_is_no_signature(scene: Scene, sent: str) -> None:
    case = printed(scene)

    with pytest.raises(SignatureUnreadable):
        hand_over_at_branch(case, _given(case, strokes=sent), actor=scene.officer, now=NOW)


def test_somebody_compared_with_nothing_gets_nothing_and_spends_no_code(scene: Scene) -> None:
    case = printed(scene)
    named = pickup.name_relative(case, "Adik", actor=scene.member, now=NOW)

    with pytest.raises(NothingCompared):
        hand_over_at_branch(
            case, _given(case, checked=(), receiver=states.RELATIVE, code=named.code), actor=scene.officer, now=NOW
        )
    assert PickupCode.objects.get().used_at is None


def test_the_member_gets_a_code_by_message_and_it_is_of_use_once(scene: Scene) -> None:
    contact = sealed_contact(scene.card.member, Contact.PHONE, "+6281234567001", "member", NOW)
    contact.confirmed_at = NOW
    contact.save(force_insert=True)
    case = issued(scene)
    run = queue.send_to_printer(scene.branch.id, states.CR80, actor=scene.officer, now=NOW)
    for each in queue.prints_in(run):
        queue.note_printed(each, actor=scene.officer, now=NOW)
    code = ten_characters(str(Message.objects.get(kind="pickup_code").values["follow"]))
    case = again(case)

    with pytest.raises(PickupCodeRefused):
        hand_over_at_branch(case, _given(case, code="0000000000"), actor=scene.officer, now=NOW)
    hand_over_at_branch(case, _given(case, code=f"{code[:5]} {code[5:].lower()}"), actor=scene.officer, now=NOW)

    handed = Event.objects.get(action="card-handed-over")
    assert handed.detail == {"checked": "passport", "code": True}
    assert PickupCode.objects.get().used_at == NOW


def test_a_relative_collects_with_the_code_the_member_gave_and_not_without(scene: Scene) -> None:
    case = printed(scene)
    first = pickup.name_relative(case, " Adik   Ratna ", actor=scene.member, now=NOW)
    named = pickup.name_relative(case, "Kakak Wati", actor=scene.member, now=NOW)

    assert pickup.relative_of(case, now=NOW) == "Kakak Wati"
    for code in ("", first.code):
        with pytest.raises(PickupCodeRefused):
            hand_over_at_branch(case, _given(case, receiver=states.RELATIVE, code=code), actor=scene.officer, now=NOW)
    hand_over_at_branch(case, _given(case, receiver=states.RELATIVE, code=named.code), actor=scene.officer, now=NOW)

    assert Event.objects.get(action="card-handed-over").detail["receiver"] == "relative"
    assert "relative_named" in Message.objects.values_list("kind", flat=True)


def test_five_tries_close_a_relatives_code(scene: Scene) -> None:
    case = printed(scene)
    named = pickup.name_relative(case, "Adik", actor=scene.member, now=NOW)
    for code in ["AAAAAAAAAA"] * pickup.TRIES + [named.code]:
        with pytest.raises(PickupCodeRefused):
            pickup.check_pickup_code(case, states.RELATIVE, code, now=NOW)


def test_only_the_member_or_an_officer_names_a_relative_and_only_for_a_card_that_comes(scene: Scene) -> None:
    case = printed(scene)
    with pytest.raises(NotThere):
        pickup.name_relative(case, "Adik", actor=new_scene().member, now=NOW)
    pickup.name_relative(case, "Adik", actor=scene.officer, now=NOW)
    pickup.end_relative(case, actor=scene.member, now=NOW)
    assert pickup.relative_of(case, now=NOW) == ""

    hand_over_at_branch(case, _given(case), actor=scene.officer, now=NOW)

    with pytest.raises(PickupClosed):
        pickup.name_relative(again(case), "Adik", actor=scene.member, now=NOW)
    with pytest.raises(MoveNotAllowed):
        hand_over_at_branch(again(case), _given(case), actor=scene.officer, now=NOW)


def test_a_damaged_card_taken_in_lies_on_the_list_until_two_people_saw_it_go(scene: Scene) -> None:
    old = with_plastic(scene.card)
    case = printed(scene)
    hand_over_at_branch(case, _given(case, old_card=True), actor=scene.officer, now=NOW)
    here = scene.branch.id

    (left,) = destroying.leftovers_at(here)
    destroying.note_destroyed(here, [left.key, "spoiled:AAAA-AAAA:7", "x"], actor=scene.officer, now=NOW)
    (said,) = destroying.to_witness(here)

    assert (left.why, left.copy_id) == (states.DAMAGED, old.id)
    assert ("plastic", "replaced") in states_of(scene.card)
    assert destroying.leftovers_at(here) == []
    with pytest.raises(SamePerson):
        destroying.answer_destruction(here, [said.id], seen=True, actor=scene.officer, now=NOW)
    destroying.answer_destruction(here, [said.id], seen=False, actor=scene.colleague, now=NOW)
    assert [each.key for each in destroying.leftovers_at(here)] == [left.key]
    destroying.note_destroyed(here, [left.key], actor=scene.officer, now=NOW)
    again_said = destroying.to_witness(here).get()
    destroying.answer_destruction(here, [again_said.id], seen=True, actor=scene.supervisor, now=NOW)
    assert destroying.witnessed_at(here).get().witness_id == scene.supervisor.id


def test_uncollected_and_spoiled_cards_lie_on_the_list_of_their_branch_alone(scene: Scene) -> None:
    case = issued(scene)
    run = queue.send_to_printer(scene.branch.id, states.CR80, actor=scene.officer, now=NOW)
    for each in queue.prints_in(run):
        queue.note_printed(each, actor=scene.officer, now=NOW)
    other = new_scene()
    issued(other)
    run = queue.send_to_printer(other.branch.id, states.CR80, actor=other.officer, now=NOW)
    for each in queue.prints_in(run):
        queue.note_spoiled(each, "misfed", actor=other.officer, now=NOW)
    boxed, employer_id = printed(at_work := new_scene()), at_work.card.membership.employer_id or 0
    Replacement.objects.filter(pk=boxed.pk).update(delivery=cases.AT_EMPLOYER)
    box = boxes.pack_box(at_work.branch.id, employer_id, actor=at_work.officer, now=NOW)
    boxes.send_box(box, actor=at_work.officer, now=NOW)
    void_uncollected(actor=SYSTEM, now=NOW + later(60))

    assert [(each.why, each.case.number, each.away) for each in destroying.leftovers_at(scene.branch.id)] == [
        (states.UNCOLLECTED, case.number, False)
    ]
    assert [each.away for each in destroying.leftovers_at(at_work.branch.id)] == [True]
    assert [each.why for each in destroying.leftovers_at(other.branch.id)] == [states.SPOILED]
    with pytest.raises(NotThere):
        destroying.answer_destruction(scene.branch.id, [10**12], seen=True, actor=scene.officer, now=NOW)


def test_the_database_refuses_a_witness_who_did_it(scene: Scene) -> None:
    case = printed(scene)
    hand_over_at_branch(case, _given(case, old_card=True), actor=scene.officer, now=NOW)
    keys = [each.key for each in destroying.leftovers_at(scene.branch.id)]
    destroying.note_destroyed(scene.branch.id, keys, actor=scene.officer, now=NOW + timedelta(hours=1))

    with pytest.raises(IntegrityError), transaction.atomic():
        Destruction.objects.update(witness_id=scene.officer.id)


def test_what_is_kept_of_it_is_the_members_to_take_away(scene: Scene) -> None:
    case = printed(scene)
    pickup.name_relative(case, "Kakak Wati", actor=scene.member, now=NOW)
    hand_over_at_branch(case, _given(case, strokes=LINES), actor=scene.officer, now=NOW)

    facts = collecting_facts(case.member_id)

    assert facts["hand_overs"] == [
        {
            "number": case.number,
            "branch": scene.branch.name,
            "at": NOW,
            "receiver": "to_member",
            "signature": "signed_screen",
            "strokes": LINES,
        }
    ]
    assert [each["name"] for each in facts["relatives"]] == ["Kakak Wati"]
    assert {name for rows in facts.values() for row in rows for name in row} <= set(LABELS)
    assert {"to_member", "to_mandate", "to_relative", "signed_screen", "signed_paper", *CERTIFICATE_MOVES} <= set(
        VALUES
    )
