"""The pages of the printer, the drawer and what is destroyed: each works, and for its own branch's officers alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from kartu.desk.printing_urls import urlpatterns
from kartu.printing import destroying, stock
from kartu.printing.handing import hand_over_of
from kartu.printing.models import BlankCount, Destruction, Print, Printer
from kartu.printing.printers import Set, set_printer
from kartu.replacements import states
from kartu.replacements.models import Replacement
from kartu.replacements.queries import copy_made_for
from tests.cards.builders import NOW
from tests.desk.looking import CLOCK, address, bare, words
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer
from tests.replacements.builders import Scene, again, issued, new_branch, new_scene, printed, staff

pytestmark = pytest.mark.django_db
SAID = {
    "name": "Loket 2",
    "machine": "cr80",
    "front_x": "0",
    "front_y": "0",
    "back_x": "0",
    "back_y": "0",
    "bleed": "1",
}
EDGES = {f"{side}-{edge}": "0" for side in ("front", "back") for edge in ("left", "right", "top", "bottom")}


def _sent(desk: PageClient) -> str:
    """Everything that waits sent; the run's address."""
    return str(desk.post("/meja/cetak/kirim", {"mesin": "cr80"}).headers["Location"])


def _printer(scene: Scene) -> Printer:
    return set_printer(scene.branch.id, Set(name="Kiri", machine="cr80"), actor=scene.officer, now=NOW)


def test_a_batch_is_sent_answered_card_by_card_and_resumed(desk: PageClient, scene: Scene) -> None:
    issued(scene)
    for _ in range(2):
        Replacement.objects.filter(pk=issued(new_scene()).pk).update(branch=scene.branch)
    desk.both("/meja/cetak")
    run = _sent(desk)
    desk.both("/meja/cetak")
    page, _ = desk.both(run)
    first, second, third = Print.objects.order_by("id")

    pdf = desk.get(f"{run}/kartu.pdf")
    desk.post(run, {f"hasil-{first.id}": "good", f"hasil-{second.id}": "not_out", f"hasil-{third.id}": "nonsense"})
    left, _ = desk.both(run)
    again_sent = _sent(desk)

    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["Cache-Control"] == "no-store"
    assert len(re.findall("hasil-", words(page))) == 3
    assert [each.status for each in Print.objects.order_by("id")] == ["printed", "sent", "sent"]
    assert f"hasil-{third.id}" in words(left)
    assert f"hasil-{second.id}" in words(desk.get(again_sent))
    assert f"hasil-{second.id}" not in words(desk.get(run))


def test_one_button_says_that_all_are_good(desk: PageClient, scene: Scene) -> None:
    case = issued(scene)
    Replacement.objects.filter(pk=issued(new_scene()).pk).update(branch=scene.branch)
    run = _sent(desk)

    desk.post(run, {"semua": "baik"})

    assert [each.status for each in Print.objects.all()] == ["printed", "printed"]
    assert again(case).status == states.PRINTED


def test_a_printer_is_set_and_shifted_by_its_test_card(desk: PageClient, scene: Scene) -> None:
    desk.both("/meja/cetak/pencetak")
    made = desk.post("/meja/cetak/pencetak", {**SAID, "back_x": "0,5", "turned": "on"})
    page = made.headers["Location"]
    desk.both(page)
    test_card = desk.get(f"{page}/uji.pdf")

    desk.post(f"{page}/geser", {**EDGES, "front-right": "0,8", "front-top": "0.5"})

    printer = Printer.objects.get()
    assert test_card.content.startswith(b"%PDF")
    assert (printer.front_x, printer.front_y, printer.back_x, printer.bleed, printer.turned) == (-8, 5, 5, 10, True)
    too_far = desk.post(f"{page}/geser", {**EDGES, "front-right": "5"})
    assert (too_far.status_code, "geseran tidak menolong" in words(too_far)) == (409, True)
    wrong = desk.post(f"{page}/geser", {**EDGES, "front-right": "x" * 500})
    assert "Ada yang perlu diperbaiki" in words(wrong)
    twice = desk.post("/meja/cetak/pencetak", SAID)
    assert twice.status_code == 409
    desk.post(f"{page}/lepas")
    assert desk.get(page).status_code == 404


