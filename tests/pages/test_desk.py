"""The desk: from the worklist to the hand-over, for the officers of the branch and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern
from django.utils import timezone
from PIL import Image

from kartu.accounts.models import ActivationCode, Role, User
from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM
from kartu.audit.models import Event
from kartu.cards.queries import copy_of
from kartu.replacements import states
from kartu.replacements.evidence import add_evidence
from kartu.replacements.files import evidence_pages, store_pages
from kartu.replacements.making import issue_replacement
from kartu.replacements.models import Evidence, Replacement, Report
from kartu.replacements.reports import report_lost
from kartu.replacements.review import take_case
from tests.cards.builders import NOW
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer
from tests.replacements.arrows import case_at_status
from tests.replacements.builders import (
    LETTER,
    Scene,
    again,
    new_branch,
    new_scene,
    opened,
    reported,
    staff,
    with_papers,
    with_plastic,
)

pytestmark = pytest.mark.django_db
CLOCK = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour after the scenes are made, whatever the machine's clock says."""
    monkeypatch.setattr(timezone, "now", lambda: CLOCK)


@pytest.fixture
def scene() -> Scene:
    return new_scene()


@pytest.fixture
def desk(pages: PageClient, scene: Scene) -> PageClient:
    """An officer of the scene's branch."""
    sign_in_officer(pages, scene.officer)
    return pages


def _address(case: Replacement, rest: str = "") -> str:
    return f"/meja/permohonan/{case.number}{rest}"


def _photo(color: str = "navy") -> bytes:
    file = BytesIO()
    Image.new("RGB", (900, 600), color).save(file, "JPEG")
    return file.getvalue()


def _sent(case: Replacement, scene: Scene, kind: str = "identity") -> Evidence:
    """A paper the member sent as a photo."""
    return add_evidence(case, kind, file=store_pages(case, (_photo(),)), actor=scene.member, now=NOW)


def _in_review(scene: Scene, reason: str = states.DAMAGED) -> Replacement:
    case = opened(scene, reason)
    take_case(case, actor=scene.officer, now=NOW)
    return case


def _words(answer: Any) -> str:
    return str(answer.content.decode())


# --- the worklist ---


def test_the_worklist_shows_the_branchs_open_cases_and_no_others(desk: PageClient, scene: Scene) -> None:
    own, other = opened(scene), opened(new_scene())

    indonesian, english = desk.both("/meja")

    assert own.number in _words(indonesian)
    assert other.number not in _words(indonesian)
    assert "Ready to check" in _words(english)


def test_the_worklist_asks_the_database_as_often_for_three_cases_as_for_one(desk: PageClient, scene: Scene) -> None:
    asked = []
    for _ in range(3):
        other = new_scene()
        case = opened(other)
        _sent(case, other)
        Replacement.objects.filter(pk=case.pk).update(branch=scene.branch)
        with CaptureQueriesContext(connection) as questions:
            rows = _words(desk.get("/meja")).count("/ambil")
        asked.append((rows, len(questions)))

    one = asked[0][1]
    assert asked == [(1, one), (2, one), (3, one)]


@pytest.mark.parametrize(
    ("queue", "status"),
    [
        ("periksa", states.SUBMITTED),
        ("periksa", states.IN_REVIEW),
        ("menunggu", states.NEEDS_EVIDENCE),
        ("cetak", states.APPROVED),
        ("cetak", states.ISSUED),
        ("ambil", states.PRINTED),
    ],
)
def test_each_queue_holds_its_states_and_counts_them(desk: PageClient, scene: Scene, queue: str, status: str) -> None:
    case = case_at_status(scene, status)

    words = _words(desk.get(f"/meja?antrean={queue}"))
    elsewhere = _words(desk.get("/meja?antrean=saya"))

    assert _address(case) in words
    assert words.count("<b>1</b>") == 1
    assert _address(case) not in elsewhere


def test_my_queue_holds_what_i_have_taken(desk: PageClient, scene: Scene) -> None:
    case = _in_review(scene)

    assert _address(case) in _words(desk.get("/meja?antrean=saya"))


