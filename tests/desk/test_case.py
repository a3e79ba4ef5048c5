"""One case until the decision: looked at, taken, decided, and two officers at once."""

from __future__ import annotations

import pytest

from kartu.accounts.models import Role, User
from kartu.audit.actions import Action
from kartu.audit.models import Event
from kartu.replacements import states
from kartu.replacements.review import take_case
from tests.cards.builders import NOW
from tests.desk.looking import CLOCK, address, in_review, words
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer
from tests.replacements.arrows import case_at_status
from tests.replacements.builders import (
    Scene,
    again,
    opened,
    staff,
    with_papers,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", list(states.REPLACEMENT_MOVES))
def test_a_case_in_any_state_has_a_page_in_both_languages(desk: PageClient, scene: Scene, status: str) -> None:
    case = case_at_status(scene, status)

    indonesian, english = desk.both(address(case))

    assert indonesian.status_code == english.status_code == 200
    assert scene.card.membership.member.name.split()[0] in words(indonesian)


def test_opening_a_case_is_written_into_the_members_trail_once(desk: PageClient, scene: Scene) -> None:
    case = opened(scene)

    desk.get(address(case))
    desk.get(address(case))

    looks = Event.objects.filter(action=Action.MEMBER_READ, member_id=scene.card.member_id)
    assert [(look.actor_id, look.subject_id, look.detail) for look in looks] == [
        (scene.officer.id, case.id, {"reason": "case"})
    ]


def test_an_officer_takes_a_case_and_gives_it_back(desk: PageClient, scene: Scene) -> None:
    case = opened(scene)

    taken = desk.post(address(case, "/ambil"))
    status = again(case).status
    desk.post(address(case, "/kembalikan"))

    assert taken.headers["Location"] == f"{address(case)}#langkah"
    assert (status, again(case).status) == (states.IN_REVIEW, states.SUBMITTED)


def test_the_second_officer_is_told_who_was_first(desk: PageClient, scene: Scene) -> None:
    case = opened(scene)
    desk.get(address(case))
    take_case(again(case), actor=scene.colleague, now=CLOCK)

    answer = desk.post(address(case, "/ambil"))

    assert answer.status_code == 409
    assert f"petugas {scene.colleague.id}" in words(answer)
    assert "tidak ada yang hilang" in words(answer)
    assert again(case).officer_id == scene.colleague.id


@pytest.mark.parametrize("rest", ["/ambil", "/setujui"])
def test_a_double_click_is_no_refusal(desk: PageClient, scene: Scene, rest: str) -> None:
    case = opened(scene) if rest == "/ambil" else with_papers(in_review(scene), scene)

    answers = [desk.post(address(case, rest)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Event.objects.filter(subject="replacement", subject_id=case.id, old_status=case.status).count() == 1


def test_another_tab_of_the_same_officer_is_told_what_the_first_one_did(desk: PageClient, scene: Scene) -> None:
    case = with_papers(in_review(scene), scene)
    desk.post(address(case, "/setujui"))

    answer = desk.post(address(case, "/tolak"), {"reason": "limit"})

    assert answer.status_code == 409
    assert "Disetujui: Anda" in words(answer)


def test_a_case_with_all_its_papers_is_approved(desk: PageClient, scene: Scene) -> None:
    case = with_papers(in_review(scene), scene)

    desk.post(address(case, "/setujui"))

    assert (again(case).status, again(case).decided_by_id) == (states.APPROVED, scene.officer.id)


def test_a_case_without_its_papers_is_not_approved_and_says_which(desk: PageClient, scene: Scene) -> None:
    case = in_review(scene)

    page = desk.get(address(case))
    answer = desk.post(address(case, "/setujui"))

    assert "Belum bisa disetujui" in words(page)
    assert address(case, "/setujui") not in words(page)
    assert answer.status_code == 409
    assert again(case).status == states.IN_REVIEW


def test_a_case_is_refused_with_a_reason_the_member_is_told(desk: PageClient, scene: Scene) -> None:
    case = in_review(scene)

    desk.both(address(case, "/tolak"))
    desk.post(address(case, "/tolak"), {"reason": "papers_not_genuine"})

    assert (again(case).status, again(case).decision) == (states.REJECTED, "papers_not_genuine")


def test_papers_are_asked_for_and_the_case_waits(desk: PageClient, scene: Scene) -> None:
    case = in_review(scene)

    desk.both(address(case, "/minta-berkas"))
    desk.post(address(case, "/minta-berkas"), {"papers": ["identity"]})

    assert again(case).status == states.NEEDS_EVIDENCE
    desk.post(address(case, "/antrekan"))
    assert again(case).status == states.SUBMITTED


def test_a_case_a_colleague_has_taken_can_be_read_but_not_decided(desk: PageClient, scene: Scene) -> None:
    case = opened(scene)
    take_case(case, actor=scene.colleague, now=NOW)

    page = desk.get(address(case))

    assert f"petugas {scene.colleague.id}" in words(page)
    assert address(case, "/tolak") not in words(page)
    assert desk.post(address(case, "/tolak"), {"reason": "limit"}).status_code == 409


def test_a_supervisor_decides_a_case_an_officer_has_taken(pages: PageClient, scene: Scene) -> None:
    case = with_papers(in_review(scene), scene)
    sign_in_officer(pages, scene.supervisor)

    pages.post(address(case, "/setujui"))

    assert again(case).status == states.APPROVED


def test_nobody_decides_about_the_own_card(pages: PageClient, scene: Scene) -> None:
    case = opened(scene)
    user = User.objects.create(created_at=NOW, password="!", member=scene.card.member)
    sign_in_officer(pages, staff(Role.Kind.OFFICER, scene.branch, user=user))

    answer = pages.post(address(case, "/ambil"))

    assert answer.status_code == 409
    assert "kartu Anda sendiri" in words(answer)