def test_the_drawer_is_filled_counted_and_agreed_on(desk: PageClient, scene: Scene) -> None:
    desk.both("/meja/persediaan")
    desk.post("/meja/persediaan", {"act": "terima", "terima-first": "AB01", "terima-last": "AB40", "terima-note": "7"})
    page, _ = desk.both("/meja/persediaan")
    desk.post("/meja/persediaan", {"act": "hilang", "hilang-first": "AB40", "hilang-last": "AB40"})
    unsaid = desk.post("/meja/persediaan", {"act": "hitung", "hitung-counted": "30", "hitung-reason": "none"})
    desk.post("/meja/persediaan", {"act": "hitung", "hitung-counted": "30", "hitung-reason": "lost"})
    desk.both("/meja/persediaan")
    mine = desk.post(f"/meja/persediaan/hitungan/{BlankCount.objects.get().id}", {"jawaban": "ya"})
    sign_in_officer(desk, scene.colleague)
    desk.post(f"/meja/persediaan/hitungan/{BlankCount.objects.get().id}", {"jawaban": "ya"})

    assert "menipis" in words(page)
    assert (unsaid.status_code, mine.status_code) == (409, 409)
    assert "39" in bare(unsaid)
    assert stock.stock_of(scene.branch.id).blanks == 30
    for sent in ({"act": "terima"}, {"act": "hitung", "hitung-counted": "9" * 40}, {"act": "x"}):
        assert desk.post("/meja/persediaan", sent).status_code == 200
    taken = desk.post("/meja/persediaan", {"act": "terima", "terima-first": "AB01", "terima-last": "AB02"})
    assert taken.status_code == 409


def test_the_hand_over_refuses_the_wrong_card_in_words_and_keeps_the_rest(desk: PageClient, scene: Scene) -> None:
    case, other = printed(scene), printed(new_scene())
    page = address(case, "/serah-terima")

    wrong = desk.post(page, {"card": copy_made_for(other).code, "checked": ["passport"]})
    no_code = desk.post(page, {"card": copy_made_for(case).code, "checked": ["passport"], "code": "AAAAA AAAAA"})
    before, _ = desk.both(address(case, "/tanda-terima"))
    desk.post(page, {"card": copy_made_for(case).serial_text, "checked": ["passport"], "strokes": "M10 20L30 40L50 60"})
    after, _ = desk.both(address(case, "/tanda-terima"))

    assert (wrong.status_code, "Ini bukan kartu untuk permohonan ini" in words(wrong)) == (409, True)
    assert re.search(r'value="passport"[^>]*checked', words(wrong))
    assert no_code.status_code == 409
    assert "M10 20L30 40L50 60" not in words(before)
    assert '<path d="M10 20L30 40L50 60"' in words(after)
    assert (kept := hand_over_of(again(case))) is not None
    assert kept.receiver == "member"
    assert "Tanda terima" in words(desk.get(address(case)))


def test_a_relative_gets_a_code_at_the_counter_and_is_offered_at_the_hand_over(desk: PageClient, scene: Scene) -> None:
    case = printed(scene)
    desk.both(address(case, "/keluarga"))
    shown = words(desk.post(address(case, "/keluarga"), {"name": "Kakak <Wati>"}))
    code = re.search(r'class="panel code num"[^>]*>(\w{5}) (\w{5})<', shown)
    assert code is not None
    page, _ = desk.both(address(case, "/serah-terima"))
    given = {"card": copy_made_for(case).code, "checked": ["passport"], "to": "relative"}

    without = desk.post(address(case, "/serah-terima"), given)
    desk.post(address(case, "/serah-terima"), {**given, "code": code[1] + code[2]})

    assert "Kakak &lt;Wati&gt;" in words(page)
    assert without.status_code == 409
    assert again(case).status == states.COLLECTED
    assert desk.post(address(case, "/keluarga"), {"name": "Adik"}).status_code == 409