def test_the_worklist_can_be_narrowed_to_a_reason(desk: PageClient, scene: Scene) -> None:
    case = opened(scene, states.DAMAGED)

    assert _address(case) in _words(desk.get("/meja?alasan=damaged"))
    assert _address(case) not in _words(desk.get("/meja?alasan=wrong_data"))


@pytest.mark.parametrize("query", ["antrean=x&alasan=y&halaman=z", "halaman=999", "antrean=%00&halaman=-1"])
def test_a_worklist_asked_for_nonsense_shows_the_first_queue(desk: PageClient, scene: Scene, query: str) -> None:
    case = opened(scene)

    answer = desk.get(f"/meja?{query}")

    assert answer.status_code == 200
    assert _address(case) in _words(answer)


def test_work_on_next_takes_the_case_promised_first(desk: PageClient, scene: Scene) -> None:
    later, sooner = new_scene(), new_scene()
    for other, hours in ((later, 5), (sooner, 2)):
        case = opened(other)
        Replacement.objects.filter(pk=case.pk).update(branch=scene.branch, due_at=CLOCK + timedelta(hours=hours))

    answer = desk.post("/meja/berikutnya")

    taken = Replacement.objects.get(status=states.IN_REVIEW)
    assert (taken.card_id, taken.officer_id) == (sooner.card.id, scene.officer.id)
    assert answer.headers["Location"] == f"{_address(taken)}#langkah"


def test_work_on_next_says_when_nothing_is_left(desk: PageClient) -> None:
    answer = desk.post("/meja/berikutnya", follow=True)

    assert "Tidak ada lagi yang menunggu diperiksa" in _words(answer)


# --- one case ---


@pytest.mark.parametrize("status", list(states.REPLACEMENT_MOVES))
def test_a_case_in_any_state_has_a_page_in_both_languages(desk: PageClient, scene: Scene, status: str) -> None:
    case = case_at_status(scene, status)

    indonesian, english = desk.both(_address(case))

    assert indonesian.status_code == english.status_code == 200
    assert scene.card.membership.member.name.split()[0] in _words(indonesian)


def test_opening_a_case_is_written_into_the_members_trail_once(desk: PageClient, scene: Scene) -> None:
    case = opened(scene)

    desk.get(_address(case))
    desk.get(_address(case))

    looks = Event.objects.filter(action=Action.MEMBER_READ, member_id=scene.card.member_id)
    assert [(look.actor_id, look.subject_id, look.detail) for look in looks] == [
        (scene.officer.id, case.id, {"reason": "case"})
    ]


def test_an_officer_takes_a_case_and_gives_it_back(desk: PageClient, scene: Scene) -> None:
    case = opened(scene)

    taken = desk.post(_address(case, "/ambil"))
    status = again(case).status
    desk.post(_address(case, "/kembalikan"))

    assert taken.headers["Location"] == f"{_address(case)}#langkah"
    assert (status, again(case).status) == (states.IN_REVIEW, states.SUBMITTED)


def test_the_second_officer_is_told_who_was_first(desk: PageClient, scene: Scene) -> None:
    case = opened(scene)
    desk.get(_address(case))
    take_case(again(case), actor=scene.colleague, now=CLOCK)

    answer = desk.post(_address(case, "/ambil"))

    assert answer.status_code == 409
    assert f"petugas {scene.colleague.id}" in _words(answer)
    assert "tidak ada yang hilang" in _words(answer)
    assert again(case).officer_id == scene.colleague.id


