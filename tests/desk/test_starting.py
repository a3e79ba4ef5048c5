"""A case begun at the counter by somebody without account or KTP; finding them by card or by name and birthday."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from kartu.audit.actions import Action
from kartu.audit.actors import OPERATOR
from kartu.audit.models import Event
from kartu.cards.issuing import renew_digital
from kartu.cards.states import BLOCKED
from kartu.registry.models import Member
from kartu.replacements import states
from kartu.replacements.models import Replacement
from kartu.replacements.queries import case_by_number_and_code
from kartu.replacements.requests import cancel_replacement
from tests.cards.builders import NOW
from tests.desk.looking import address, words
from tests.pages.client import PageClient
from tests.replacements.builders import Scene, new_scene, opened, states_of, with_plastic

pytestmark = pytest.mark.django_db
LOST = {"reason": "lost", "kind": "plastic", "checked": ["driving_licence", "answers"]}


def _found(desk: PageClient, scene: Scene, reason: str = "present") -> None:
    desk.post("/meja/cari", {"what": scene.card.membership.number, "reason": reason})


def _start(desk: PageClient, **sent: Any) -> Any:
    return desk.post("/meja/peserta/permohonan", {**_hidden(desk), **LOST, **sent})


def _hidden(desk: PageClient) -> dict[str, str]:
    """The key and the member a page opened now has in its form."""
    page = desk.get("/meja/peserta/permohonan")
    return dict(re.findall(r'name="(kunci|member)" value="(.+?)"', words(page)))


def test_somebody_without_account_or_ktp_gets_a_case_and_a_slip(desk: PageClient, scene: Scene) -> None:
    with_plastic(scene.card)
    _found(desk, scene)

    desk.both("/meja/peserta/permohonan")
    answer = _start(desk)
    slip, _ = desk.both(answer.headers["Location"])
    case = Replacement.objects.get()

    assert case.report is not None
    assert (case.channel, case.reason, case.report.proof) == (states.DESK, "lost", states.COUNTER)
    assert ("plastic", BLOCKED) in states_of(scene.card)
    compared = Event.objects.get(action=Action.PERSON_COMPARED)
    assert (compared.actor_id, compared.detail) == (scene.officer.id, {"checked": "driving_licence answers"})
    assert [paper.kind for paper in case.evidence.all()] == ["identity"]
    code = words(slip).split('<dd class="code" translate="no">')[2].split("<")[0].replace("-", "")
    assert case_by_number_and_code(case.number, code) == case


def test_the_case_says_which_document_was_shown(desk: PageClient, scene: Scene) -> None:
    _found(desk, scene)
    _start(desk, reason="damaged")

    page, _ = desk.both(address(Replacement.objects.get()))

    assert "Orangnya dicocokkan</b>: SIM, Jawaban atas pertanyaan" in words(page)


def test_answers_alone_are_no_document(desk: PageClient, scene: Scene) -> None:
    _found(desk, scene)

    answer = _start(desk, checked=["answers", "roster_photo"])

    assert "Pilih dulu apa yang dicocokkan" in words(answer)
    assert not Replacement.objects.exists()


@pytest.mark.parametrize("sent", [{"reason": "x"}, {"kind": "digital"}, {"checked": []}, {"card": "9" * 30}])
def test_a_form_filled_in_wrongly_begins_nothing(desk: PageClient, scene: Scene, sent: dict[str, Any]) -> None:
    _found(desk, scene)

    _start(desk, **sent)

    assert Replacement.objects.exists() is ("card" in sent)  # with one card nothing is asked about it


def test_a_form_sent_again_is_one_case_also_when_that_has_ended(desk: PageClient, scene: Scene) -> None:
    with_plastic(scene.card)
    _found(desk, scene)
    form = _hidden(desk)
    first = _start(desk, **form).headers["Location"]

    anew, again = _start(desk), _start(desk, **form)
    case = Replacement.objects.get()
    cancel_replacement(case, actor=scene.officer, now=NOW)
    ended = _start(desk, **form)

    assert case.number in words(anew)
    assert (anew.status_code, again.headers["Location"], ended.headers["Location"]) == (200, first, first)
    assert case.number in words(desk.get(first))
    assert Replacement.objects.get() == case


def test_a_form_for_somebody_searched_for_before_begins_nothing(desk: PageClient, scene: Scene) -> None:
    _found(desk, scene)
    form = _hidden(desk)
    _found(desk, other := new_scene())

    answers = [_start(desk, **form), *(_start(desk, kunci=key) for key in ("", "x", "\x00"))]
    roads = ("wakil", "wakil/1/cabut", "pemulihan", "pemulihan/kontak", "pemulihan/kode")
    answers += [desk.post(f"/meja/peserta/{road}", {**sent}) for road in roads for sent in (form, {})]

    assert {answer.status_code for answer in answers} == {409}
    assert "Tidak ada yang dicatat" in words(answers[0])
    assert not Replacement.objects.filter(card__in=(scene.card, other.card)).exists()


@pytest.mark.parametrize("reason", ["telephone", "colleague", ""])
def test_nothing_is_begun_for_somebody_who_is_not_here(desk: PageClient, scene: Scene, reason: str) -> None:
    if reason:
        _found(desk, scene, reason)

    assert _start(desk).headers["Location"] == "/meja/cari"
    assert desk.get("/meja/peserta/permohonan/lembar").headers["Location"] == "/meja/peserta"
    assert not Replacement.objects.exists()


def _search(desk: PageClient, **sent: str) -> Any:
    return desk.post("/meja/cari", sent)


def test_a_scanned_card_leads_to_its_member_also_when_it_is_blocked(desk: PageClient, scene: Scene) -> None:
    code = renew_digital(scene.card, actor=OPERATOR, now=NOW).code
    renew_digital(scene.card, actor=OPERATOR, now=NOW)
    case = opened(scene)

    here = _search(desk, what=code)
    Replacement.objects.filter(pk=case.pk).update(status=states.CANCELLED)
    elsewhere = _search(desk, what=code, reason="present")

    assert here.headers["Location"] == f"{address(case)}#langkah"
    assert elsewhere.headers["Location"] == "/meja/peserta"


@pytest.mark.parametrize("change", [lambda code: code[:-4] + "0000", lambda code: "A" * 900, lambda code: code[::-1]])
def test_a_code_that_is_not_ours_finds_nobody(desk: PageClient, scene: Scene, change: Any) -> None:
    code = renew_digital(scene.card, actor=OPERATOR, now=NOW).code

    answer = _search(desk, what=change(code), reason="present")

    assert "Tidak ada yang cocok" in words(answer)


def _who(scene: Scene) -> dict[str, str]:
    member = scene.card.member
    return {"name": member.name.upper(), "born": member.birth_date.isoformat() if member.birth_date else ""}


def _twin(scene: Scene) -> Scene:
    """Somebody else of the same name and birthday."""
    twin = new_scene()
    Member.objects.filter(pk=twin.card.member_id).update(person_index=scene.card.member.person_index)
    return twin


def test_exact_name_and_birthday_find_one_person(desk: PageClient, scene: Scene) -> None:
    without_reason = _search(desk, **_who(scene))
    found = _search(desk, **_who(scene), reason="present")
    half = _search(desk, name=scene.card.member.name)

    assert "Pilih alasan" in words(without_reason)
    assert found.headers["Location"] == "/meja/peserta"
    assert "Tulis tanggal lahirnya juga" in words(half)


def test_of_two_people_of_one_name_and_birthday_the_officer_chooses_one_and_each_look_is_recorded(
    desk: PageClient, scene: Scene
) -> None:
    twin = _twin(scene)

    answer = _search(desk, **_who(scene), reason="present")
    page, _ = desk.both(answer.headers["Location"])
    wrong = [desk.post("/meja/cari/pilih", {"orang": orang}).status_code for orang in ("0", "x", "", "\x00")]
    chosen = desk.post("/meja/cari/pilih", {"orang": twin.card.member_id})
    person = words(desk.get(chosen.headers["Location"]))

    for one in (scene, twin):
        number = one.card.membership.number
        assert f"…{number[-4:]}<" in words(page)
        assert number not in words(page).replace(" ", "")
        assert one.card.member.identity not in words(page)
    assert (wrong, twin.card.member.identity in person) == ([200] * 4, True)
    looks = Event.objects.filter(action=Action.MEMBER_READ).order_by("id").values_list("member_id", flat=True)
    assert list(looks) == [scene.card.member_id, twin.card.member_id, twin.card.member_id]


def test_who_is_chosen_with_a_case_here_leads_to_it_and_a_choice_lasts_as_long_as_a_search(
    desk: PageClient, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    _twin(scene)
    case = opened(scene)
    _search(desk, **_who(scene), reason="present")

    chosen = desk.post("/meja/cari/pilih", {"orang": scene.card.member_id}).headers["Location"]
    monkeypatch.setattr("kartu.desk.views.search.KEPT", timedelta())

    assert chosen == f"{address(case)}#langkah"
    assert desk.post("/meja/cari/pilih", {"orang": scene.card.member_id}).headers["Location"] == "/meja/cari"


def test_more_people_than_fit_a_list_are_asked_for_a_number(
    desk: PageClient, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kartu.desk.views.search.MOST_CHOICES", 1)
    _twin(scene)

    answer = _search(desk, **_who(scene), reason="present")

    assert "Terlalu banyak orang" in words(answer)
    assert Event.objects.get(action=Action.MEMBER_READ).detail["found"] is False
