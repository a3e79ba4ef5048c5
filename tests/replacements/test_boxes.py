"""Cards that go to an employer: packed once, sent with codes, handed over with the worker's code only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from kartu.accounts.models import Role
from kartu.accounts.staff import RoleMissing, appoint
from kartu.audit.actors import OPERATOR, SYSTEM, Actor, staff_actor
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.digits import ten_characters
from kartu.base.errors import DomainError, NotThere
from kartu.cards.issuing import finish_copy
from kartu.cards.queries import copies_of
from kartu.notifications.models import Message
from kartu.printing.handing import give_at_work
from kartu.registry.members import ensure_employer, sealed_contact
from kartu.registry.models import Contact
from kartu.replacements import boxes, states
from kartu.replacements.collecting import HandOverCodeRefused, check_hand_over_code, make_hand_over_code
from kartu.replacements.making import mark_printed, mark_spoiled
from kartu.replacements.models import Box, HandOverCode, Replacement
from tests.cards.builders import NOW
from tests.replacements.builders import Scene, again, at_once, issued, later, new_scene, printed, staff, told

CHECKED = ("identity_card",)


def _going_to_work(scene: Scene) -> Replacement:
    """A printed card that goes to the employer."""
    case = issued(scene)
    Replacement.objects.filter(pk=case.pk).update(delivery=states.AT_EMPLOYER)
    case = again(case)
    mark_printed(case, actor=scene.officer, now=NOW)
    return case


def _proved_phone(scene: Scene) -> None:
    contact = sealed_contact(scene.card.member, Contact.PHONE, "+6281234567001", "member", NOW)
    contact.confirmed_at = NOW
    contact.save(force_insert=True)


def _employer_id(scene: Scene) -> int:
    return scene.card.membership.employer_id or 0


def _sent(scene: Scene, case: Replacement) -> str:
    """The box sent, and the code the worker got."""
    _proved_phone(scene)
    box = boxes.pack_box(scene.branch.id, _employer_id(scene), actor=scene.officer, now=NOW)
    boxes.send_box(box, actor=scene.officer, now=NOW)
    message = Message.objects.get(member_id=case.member_id, kind="hand_over_code")
    return ten_characters(message.values["follow"])


@pytest.mark.django_db
def test_a_box_holds_each_printed_card_once_and_only_those_that_go_to_the_employer() -> None:
    scene = new_scene()
    case = _going_to_work(scene)
    printed(replace(new_scene(), branch=scene.branch, officer=scene.officer))

    box = boxes.pack_box(scene.branch.id, _employer_id(scene), actor=scene.officer, now=NOW)

    assert [each.id for each in boxes.cases_in(box)] == [case.id]
    with pytest.raises(boxes.NothingToPack):
        boxes.pack_box(scene.branch.id, _employer_id(scene), actor=scene.officer, now=NOW)


@pytest.mark.django_db
def test_a_spoiled_card_is_packed_anew_when_it_is_printed_again() -> None:
    scene = new_scene()
    case = _going_to_work(scene)
    boxes.pack_box(scene.branch.id, _employer_id(scene), actor=scene.officer, now=NOW)
    mark_spoiled(case, "smudged", actor=scene.officer, now=NOW)

    assert boxes.to_pack(scene.branch.id).count() == 0
    from_the_job(case)
    mark_printed(again(case), actor=scene.officer, now=NOW)

    assert [each.id for each in boxes.to_pack(scene.branch.id)] == [case.id]


def from_the_job(case: Replacement) -> None:
    """The copy begun after the spoiled one, finished as the job does."""
    finish_copy(case.member_id, again(case).copy_id or 0, actor=SYSTEM, now=NOW)


@pytest.mark.django_db
def test_a_box_goes_from_the_branch_to_its_employer_and_to_no_other() -> None:
    scene = new_scene()
    _going_to_work(scene)
    box = boxes.pack_box(scene.branch.id, _employer_id(scene), actor=scene.officer, now=NOW)
    abroad, _ = ensure_employer("XX000001", actor=OPERATOR, now=NOW, name="PT Lain")
    stranger = Actor("employer", appoint(Role.Kind.HR, employer=abroad, now=NOW).id)

    with pytest.raises(RoleMissing):
        boxes.send_box(box, actor=staff("officer", new_scene().branch), now=NOW)
    boxes.send_box(box, actor=scene.officer, now=NOW)
    for wrong in (stranger, scene.officer, scene.member):
        with pytest.raises(NotThere):
            boxes.receive_box(box, actor=wrong, now=NOW)
    boxes.receive_box(box, actor=scene.hr, now=NOW)

    assert Box.objects.get().status == states.RECEIVED_BOX


@pytest.mark.django_db
def test_the_code_goes_to_a_proved_contact_and_to_a_slip_for_whoever_has_none() -> None:
    scene, other = new_scene(), new_scene()
    _proved_phone(scene)
    first = _going_to_work(scene)
    Replacement.objects.filter(pk=_going_to_work(other).pk).update(branch=scene.branch)

    box = boxes.pack_box(scene.branch.id, _employer_id(scene), actor=scene.officer, now=NOW)
    boxes.send_box(box, actor=scene.officer, now=NOW)
    slips = boxes.make_slips(box, actor=scene.officer, now=NOW)

    assert told(first.card)[-1] == "hand_over_code"
    assert [case.member_id for case, _ in slips] == [other.card.member_id]
    assert "hand_over_code" not in told(other.card)


@pytest.mark.django_db
def test_an_employer_hands_over_with_the_workers_code_once() -> None:
    scene = new_scene()
    case = _going_to_work(scene)
    code = _sent(scene, case)

    give_at_work(case, f"{code[:5].lower()}-{code[5:]}", checked=CHECKED, actor=scene.hr, now=NOW)

    assert again(case).status == states.COLLECTED
    assert told(scene.card)[-1] == "card_handed_over_at_work"
    assert HandOverCode.objects.get().used_at == NOW
    with pytest.raises(MoveNotAllowed):
        give_at_work(again(case), code, checked=CHECKED, actor=scene.hr, now=NOW)


@pytest.mark.django_db
def test_five_wrong_codes_shut_out_the_right_one() -> None:
    scene = new_scene()
    case = _going_to_work(scene)
    code = _sent(scene, case)

    for _ in range(5):
        with pytest.raises(HandOverCodeRefused):
            give_at_work(case, "0000000000", checked=CHECKED, actor=scene.hr, now=NOW)
    with pytest.raises(HandOverCodeRefused):
        give_at_work(case, code, checked=CHECKED, actor=scene.hr, now=NOW)

    assert again(case).status == states.PRINTED
    assert HandOverCode.objects.get().tries == 5


def _another_case(scene: Scene, case: Replacement) -> None:
    case.id += 1


def _another_place(scene: Scene, case: Replacement) -> None:
    case.delivery = states.AT_BRANCH


def _left(scene: Scene, case: Replacement) -> None:
    case.card.membership.ended_on = (NOW - later(2)).date()


@pytest.mark.django_db
@pytest.mark.parametrize("change", [_another_case, _another_place, _left])
def test_a_code_fits_its_own_case_at_its_own_employer_only(change: Callable[[Scene, Replacement], None]) -> None:
    scene = new_scene()
    case = _going_to_work(scene)
    code = _sent(scene, case)
    change(scene, case)

    with pytest.raises((NotThere, HandOverCodeRefused)):
        check_hand_over_code(case, code, actor=scene.hr, now=NOW)


@pytest.mark.django_db
def test_an_old_code_and_a_code_before_the_last_open_nothing() -> None:
    scene = new_scene()
    case = _going_to_work(scene)
    code = _sent(scene, case)
    fresh = ten_characters(make_hand_over_code(case, actor=scene.officer, now=NOW))

    for typed, now in ((code, NOW), (fresh, NOW + later(31))):
        with pytest.raises(HandOverCodeRefused):
            check_hand_over_code(case, typed, actor=scene.hr, now=now)


@pytest.mark.django_db
def test_nobody_but_hr_of_the_employer_or_an_officer_of_the_branch_hands_over() -> None:
    scene = new_scene()
    case = _going_to_work(scene)
    code = _sent(scene, case)
    reader = Actor(
        "employer", appoint(Role.Kind.HR, employer=scene.card.membership.employer, grade="reader", now=NOW).id
    )

    for wrong in (reader, Actor("employer", 0), scene.member, OPERATOR, staff_actor(scene.hr.id or 0)):
        with pytest.raises(DomainError):
            give_at_work(case, code, checked=CHECKED, actor=wrong, now=NOW)

    assert again(case).status == states.PRINTED


@pytest.mark.usefixtures("committed")
def test_of_two_hand_overs_at_once_one_wins() -> None:
    scene = new_scene()
    case = _going_to_work(scene)
    code = _sent(scene, case)

    ends = at_once(
        [partial(give_at_work, again(case), code, checked=CHECKED, actor=scene.hr, now=NOW) for _ in range(4)]
    )

    assert Counter(end if isinstance(end, str) else end.code for end in ends)["done"] == 1
    assert {end.code for end in ends if not isinstance(end, str)} <= {AlreadyMoved.code, HandOverCodeRefused.code}
    assert [copy.status for copy in copies_of(scene.card) if copy.kind == "plastic"] == ["active"]


@pytest.mark.usefixtures("committed")
def test_two_officers_at_once_pack_each_card_once() -> None:
    scene = new_scene()
    _going_to_work(scene)

    ends = at_once(
        [
            partial(boxes.pack_box, scene.branch.id, _employer_id(scene), actor=who, now=NOW)
            for who in (scene.officer, scene.colleague)
        ]
    )

    assert sorted(end if isinstance(end, str) else end.code for end in ends) == ["done", "nothing-to-pack"]
    assert Box.objects.count() == 1


@pytest.mark.django_db
def test_a_card_that_a_colleague_packed_between_the_look_and_the_lock_is_not_packed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene = new_scene()
    case = _going_to_work(scene)
    boxes.pack_box(scene.branch.id, _employer_id(scene), actor=scene.colleague, now=NOW)

    # What an officer's look found a moment before the colleague's box was there.
    monkeypatch.setattr(boxes, "to_pack", lambda _branch: Replacement.objects.filter(pk=case.pk))

    with pytest.raises(boxes.NothingToPack):
        boxes.pack_box(scene.branch.id, _employer_id(scene), actor=scene.officer, now=NOW)
    assert Box.objects.count() == 1