@pytest.mark.parametrize("rest", ["/ambil", "/setujui"])
def test_a_double_click_is_no_refusal(desk: PageClient, scene: Scene, rest: str) -> None:
    case = opened(scene) if rest == "/ambil" else with_papers(_in_review(scene), scene)

    answers = [desk.post(_address(case, rest)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Event.objects.filter(subject="replacement", subject_id=case.id, old_status=case.status).count() == 1


def test_another_tab_of_the_same_officer_is_told_what_the_first_one_did(desk: PageClient, scene: Scene) -> None:
    case = with_papers(_in_review(scene), scene)
    desk.post(_address(case, "/setujui"))

    answer = desk.post(_address(case, "/tolak"), {"reason": "limit"})

    assert answer.status_code == 409
    assert "Disetujui: Anda" in _words(answer)


def test_a_case_with_all_its_papers_is_approved(desk: PageClient, scene: Scene) -> None:
    case = with_papers(_in_review(scene), scene)

    desk.post(_address(case, "/setujui"))

    assert (again(case).status, again(case).decided_by_id) == (states.APPROVED, scene.officer.id)


def test_a_case_without_its_papers_is_not_approved_and_says_which(desk: PageClient, scene: Scene) -> None:
    case = _in_review(scene)

    page = desk.get(_address(case))
    answer = desk.post(_address(case, "/setujui"))

    assert "Belum bisa disetujui" in _words(page)
    assert _address(case, "/setujui") not in _words(page)
    assert answer.status_code == 409
    assert again(case).status == states.IN_REVIEW


def test_a_case_is_refused_with_a_reason_the_member_is_told(desk: PageClient, scene: Scene) -> None:
    case = _in_review(scene)

    desk.both(_address(case, "/tolak"))
    desk.post(_address(case, "/tolak"), {"reason": "papers_not_genuine"})

    assert (again(case).status, again(case).decision) == (states.REJECTED, "papers_not_genuine")


def test_papers_are_asked_for_and_the_case_waits(desk: PageClient, scene: Scene) -> None:
    case = _in_review(scene)

    desk.both(_address(case, "/minta-berkas"))
    desk.post(_address(case, "/minta-berkas"), {"papers": ["identity"]})

    assert again(case).status == states.NEEDS_EVIDENCE
    desk.post(_address(case, "/antrekan"))
    assert again(case).status == states.SUBMITTED


def test_a_case_a_colleague_has_taken_can_be_read_but_not_decided(desk: PageClient, scene: Scene) -> None:
    case = opened(scene)
    take_case(case, actor=scene.colleague, now=NOW)

    page = desk.get(_address(case))

    assert f"petugas {scene.colleague.id}" in _words(page)
    assert _address(case, "/tolak") not in _words(page)
    assert desk.post(_address(case, "/tolak"), {"reason": "limit"}).status_code == 409


def test_a_supervisor_decides_a_case_an_officer_has_taken(pages: PageClient, scene: Scene) -> None:
    case = with_papers(_in_review(scene), scene)
    sign_in_officer(pages, scene.supervisor)

    pages.post(_address(case, "/setujui"))

    assert again(case).status == states.APPROVED


def test_nobody_decides_about_the_own_card(pages: PageClient, scene: Scene) -> None:
    case = opened(scene)
    user = User.objects.create(created_at=NOW, password="!", member=scene.card.member)
    sign_in_officer(pages, staff(Role.Kind.OFFICER, scene.branch, user=user))

    answer = pages.post(_address(case, "/ambil"))

    assert answer.status_code == 409
    assert "kartu Anda sendiri" in _words(answer)


# --- papers ---


def test_a_paper_is_looked_at_and_accepted(desk: PageClient, scene: Scene) -> None:
    case = _in_review(scene)
    paper = _sent(case, scene)

    indonesian, _ = desk.both(_address(case, f"/berkas/{paper.id}"))
    picture = desk.get(_address(case, f"/berkas/{paper.id}/1.jpg"))
    desk.post(_address(case, f"/berkas/{paper.id}/periksa"), {"jawaban": "ya"})

    assert f"/berkas/{paper.id}/1.jpg" in _words(indonesian)
    assert (picture.headers["Content-Type"], picture.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert picture.content == evidence_pages(paper)[0]
    assert (Evidence.objects.get().status, Evidence.objects.get().checked_by_id) == ("accepted", scene.officer.id)
    looks = Event.objects.filter(action=Action.MEMBER_READ, subject="evidence", subject_id=paper.id)
    assert looks.count() == 1


def test_a_paper_is_not_accepted_and_can_be_asked_for_again(desk: PageClient, scene: Scene) -> None:
    case = _in_review(scene)
    paper = _sent(case, scene)

    desk.post(_address(case, f"/berkas/{paper.id}/periksa"), {"jawaban": "tidak"})

    assert Evidence.objects.get().status == "refused"
    assert "Tidak diterima" in _words(desk.get(_address(case)))


def test_two_officers_at_one_paper_the_second_is_told_by_whom(desk: PageClient, scene: Scene) -> None:
    case = _in_review(scene)
    paper = _sent(case, scene)
    colleague = PageClient()
    sign_in_officer(colleague, scene.colleague)
    colleague.post(_address(case, f"/berkas/{paper.id}/periksa"), {"jawaban": "tidak"})

    answer = desk.post(_address(case, f"/berkas/{paper.id}/periksa"), {"jawaban": "ya"})

    assert answer.status_code == 409
    assert f"petugas {scene.colleague.id}" in _words(answer)


def test_a_paper_whose_file_was_changed_is_said_to_be_unreadable(desk: PageClient, scene: Scene) -> None:
    case = _in_review(scene)
    paper = _sent(case, scene)
    Evidence.objects.filter(pk=paper.pk).update(digest=bytes(32))

    page = desk.get(_address(case, f"/berkas/{paper.id}"))

    assert page.status_code == 200
    assert "tidak dapat dibuka" in _words(page)
    assert desk.get(_address(case, f"/berkas/{paper.id}/1.jpg")).status_code == 400


def test_a_paper_shown_at_the_counter_is_accepted_with_it(desk: PageClient, scene: Scene) -> None:
    with_plastic(scene.card)
    reported(scene)
    case = _in_review(scene, states.LOST)
    letter = {"number": "LP/B/9", "station": "Polsek Tual", "date": CLOCK.date().isoformat()}

    desk.both(_address(case, "/berkas/tambah/police_letter"))
    desk.post(_address(case, "/berkas/tambah/police_letter"), letter)
    desk.post(_address(case, "/berkas/tambah/identity"))
    desk.post(_address(case, "/berkas/tambah/identity"))

    assert [(paper.kind, paper.status) for paper in case.evidence.order_by("id")] == [
        ("police_letter", "accepted"),
        ("identity", "accepted"),
    ]


def test_a_lapsed_letter_is_refused_beside_its_date_and_what_was_typed_stays(desk: PageClient, scene: Scene) -> None:
    with_plastic(scene.card)
    reported(scene)
    case = _in_review(scene, states.LOST)
    old = (CLOCK - timedelta(days=40)).date().isoformat()

    answer = desk.post(
        _address(case, "/berkas/tambah/police_letter"), {"number": "LP/B/9", "station": "Polsek Tual", "date": old}
    )

    assert "Perpanjang di kantor polisi yang sama" in _words(answer)
    assert 'value="LP/B/9"' in _words(answer)
    assert case.evidence.count() == 0


def test_a_letter_used_before_is_marked(desk: PageClient, scene: Scene) -> None:
    cases = []
    for each in (new_scene(), scene):
        with_plastic(each.card)
        reported(each)
        case = opened(each, states.LOST)
        add_evidence(case, "police_letter", letter=LETTER, actor=each.member, now=NOW)
        cases.append(case)

    assert "sudah dipakai 1 kali" in _words(desk.get(_address(cases[1])))


# --- printing and handing over ---


def test_the_whole_road_from_the_queue_to_the_hand(desk: PageClient, scene: Scene) -> None:
    with_plastic(scene.card)
    reported(scene)
    case = with_papers(opened(scene, states.LOST), scene)

    desk.post(_address(case, "/ambil"))
    desk.post(_address(case, "/setujui"))
    issue_replacement(case.id, actor=SYSTEM, now=CLOCK)
    pdf = desk.get(_address(case, "/kartu.pdf"))
    desk.post(_address(case, "/cetak"))
    desk.both(_address(case, "/serah-terima"))
    desk.post(_address(case, "/serah-terima"), {"checked": ["identity_card", "answers"]})

    done = again(case)
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["Cache-Control"] == "no-store"
    assert done.status == states.COLLECTED
    assert copy_of(done.member_id, done.copy_id or 0).status == "active"
    assert Report.objects.get().status == states.SETTLED
    handed = Event.objects.get(action=Action.CARD_HANDED_OVER)
    assert (handed.actor_id, handed.detail) == (scene.officer.id, {"checked": "identity_card answers"})
    assert "KTP" in _words(desk.get(_address(case)))


def test_a_spoiled_print_begins_a_new_copy(desk: PageClient, scene: Scene) -> None:
    case = case_at_status(scene, states.PRINTED)

    desk.both(_address(case, "/rusak"))
    desk.post(_address(case, "/rusak"), {"reason": "smudged"})

    now = again(case)
    assert now.status == states.ISSUED
    assert now.copy_id != case.copy_id
    assert copy_of(case.member_id, case.copy_id or 0).status == "voided"


@pytest.mark.parametrize("status", [s for s in states.REPLACEMENT_MOVES if s != states.ISSUED])
def test_a_card_is_printed_only_while_it_is_to_be_printed(desk: PageClient, scene: Scene, status: str) -> None:
    assert desk.get(_address(case_at_status(scene, status), "/kartu.pdf")).status_code == 404


# --- who, which state, which words: every address ---

ACTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "/ambil": ("POST", states.SUBMITTED, {}),
    "/kembalikan": ("POST", states.IN_REVIEW, {}),
    "/setujui": ("POST", states.IN_REVIEW, {}),
    "/tolak": ("POST", states.IN_REVIEW, {"reason": "limit"}),
    "/minta-berkas": ("POST", states.IN_REVIEW, {"papers": ["identity"]}),
    "/antrekan": ("POST", states.NEEDS_EVIDENCE, {}),
    "/cetak": ("POST", states.ISSUED, {}),
    "/rusak": ("POST", states.PRINTED, {"reason": "other"}),
    "/serah-terima": ("POST", states.PRINTED, {"checked": ["passport"]}),
    "/berkas/tambah/identity": ("POST", states.IN_REVIEW, {}),
    "/berkas/{paper}/periksa": ("POST", states.IN_REVIEW, {"jawaban": "ya"}),
    "": ("GET", states.SUBMITTED, {}),
    "/berkas/{paper}": ("GET", states.SUBMITTED, {}),
    "/berkas/{paper}/1.jpg": ("GET", states.SUBMITTED, {}),
    "/kartu.pdf": ("GET", states.ISSUED, {}),
}


def _ask(client: PageClient, case: Replacement, rest: str, paper: int) -> Any:
    method, _, sent = ACTS[rest]
    address = _address(case, rest.format(paper=paper))
    return client.post(address, sent) if method == "POST" else client.get(address)


def _prepared(scene: Scene, rest: str) -> tuple[Replacement, int]:
    """A case where the act would work, with a paper that came as a file."""
    case = case_at_status(scene, states.SUBMITTED)
    paper = _sent(case, scene)
    case_status = ACTS[rest][1]
    if case_status != states.SUBMITTED:
        other = new_scene()
        ready = case_at_status(other, case_status)
        Replacement.objects.filter(pk=case.pk).update(status=case_status, copy_id=None)
        if ready.copy_id:
            Replacement.objects.filter(pk=ready.pk).update(status=case_status, branch=scene.branch)
            return again(ready), _foreign_paper(ready)
    return again(case), paper.id


def _foreign_paper(case: Replacement) -> int:
    return case.evidence.order_by("id").values_list("id", flat=True)[0]


@pytest.mark.parametrize("rest", ACTS)
def test_every_address_of_a_case_works_for_its_branch(desk: PageClient, scene: Scene, rest: str) -> None:
    case, paper = _prepared(scene, rest)

    assert _ask(desk, case, rest, paper).status_code in (200, 302)


@pytest.mark.parametrize("who", ["another branch", "another branch's supervisor"])
@pytest.mark.parametrize("rest", ACTS)
def test_a_case_of_another_branch_is_not_there(pages: PageClient, scene: Scene, rest: str, who: str) -> None:
    case, paper = _prepared(scene, rest)
    kind = Role.Kind.SUPERVISOR if "supervisor" in who else Role.Kind.OFFICER
    sign_in_officer(pages, staff(kind, new_branch()))

    answer = _ask(pages, case, rest, paper)
    nowhere = pages.get("/meja/permohonan/AAAA-AAAA")

    assert (answer.status_code, _bare(answer)) == (404, _bare(nowhere))
    assert again(case).status == case.status


def _bare(answer: Any) -> str:
    """The page's main part: the same words for not yours and not there."""
    return _words(answer).partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("rest", ACTS)
def test_without_a_sign_in_every_address_leads_to_the_entrance(pages: PageClient, scene: Scene, rest: str) -> None:
    case, paper = _prepared(scene, rest)

    answer = _ask(pages, case, rest, paper)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/meja/masuk?lanjut=")
    assert again(case).status == case.status


@pytest.mark.parametrize("rest", [rest for rest in ACTS if ACTS[rest][0] == "POST"])
def test_an_act_in_the_wrong_state_is_told_in_words(desk: PageClient, scene: Scene, rest: str) -> None:
    case = case_at_status(scene, states.CANCELLED)
    paper = _foreign_paper(case)

    answer = _ask(desk, case, rest, paper)

    assert answer.status_code in (302, 409)
    assert again(case).status == states.CANCELLED


@pytest.mark.parametrize("rest", ["/tolak", "/minta-berkas", "/rusak", "/serah-terima"])
@pytest.mark.parametrize("sent", [{}, {"reason": "x", "papers": ["x"], "checked": ["x"]}])
def test_a_form_filled_in_wrongly_says_so_and_changes_nothing(
    desk: PageClient, scene: Scene, rest: str, sent: dict[str, Any]
) -> None:
    case = case_at_status(scene, states.PRINTED if rest in ("/rusak", "/serah-terima") else states.IN_REVIEW)

    answer = desk.post(_address(case, rest), sent)

    assert answer.status_code == 200
    assert "Ada yang perlu diperbaiki" in _words(answer)
    assert again(case).status == case.status


@pytest.mark.parametrize(
    "rest", ["/berkas/9223372036854775808", "/berkas/0/1.jpg", "/berkas/tambah/x", "/berkas/1/9.jpg"]
)
def test_a_paper_that_is_not_the_cases_is_not_there(desk: PageClient, scene: Scene, rest: str) -> None:
    case = case_at_status(scene, states.IN_REVIEW)

    assert desk.get(_address(case, rest)).status_code == 404


def test_a_paper_of_another_case_is_not_there(desk: PageClient, scene: Scene) -> None:
    case, other = opened(scene), new_scene()
    theirs = _sent(opened(other), other)

    assert desk.get(_address(case, f"/berkas/{theirs.id}")).status_code == 404
    assert desk.get(_address(case, f"/berkas/{theirs.id}/1.jpg")).status_code == 404


# --- reports without proof ---


def _flag(scene: Scene) -> Report:
    with_plastic(scene.card)
    return report_lost(scene.card, states.LOST, states.NOTHING_HELD, actor=scene.member, now=NOW)


def test_a_flag_is_confirmed_for_the_person_present(desk: PageClient, scene: Scene) -> None:
    report = _flag(scene)

    desk.both("/meja/laporan")
    desk.both(f"/meja/laporan/{report.number}")
    answer = desk.post(f"/meja/laporan/{report.number}", {"present": "on"})

    report.refresh_from_db()
    assert answer.headers["Location"] == "/meja/laporan"
    assert (report.status, report.proof) == (states.BLOCKING, states.COUNTER)
    assert Event.objects.filter(action=Action.MEMBER_READ, subject="report", subject_id=report.id).count() == 1


def test_a_flag_blocks_nothing_until_the_officer_says_that_the_person_is_there(desk: PageClient, scene: Scene) -> None:
    report = _flag(scene)

    answer = desk.post(f"/meja/laporan/{report.number}", {})

    report.refresh_from_db()
    assert "Perlu diperbaiki" in _words(answer)
    assert report.status == states.FLAGGED


def test_a_flag_is_closed_and_the_second_officer_is_told_by_whom(desk: PageClient, scene: Scene) -> None:
    report = _flag(scene)
    colleague = PageClient()
    sign_in_officer(colleague, scene.colleague)
    colleague.post(f"/meja/laporan/{report.number}/tutup")

    answers = [
        desk.post(f"/meja/laporan/{report.number}", {"present": "on"}),
        desk.post(f"/meja/laporan/{report.number}/tutup"),
        desk.get(f"/meja/laporan/{report.number}"),
    ]

    report.refresh_from_db()
    assert report.status == states.DISMISSED
    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert all(f"petugas {scene.colleague.id}" in _words(answer) for answer in answers)


def test_a_report_that_never_was_a_flag_is_no_business_of_the_desks(desk: PageClient, scene: Scene) -> None:
    with_plastic(scene.card)
    report = reported(scene)

    assert desk.get(f"/meja/laporan/{report.number}").status_code == 404
    assert desk.post(f"/meja/laporan/{report.number}/tutup").status_code == 404
    assert desk.get("/meja/laporan/AAAA-AAAA").status_code == 404


# --- searching ---


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

    assert _search(desk, what).headers["Location"] == f"{_address(case)}#langkah"


def test_somebody_without_a_case_here_is_shown_for_a_reason_and_the_look_is_recorded(
    desk: PageClient, scene: Scene
) -> None:
    other = new_scene()
    elsewhere = opened(other)
    member = other.card.membership.member

    found = _search(desk, member.identity, "present")
    indonesian, _ = desk.both("/meja/peserta")

    assert found.headers["Location"] == "/meja/peserta"
    assert member.name.replace("'", "&#x27;") in _words(indonesian)
    assert elsewhere.number not in _words(indonesian)
    look = Event.objects.get(action=Action.MEMBER_READ)
    assert (look.actor_id, look.member_id, look.detail) == (
        scene.officer.id,
        member.id,
        {"reason": "present", "found": True},
    )


def test_without_a_reason_a_hit_and_a_miss_answer_the_same(desk: PageClient, scene: Scene) -> None:
    other = opened(new_scene())

    numbers = [other.member.identity, "3174012802099999"]
    answers = [_bare(_search(desk, number)) for number in numbers]

    bare = [answer.replace(number, "") for answer, number in zip(answers, numbers, strict=True)]
    assert _tokenless(bare[0]) == _tokenless(bare[1])
    assert "Pilih alasan untuk mencari" in answers[0]
    assert not Event.objects.filter(action=Action.MEMBER_READ).exists()


def _tokenless(words: str) -> str:
    """Without the form's token, which is masked anew each time."""
    before, _, rest = words.partition('name="csrfmiddlewaretoken"')
    return before + rest.partition(">")[2]


@pytest.mark.parametrize("what", ["3174012802099999", "AAAA-AAAA", "Siti Rahmawati", "99999999999", "' OR 1=1 --"])
def test_a_search_that_finds_nobody_is_recorded_too(desk: PageClient, scene: Scene, what: str) -> None:
    answer = _search(desk, what, "complaint")

    assert "Tidak ada yang cocok" in _words(answer)
    assert Event.objects.get(action=Action.MEMBER_READ).detail == {"reason": "complaint", "found": False}


@pytest.mark.parametrize("sent", [{}, {"what": "x" * 99}, {"what": "1", "reason": "curious"}])
def test_a_search_filled_in_wrongly_says_so(desk: PageClient, sent: dict[str, str]) -> None:
    answer = desk.post("/meja/cari", sent)

    assert answer.status_code == 200
    assert "Ada yang perlu diperbaiki" in _words(answer)


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
    assert desk.get("/meja/peserta/kode-aktivasi").headers["Location"] == "/meja/cari"


def test_an_officer_searches_a_hundred_and_twenty_times_an_hour(desk: PageClient) -> None:
    answers = [_search(desk, "3174012802099999").status_code for _ in range(121)]

    assert answers == [200] * 120 + [429]


# --- the activation code ---


def test_an_activation_code_is_made_for_the_person_compared_and_shown_once(desk: PageClient, scene: Scene) -> None:
    other = new_scene()
    _search(desk, other.card.membership.number, "present")

    desk.both("/meja/peserta/kode-aktivasi")
    refused = desk.post("/meja/peserta/kode-aktivasi", {})
    slip = desk.post("/meja/peserta/kode-aktivasi", {"checked": ["passport"]})

    made = ActivationCode.objects.get()
    look = Event.objects.get(action=Action.MEMBER_READ, detail__reason="activation")
    assert "Ada yang perlu diperbaiki" in _words(refused)
    assert (made.member_id, made.source) == (other.card.member_id, "branch")
    assert "tidak dapat ditampilkan lagi" in _words(slip)
    assert slip.headers["Cache-Control"] == "no-store"
    assert look.detail == {"reason": "activation", "checked": "passport"}


def test_an_officer_makes_no_code_for_the_own_account(pages: PageClient, scene: Scene) -> None:
    user = User.objects.create(created_at=NOW, password="!", member=scene.card.member)
    sign_in_officer(pages, staff(Role.Kind.OFFICER, scene.branch, user=user))
    _search(pages, scene.card.membership.number, "present")

    answer = pages.post("/meja/peserta/kode-aktivasi", {"checked": ["passport"]})

    assert answer.status_code == 400
    assert ActivationCode.objects.count() == 0


# --- who gets in ---

OPEN: dict[str, Callable[[PageClient], Any]] = {
    "/meja": lambda client: client.get("/meja"),
    "/meja/berikutnya": lambda client: client.post("/meja/berikutnya"),
    "/meja/cari": lambda client: client.get("/meja/cari"),
    "/meja/peserta": lambda client: client.get("/meja/peserta"),
    "/meja/peserta/kode-aktivasi": lambda client: client.post("/meja/peserta/kode-aktivasi"),
    "/meja/laporan": lambda client: client.get("/meja/laporan"),
    "/meja/laporan/x": lambda client: client.get("/meja/laporan/AAAA-AAAA"),
    "/meja/laporan/x/tutup": lambda client: client.post("/meja/laporan/AAAA-AAAA/tutup"),
}


@pytest.mark.parametrize("address", OPEN)
def test_nobody_gets_to_the_desk_without_the_staff_entrance(pages: PageClient, address: str) -> None:
    assert OPEN[address](pages).headers["Location"].startswith("/meja/masuk?lanjut=")


@pytest.mark.parametrize("address", OPEN)
def test_staff_of_another_kind_is_refused(pages: PageClient, scene: Scene, address: str) -> None:
    sign_in_officer(pages, scene.hr)

    assert OPEN[address](pages).status_code == 403


@pytest.mark.parametrize("address", OPEN)
def test_an_officer_who_left_the_branch_is_refused(pages: PageClient, scene: Scene, address: str) -> None:
    user = sign_in_officer(pages, scene.officer)
    user.roles.update(until=CLOCK)

    assert OPEN[address](pages).status_code == 403


def test_every_address_of_the_desk_is_in_the_matrix_above() -> None:
    from kartu.desk.urls import CASE, urlpatterns  # noqa: PLC0415

    routes = {str(each.pattern) for each in urlpatterns if isinstance(each, URLPattern)}
    tested = {CASE + rest.replace("{paper}", "<int:paper>") for rest in ACTS} | {each.lstrip("/") for each in OPEN}
    renamed = {
        route.replace("/<int:page>.jpg", "/1.jpg")
        .replace("<slug:kind>", "identity")
        .replace("laporan/<str:number>", "laporan/x")
        for route in routes
    }
    assert renamed - tested == set()


def test_the_day_of_the_fund_decides_what_is_due_today() -> None:
    from kartu.desk.words import due_words  # noqa: PLC0415

    evening = datetime.fromisoformat("2026-11-22T20:00:00+00:00")  # already the 23rd in Jakarta

    assert due_words(evening + timedelta(hours=2), now=evening, zone="Asia/Jakarta") == ("Hari ini, 05.00", "soon")
    assert due_words(evening + timedelta(hours=24), now=evening, zone="Asia/Jakarta") == ("Besok, 03.00", "")
    assert due_words(evening - timedelta(days=2), now=evening, zone="Asia/Jakarta") == ("Lewat 2 hari", "late")