def test_what_lies_in_the_drawer_is_destroyed_before_a_witness(desk: PageClient, scene: Scene) -> None:
    case = printed(scene)
    desk.post(
        address(case, "/serah-terima"),
        {"card": copy_made_for(case).code, "checked": ["passport"], "old_card": "on"},
    )
    desk.both("/meja/pemusnahan")
    (left,) = destroying.leftovers_at(scene.branch.id)

    desk.post("/meja/pemusnahan", {"act": "musnah", "kartu": [left.key, "x"]})
    desk.both("/meja/pemusnahan")
    number = Destruction.objects.get().id
    mine = desk.post("/meja/pemusnahan", {"act": "saksi", "kartu": [str(number)]})
    sign_in_officer(desk, scene.colleague)
    desk.both("/meja/pemusnahan")
    desk.post("/meja/pemusnahan", {"act": "saksi", "kartu": [str(number), "x", "9" * 40]})
    page, _ = desk.both("/meja/pemusnahan")

    assert mine.status_code == 409
    assert Destruction.objects.get().status == "witnessed"
    assert f"saksi {'Anda'}" in words(page)


OPEN: dict[str, Callable[[PageClient, int, str], Any]] = {
    "cetak": lambda client, number, run: client.get("/meja/cetak"),
    "cetak/kirim": lambda client, number, run: client.post("/meja/cetak/kirim", {"mesin": "cr80"}),
    "cetak/pencetak": lambda client, number, run: client.post("/meja/cetak/pencetak", SAID),
    "cetak/pencetak/<int:number>": lambda client, number, run: client.get(f"/meja/cetak/pencetak/{number}"),
    "cetak/pencetak/<int:number>/uji.pdf": lambda client, number, run: client.get(
        f"/meja/cetak/pencetak/{number}/uji.pdf"
    ),
    "cetak/pencetak/<int:number>/geser": lambda client, number, run: client.post(
        f"/meja/cetak/pencetak/{number}/geser", EDGES
    ),
    "cetak/pencetak/<int:number>/lepas": lambda client, number, run: client.post(
        f"/meja/cetak/pencetak/{number}/lepas"
    ),
    "cetak/<str:number>": lambda client, number, run: client.get(f"/meja/cetak/{run}"),
    "cetak/<str:number>/kartu.pdf": lambda client, number, run: client.get(f"/meja/cetak/{run}/kartu.pdf"),
    "persediaan": lambda client, number, run: client.get("/meja/persediaan"),
    "persediaan/hitungan/<int:number>": lambda client, number, run: client.post(
        f"/meja/persediaan/hitungan/{number}", {"jawaban": "ya"}
    ),
    "pemusnahan": lambda client, number, run: client.get("/meja/pemusnahan"),
}
OF_A_BRANCH = [each for each in OPEN if "<" in each]


def test_every_address_is_in_the_matrix() -> None:
    assert {str(each.pattern) for each in urlpatterns} == set(OPEN)


@pytest.mark.parametrize("where", OPEN)
def test_nobody_gets_in_without_the_staff_entrance_and_no_staff_of_another_kind(
    pages: PageClient, scene: Scene, where: str
) -> None:
    assert OPEN[where](pages, 1, "AAAA-AAAA").headers["Location"].startswith("/meja/masuk?lanjut=")
    user = sign_in_officer(pages, scene.officer)
    user.roles.update(until=CLOCK)
    assert OPEN[where](pages, 1, "AAAA-AAAA").status_code == 403


@pytest.mark.parametrize("where", OF_A_BRANCH)
def test_what_another_branch_has_is_not_there(desk: PageClient, scene: Scene, where: str) -> None:
    issued(scene)
    run = _sent(desk).rpartition("/")[2]
    stock.receive_blanks(scene.branch.id, "AB1", "AB9", "", actor=scene.officer, now=NOW)
    count = stock.count_blanks(scene.branch.id, 9, "", actor=scene.officer, now=NOW)
    number = count.id if "hitungan" in where else _printer(scene).id
    sign_in_officer(desk, staff("supervisor", new_branch()))

    theirs = OPEN[where](desk, number, run)
    nowhere = OPEN[where](desk, 2**70, "AAAA-AAAA")

    assert (theirs.status_code, bare(theirs)) == (404, bare(nowhere))
    assert nowhere.status_code == 404
