"""Finding one person, for a reason, and giving them an activation code."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kartu.audit.actions import Action
from kartu.audit.models import Event
from tests.desk.looking import CLOCK, address, bare, words
from tests.pages.client import PageClient
from tests.replacements.builders import (
    Scene,
    new_scene,
    opened,
)

pytestmark = pytest.mark.django_db


def _search(client: PageClient, what: str, reason: str = "") -> Any:
    return client.post("/meja/cari", {"what": what, "reason": reason})


@pytest.mark.parametrize("by", ["number", "identity", "membership"])
def test_a_search_for_a_case_of_the_branch_opens_it(desk: PageClient, scene: Scene, by: str) -> None:
    case = opened(scene)
    membership = scene.card.membership
    what = {
        "number": case.number.lower().replace("-", " "),
        "identity": membership.member.identity,
        "membership": f"{membership.number[:4]} {membership.number[4:8]} {membership.number[8:]}",
    }[by]

    assert _search(desk, what).headers["Location"] == f"{address(case)}#langkah"


def test_somebody_without_a_case_here_is_shown_for_a_reason_and_the_look_is_recorded(
    desk: PageClient, scene: Scene
) -> None:
    other = new_scene()
    elsewhere = opened(other)
    member = other.card.membership.member

    found = _search(desk, member.identity, "present")
    indonesian, _ = desk.both("/meja/peserta")

    assert found.headers["Location"] == "/meja/peserta"
    assert member.name.replace("'", "&#x27;") in words(indonesian)
    assert elsewhere.number not in words(indonesian)
    look = Event.objects.get(action=Action.MEMBER_READ)
    assert (look.actor_id, look.member_id, look.detail) == (
        scene.officer.id,
        member.id,
        {"reason": "present", "found": True},
    )


def test_without_a_reason_a_hit_and_a_miss_answer_the_same(desk: PageClient, scene: Scene) -> None:
    other = opened(new_scene())

    numbers = [other.member.identity, "3174012802099999"]
    answers = [bare(_search(desk, number)).replace(number, "") for number in numbers]

    assert _tokenless(answers[0]) == _tokenless(answers[1])
    assert "Pilih alasan untuk mencari" in answers[0]
    assert not Event.objects.filter(action=Action.MEMBER_READ).exists()


def _tokenless(words: str) -> str:
    """Without the form's token, which is masked anew each time."""
    before, _, rest = words.partition('name="csrfmiddlewaretoken"')
    return before + rest.partition(">")[2]


@pytest.mark.parametrize("what", ["3174012802099999", "AAAA-AAAA", "Siti Rahmawati", "99999999999", "' OR 1=1 --"])
def test_a_search_that_finds_nobody_is_recorded_too(desk: PageClient, scene: Scene, what: str) -> None:
    answer = _search(desk, what, "complaint")

    assert "Tidak ada yang cocok" in words(answer)
    assert Event.objects.get(action=Action.MEMBER_READ).detail == {"reason": "complaint", "found": False}


@pytest.mark.parametrize("sent", [{}, {"what": "x" * 99}, {"what": "1", "reason": "curious"}])
def test_a_search_filled_in_wrongly_says_so(desk: PageClient, sent: dict[str, str]) -> None:
    answer = desk.post("/meja/cari", sent)

    assert answer.status_code == 200
    assert "Ada yang perlu diperbaiki" in words(answer)


def test_the_person_found_stays_open_a_quarter_of_an_hour(
    desk: PageClient, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = new_scene()
    _search(desk, other.card.membership.number, "telephone")
    later = CLOCK + timedelta(minutes=14, seconds=50)
    session = desk.session
    session["seen"] = later.isoformat()
    session.save()

    monkeypatch.setattr(timezone, "now", lambda: later)
    open_still = desk.get("/meja/peserta").status_code
    monkeypatch.setattr(timezone, "now", lambda: later + timedelta(seconds=10))

    assert open_still == 200
    assert desk.get("/meja/peserta").headers["Location"] == "/meja/cari"
    assert desk.get("/meja/peserta/pemulihan").headers["Location"] == "/meja/cari"


def test_an_officer_searches_a_hundred_and_twenty_times_an_hour(desk: PageClient) -> None:
    answers = [_search(desk, "3174012802099999").status_code for _ in range(121)]

    assert answers == [200] * 120 + [429]
