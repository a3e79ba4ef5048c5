"""Who gets in, in which state, with which words: every address of the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import URLPattern

from kartu.accounts.models import Role
from kartu.desk.urls import CASE, urlpatterns
from kartu.replacements import states
from kartu.replacements.models import Replacement
from kartu.replacements.queries import copy_made_for
from tests.desk.looking import CLOCK, address, bare, sent_in, words
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer
from tests.replacements.arrows import case_at_status
from tests.replacements.builders import (
    Scene,
    again,
    new_branch,
    new_scene,
    opened,
    staff,
)

pytestmark = pytest.mark.django_db


ACTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "/ambil": ("POST", states.SUBMITTED, {}),
    "/kembalikan": ("POST", states.IN_REVIEW, {}),
    "/setujui": ("POST", states.IN_REVIEW, {}),
    "/tolak": ("POST", states.IN_REVIEW, {"reason": "limit"}),
    "/minta-berkas": ("POST", states.IN_REVIEW, {"papers": ["identity"]}),
    "/antrekan": ("POST", states.NEEDS_EVIDENCE, {}),
    "/rusak": ("POST", states.PRINTED, {"reason": "other"}),
    "/serah-terima": ("POST", states.PRINTED, {"card": "{serial}", "checked": ["passport"]}),
    "/berkas/tambah/identity": ("POST", states.IN_REVIEW, {}),
    "/berkas/{paper}/periksa": ("POST", states.IN_REVIEW, {"jawaban": "ya"}),
    "": ("GET", states.SUBMITTED, {}),
    "/banding": ("GET", states.SUBMITTED, {}),
    "/berkas/{paper}": ("GET", states.SUBMITTED, {}),
    "/berkas/{paper}/1.jpg": ("GET", states.SUBMITTED, {}),
    "/tanda-terima": ("GET", states.PRINTED, {}),
    "/surat-keterangan": ("GET", states.PRINTED, {}),
    "/surat-keterangan.pdf": ("GET", states.PRINTED, {}),
    "/keluarga": ("POST", states.PRINTED, {"name": "Adik"}),
}


def _ask(client: PageClient, case: Replacement, rest: str, paper: int) -> Any:
    method, _, sent = ACTS[rest]
    page = address(case, rest.format(paper=paper))
    if sent.get("card"):
        sent = {**sent, "card": copy_made_for(case).serial_text if case.copy_id else "0" * 16}
    return client.post(page, sent) if method == "POST" else client.get(page)


def _prepared(scene: Scene, rest: str) -> tuple[Replacement, int]:
    """A case where the act would work, with a paper that came as a file."""
    case = case_at_status(scene, states.SUBMITTED)
    paper = sent_in(case, scene)
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

    assert (answer.status_code, bare(answer)) == (404, bare(nowhere))
    assert again(case).status == case.status


@pytest.mark.parametrize("rest", ACTS)
def test_without_a_sign_in_every_address_leads_to_the_entrance(pages: PageClient, scene: Scene, rest: str) -> None:
    case, paper = _prepared(scene, rest)

    answer = _ask(pages, case, rest, paper)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/meja/masuk?lanjut=")
    assert again(case).status == case.status


# For two people, or for a supervisor: what they do is in test_overseeing.
OVERSEEN = ("/minta-kedua", "/setuju-kedua", "/kembalikan-kedua", "/serahkan", "/periksa-ulang")


@pytest.mark.parametrize("rest", OVERSEEN)
def test_what_two_people_or_a_supervisor_do_is_for_their_branch_alone(
    pages: PageClient, scene: Scene, rest: str
) -> None:
    case = case_at_status(scene, states.IN_REVIEW)

    stranger = pages.post(address(case, rest))
    sign_in_officer(pages, staff(Role.Kind.SUPERVISOR, new_branch()))
    answer = pages.post(address(case, rest))

    assert stranger.headers["Location"].startswith("/meja/masuk?lanjut=")
    assert (answer.status_code, bare(answer)) == (404, bare(pages.get("/meja/permohonan/AAAA-AAAA")))


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

    answer = desk.post(address(case, rest), sent)

    assert answer.status_code == 200
    assert "Ada yang perlu diperbaiki" in words(answer)
    assert again(case).status == case.status


@pytest.mark.parametrize(
    "rest", ["/berkas/9223372036854775808", "/berkas/0/1.jpg", "/berkas/tambah/x", "/berkas/1/9.jpg"]
)
def test_a_paper_that_is_not_the_cases_is_not_there(desk: PageClient, scene: Scene, rest: str) -> None:
    case = case_at_status(scene, states.IN_REVIEW)

    assert desk.get(address(case, rest)).status_code == 404


def test_a_paper_of_another_case_is_not_there(desk: PageClient, scene: Scene) -> None:
    case, other = opened(scene), new_scene()
    theirs = sent_in(opened(other), other)

    assert desk.get(address(case, f"/berkas/{theirs.id}")).status_code == 404
    assert desk.get(address(case, f"/berkas/{theirs.id}/1.jpg")).status_code == 404


OPEN: dict[str, Callable[[PageClient], Any]] = {
    "/meja": lambda client: client.get("/meja"),
    "/meja/berikutnya": lambda client: client.post("/meja/berikutnya"),
    "/meja/cari": lambda client: client.get("/meja/cari"),
    "/meja/cari/pilih": lambda client: client.get("/meja/cari/pilih"),
    "/meja/peserta": lambda client: client.get("/meja/peserta"),
    "/meja/peserta/permohonan": lambda client: client.post("/meja/peserta/permohonan"),
    "/meja/peserta/permohonan/lembar": lambda client: client.get("/meja/peserta/permohonan/lembar"),
    "/meja/peserta/pemulihan": lambda client: client.post("/meja/peserta/pemulihan"),
    "/meja/peserta/pemulihan/kontak": lambda client: client.get("/meja/peserta/pemulihan/kontak"),
    "/meja/peserta/pemulihan/kode": lambda client: client.post("/meja/peserta/pemulihan/kode"),
    "/meja/peserta/wakil": lambda client: client.get("/meja/peserta/wakil"),
    "/meja/peserta/wakil/x/cabut": lambda client: client.post("/meja/peserta/wakil/1/cabut"),
    "/meja/pemulihan": lambda client: client.get("/meja/pemulihan"),
    "/meja/pemulihan/x": lambda client: client.post("/meja/pemulihan/AAAA-AAAA"),
    "/meja/pemulihan/x/tolak": lambda client: client.post("/meja/pemulihan/AAAA-AAAA/tolak"),
    "/meja/pemulihan/x/batal": lambda client: client.post("/meja/pemulihan/AAAA-AAAA/batal"),
    "/meja/angka": lambda client: client.get("/meja/angka"),
    "/meja/angka.csv": lambda client: client.get("/meja/angka.csv"),
    "/meja/sambungan": lambda client: client.get("/meja/sambungan"),
    "/meja/luring": lambda client: client.get("/meja/luring"),
    "/meja/penyelia": lambda client: client.get("/meja/penyelia"),
    "/meja/kotak": lambda client: client.get("/meja/kotak"),
    "/meja/kotak/x": lambda client: client.get("/meja/kotak/AAAA-AAAA"),
    "/meja/kotak/x/daftar.pdf": lambda client: client.get("/meja/kotak/AAAA-AAAA/daftar.pdf"),
    "/meja/kotak/x/lembar.pdf": lambda client: client.post("/meja/kotak/AAAA-AAAA/lembar.pdf"),
    "/meja/kotak/x/kirim": lambda client: client.post("/meja/kotak/AAAA-AAAA/kirim"),
    "/meja/kotak/x/lembar": lambda client: client.post("/meja/kotak/AAAA-AAAA/lembar"),
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
    routes = {str(each.pattern) for each in urlpatterns if isinstance(each, URLPattern)}
    of_a_case = {CASE + rest.replace("{paper}", "<int:paper>") for rest in (*ACTS, *OVERSEEN)}
    tested = of_a_case | {"meja/sw.js"} | {each.lstrip("/") for each in OPEN}
    renamed = {
        route.replace("/<int:page>.jpg", "/1.jpg")
        .replace("<slug:kind>", "identity")
        .replace("laporan/<str:number>", "laporan/x")
        .replace("pemulihan/<str:number>", "pemulihan/x")
        .replace("kotak/<str:number>", "kotak/x")
        .replace("wakil/<int:mandate>", "wakil/x")
        for route in routes
    }
    assert renamed - tested == set()
