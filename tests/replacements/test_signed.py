"""A station's signed letter in a case: verified by machine, refused with its reason, or left to an officer."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from PIL import Image

from kartu.audit.actors import OPERATOR
from kartu.audit.models import Event
from kartu.base.tenancy import employer_scope
from kartu.credential import base45
from kartu.letters.drawing import draw_letter
from kartu.letters.issuing import Loss, extend_letter, withdraw_letter
from kartu.letters.models import Letter as StationLetter
from kartu.letters.states import CARD
from kartu.letters.stations import withdraw_trust
from kartu.notifications.models import Message
from kartu.replacements import states
from kartu.replacements.evidence import Letter
from kartu.replacements.handing_in import hand_in, hand_in_number
from kartu.replacements.models import Evidence, Replacement
from kartu.replacements.queries import missing_papers
from kartu.replacements.refusals import (
    LetterForged,
    LetterIncomplete,
    LetterLapsed,
    LetterOfAnother,
    LetterTakenBack,
    LetterUnknown,
)
from kartu.replacements.requests import cancel_replacement
from kartu.replacements.review import take_case
from kartu.replacements.signed import follow_letter
from kartu.replacements.unclear import ask_again, send_again, tell_lapsing, unclear_paper
from tests.cards.builders import NOW
from tests.letters.builders import issued, new_station, officer_of
from tests.replacements.builders import LETTER, Scene, again, new_scene, opened, reported
from tests.replacements.uploads import photo

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def lost(scene: Scene) -> Replacement:
    reported(scene)
    return opened(scene, states.LOST)


def loss_of(scene: Scene, **changes: object) -> Loss:
    member = scene.card.member
    loss = Loss(member.name, (CARD,), member.identity_kind, member.identity, birth_date=member.birth_date)
    return replace(loss, **changes)  # type: ignore[arg-type]  # of Loss


def photographed(letter: StationLetter) -> bytes:
    """The printed letter lying askew on a table."""
    page = pypdfium2.PdfDocument(draw_letter(letter))[0].render(scale=2.4).to_pil().convert("RGB")
    table = Image.new("RGB", (page.width + 260, page.height + 260), "#6d5f50")
    table.paste(page.rotate(2.5, expand=True, fillcolor="#6d5f50"), (60, 60))
    file = io.BytesIO()
    table.save(file, "JPEG", quality=70)
    return file.getvalue()


def sent(case: Replacement, scene: Scene, letter: StationLetter) -> Evidence:
    return hand_in(case, "police_letter", photographed(letter), actor=scene.member, now=NOW)


def test_a_photographed_signed_letter_is_accepted_by_machine() -> None:
    scene = new_scene()
    case, letter = lost(scene), issued(loss_of(scene))

    paper = sent(case, scene, letter)

    assert (paper.status, paper.machine, paper.checked_by_id) == (states.ACCEPTED, states.GOOD, None)
    assert (paper.letter_number, paper.station, paper.letter_date) == (
        letter.number,
        letter.station.name,
        letter.issued_on,
    )
    assert "police_letter" not in missing_papers(case)
    moves = Event.objects.filter(subject="evidence", new_status=states.ACCEPTED)
    assert [(event.actor_kind, event.detail["machine"]) for event in moves] == [("system", True)]


def test_the_number_alone_is_enough_at_any_door_and_counts_once() -> None:
    scene = new_scene()
    case, letter = lost(scene), issued(loss_of(scene))

    first = hand_in_number(case, f" {letter.number.lower()} ", actor=scene.member, now=NOW)

    assert first.status == states.ACCEPTED
    assert hand_in_number(case, letter.code, actor=scene.member, now=NOW) == first
    with pytest.raises(LetterUnknown):
        hand_in_number(case, "SKTLK/999/I/2020/X", actor=scene.member, now=NOW)
    with pytest.raises(LetterIncomplete):
        hand_in_number(case, "  ", actor=scene.member, now=NOW)


def test_a_tampered_withdrawn_lapsed_or_foreign_letter_is_refused_with_its_reason() -> None:
    scene, officer = new_scene(), officer_of(new_station())
    case, letter = lost(scene), issued(loss_of(scene), by=officer)
    raw = base45.decode(letter.code)
    tampered = base45.encode(raw[:-20] + bytes([raw[-20] ^ 1]) + raw[-19:])

    good = StationLetter.objects.get(pk=letter.pk)
    letter.code = tampered
    with pytest.raises(LetterForged):
        sent(case, scene, letter)
    with pytest.raises(LetterForged):
        hand_in_number(case, tampered, actor=scene.member, now=NOW)
    with pytest.raises(LetterLapsed):
        hand_in(case, "police_letter", photographed(good), actor=scene.member, now=NOW + 15 * DAY)
    other = issued(loss_of(scene, identity="9999010101900001"), by=officer)
    with pytest.raises(LetterOfAnother):
        sent(case, scene, other)
    withdraw_letter(good, "false", actor=officer, now=NOW)
    with pytest.raises(LetterTakenBack):
        sent(case, scene, good)
    assert not case.evidence.exists()
    for refusal in (LetterForged(), LetterTakenBack(), LetterOfAnother(), LetterUnknown()):
        assert refusal.words("id") != refusal.words("en")


def test_a_letter_drawn_with_another_key_is_refused() -> None:
    scene = new_scene()
    case, letter = lost(scene), issued(loss_of(scene))
    withdraw_trust(letter.station, actor=OPERATOR, now=NOW)

    with pytest.raises(LetterForged):
        sent(case, scene, letter)
    with pytest.raises(LetterForged):
        hand_in_number(case, letter.number, actor=scene.member, now=NOW)


@pytest.mark.parametrize(
    ("changes", "doubt"),
    [
        ({"name": "Orang Lain Sekali"}, states.OTHER_NAME),
        ({"identity": "", "identity_kind": ""}, states.NO_IDENTITY),
        ({"identity": "X1234567", "identity_kind": "passport"}, states.NO_IDENTITY),
        ({"items": ("sim",)}, states.OTHER_ITEMS),
        ({}, states.GOOD),
    ],
)
def test_what_does_not_match_is_a_warning_and_no_wall(changes: dict[str, object], doubt: str) -> None:
    scene = new_scene()
    case, letter = lost(scene), issued(loss_of(scene, **changes))

    paper = hand_in_number(case, letter.number, actor=scene.member, now=NOW)

    assert paper.machine == doubt
    assert paper.status == (states.ACCEPTED if doubt == states.GOOD else states.RECEIVED)


def test_spelling_of_the_name_is_no_difference() -> None:
    scene = new_scene()
    letter = issued(loss_of(scene, name=scene.card.member.name.upper().replace(" ", "  ")))

    assert hand_in_number(lost(scene), letter.number, actor=scene.member, now=NOW).machine == states.GOOD


def test_one_letter_serves_one_case_and_again_after_a_request_was_taken_back() -> None:
    scene = new_scene()
    case, letter = lost(scene), issued(loss_of(scene))
    hand_in_number(case, letter.number, actor=scene.member, now=NOW)

    cancel_replacement(again(case), actor=scene.member, now=NOW)
    second = opened(scene, states.LOST)
    assert hand_in_number(second, letter.number, actor=scene.member, now=NOW).machine == states.GOOD

    Replacement.objects.filter(pk=case.pk).update(status=states.VOIDED)
    Evidence.objects.filter(replacement=second).update(status=states.REFUSED)
    assert hand_in_number(second, letter.number, actor=scene.member, now=NOW).machine == states.USED_BEFORE


def test_a_paper_letter_goes_its_old_way_also_with_a_strange_code_on_it() -> None:
    scene = new_scene()
    case = lost(scene)

    paper = hand_in(case, "police_letter", photo(), letter=LETTER, actor=scene.member, now=NOW)

    assert (paper.status, paper.machine, paper.signed_letter) == (states.RECEIVED, "", None)
    with pytest.raises(LetterIncomplete):
        hand_in(case, "police_letter", photo(600), letter=Letter("7", "", NOW.date()), actor=scene.member, now=NOW)


def test_hr_hands_a_workers_signed_letter_in_past_the_walls() -> None:
    scene = new_scene()
    case, letter = lost(scene), issued(loss_of(scene))
    Replacement.objects.filter(pk=case.pk).update(vouched=False)

    with employer_scope([scene.card.membership.employer_id or 0]), pytest.MonkeyPatch.context() as patch:
        patch.setattr("kartu.replacements.standing.has_consent", lambda *_, **__: True)
        paper = hand_in_number(case, letter.number, actor=scene.hr, now=NOW)

    assert paper.status == states.ACCEPTED


def test_a_letter_withdrawn_before_the_decision_counts_no_more_and_an_extension_follows() -> None:
    scene, officer = new_scene(), officer_of(new_station())
    case, letter = lost(scene), issued(loss_of(scene), by=officer)
    paper = hand_in_number(case, letter.number, actor=scene.member, now=NOW)

    extend_letter(letter, actor=officer, now=NOW + 3 * DAY)
    assert follow_letter(letter.id, now=NOW + 3 * DAY) == 1
    assert Evidence.objects.get(pk=paper.pk).letter_date == letter.issued_on + 3 * DAY

    withdraw_letter(StationLetter.objects.get(pk=letter.pk), "mistake", actor=officer, now=NOW + 4 * DAY)
    follow_letter(letter.id, now=NOW + 4 * DAY)
    paper.refresh_from_db()
    assert (paper.status, paper.refusal) == (states.REFUSED, states.LETTER_WITHDRAWN)
    assert "police_letter" in missing_papers(case)
    assert follow_letter(letter.id, now=NOW + 4 * DAY) == 0


def test_an_unclear_picture_is_asked_for_with_one_press_and_sent_with_one() -> None:
    scene = new_scene()
    case = lost(scene)
    hand_in(case, "identity", photo(), actor=scene.member, now=NOW)
    paper = hand_in(case, "police_letter", photo(700), letter=LETTER, actor=scene.member, now=NOW)
    take_case(case, actor=scene.officer, now=NOW)

    paper.replacement = case
    ask_again(paper, actor=scene.officer, now=NOW)

    assert (again(case).status, paper.refusal) == (states.NEEDS_EVIDENCE, states.UNCLEAR)
    assert Message.objects.filter(kind="picture_unclear", member_id=case.member_id).count() == 1
    unclear = unclear_paper(again(case), "police_letter")
    assert unclear is not None
    better = send_again(unclear, photo(800), actor=scene.member, now=NOW)
    assert (better.letter_number, better.status) == (LETTER.number, states.RECEIVED)
    assert again(case).status == states.SUBMITTED
    assert unclear_paper(again(case), "police_letter") is None


def test_who_has_a_letter_that_lapses_unaccepted_is_told_once_in_time() -> None:
    scene = new_scene()
    case = lost(scene)
    hand_in(case, "police_letter", photo(), letter=LETTER, actor=scene.member, now=NOW)

    assert tell_lapsing(now=NOW + 10 * DAY) == 0
    assert tell_lapsing(now=NOW + 11 * DAY) == 1
    assert tell_lapsing(now=NOW + 12 * DAY) == 0
    message = Message.objects.get(kind="letter_lapses")
    assert message.values == {"number": case.number, "until": (LETTER.date + 14 * DAY).isoformat()}


def test_nobody_is_told_of_a_letter_that_was_accepted_or_is_over() -> None:
    scene = new_scene()
    letter = issued(loss_of(scene))
    hand_in_number(lost(scene), letter.number, actor=scene.member, now=NOW)
    other = new_scene()
    hand_in(lost(other), "police_letter", photo(), letter=LETTER, actor=other.member, now=NOW)

    assert tell_lapsing(now=NOW + 15 * DAY) == 0
    assert not Message.objects.filter(kind="letter_lapses").exists()
