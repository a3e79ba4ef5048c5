"""The member's card: seen, enlarged, saved, printed; its own, and nobody else's."""

from __future__ import annotations

import re
from datetime import timedelta

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from django.utils import timezone

from kartu.audit.actors import OPERATOR
from kartu.cards.issuing import renew_digital
from kartu.cards.lifecycle import block_card, revoke_card
from kartu.cards.queries import active_digital, copies_of
from kartu.credential.qr import read_image
from kartu.registry.members import Person, register_member
from tests.pages.client import PageClient
from tests.pages.members import new_member, second_card, sign_in

pytestmark = pytest.mark.django_db

PAGES = ["", "/besar", "/cetak"]
FILES = ["/kartu.png", "/kartu.pdf", "/lembar.pdf"]


def _text(answer: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())  # type: ignore[attr-defined]


def test_the_first_look_shows_a_card_in_use_in_both_languages(pages: PageClient) -> None:
    member, card = new_member()
    sign_in(pages, member)

    indonesian, english = pages.both("/kartu")

    assert (indonesian.status_code, "Aktif" in _text(indonesian), "In use" in _text(english)) == (200, True, True)
    assert member.name in indonesian.content.decode().replace("&#x27;", "'")
    assert "PT Laut Biru" in _text(indonesian)
    assert "Kecelakaan kerja, kematian, hari tua" in _text(indonesian)
    assert copies_of(card).count() == 1


@pytest.mark.parametrize("page", ["/kartu", "/kartu/besar", "/kartu/luring"])
def test_every_page_of_the_card_speaks_both_languages(pages: PageClient, page: str) -> None:
    sign_in(pages, new_member()[0])

    indonesian, english = pages.both(page)

    assert indonesian.status_code == 200
    assert indonesian.content != english.content


@pytest.mark.parametrize("page", [*PAGES, *FILES, "/perbarui"])
def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(pages: PageClient, page: str) -> None:
    _, card = new_member()
    address = f"/kartu/{card.id}{page}"

    answer = pages.post(address) if page == "/perbarui" else pages.get(address)

    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/masuk")
    assert copies_of(card).count() == 0


@pytest.mark.parametrize("page", [*PAGES, *FILES, "/perbarui"])
def test_somebody_elses_card_is_not_there(pages: PageClient, page: str) -> None:
    _, card = new_member()
    sign_in(pages, new_member()[0])
    theirs, nobodys = f"/kartu/{card.id}{page}", f"/kartu/99999{page}"

    answers = [pages.post(each) if page == "/perbarui" else pages.get(each) for each in (theirs, nobodys)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert copies_of(card).count() == 0


def test_the_saved_picture_holds_the_code_in_use(pages: PageClient) -> None:
    member, card = new_member()
    sign_in(pages, member)

    answer = pages.get(f"/kartu/{card.id}/kartu.png")

    copy = active_digital(card)
    assert copy is not None
    assert read_image(answer.content) == copy.code
    assert answer.headers["Content-Type"] == "image/png"
    ending = card.membership.number[-3:]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="kartu-peserta-{ending}.png"'
    assert len(answer.content) < 60_000


@pytest.mark.parametrize(
    ("file", "count", "width", "height"), [("kartu.pdf", 2, 85.60, 53.98), ("lembar.pdf", 1, 210.0, 297.0)]
)
def test_the_paper_forms_have_their_size(pages: PageClient, file: str, count: int, width: float, height: float) -> None:
    member, card = new_member()
    sign_in(pages, member)

    document = pypdfium2.PdfDocument(pages.get(f"/kartu/{card.id}/{file}").content)

    assert len(document) == count
    assert [round(points * 25.4 / 72, 1) for points in document[0].get_size()] == [round(width, 1), round(height, 1)]


def test_a_file_is_kept_only_on_a_phone_of_ones_own_and_asked_for_anew(pages: PageClient) -> None:
    member, card = new_member()
    address = f"/kartu/{card.id}/kartu.png"
    sign_in(pages, member)
    shared = pages.get(address)
    sign_in(pages, member, own_phone=True)
    own = pages.get(address)

    again = pages.get(address, headers={"if-none-match": own.headers["ETag"]})
    renew_digital(card, actor=OPERATOR, now=timezone.now())
    renewed = pages.get(address, headers={"if-none-match": own.headers["ETag"]})

    assert (shared.headers["Cache-Control"], own.headers["Cache-Control"]) == ("no-store", "private, no-cache")
    assert (again.status_code, again.content, renewed.status_code) == (304, b"", 200)


def test_several_memberships_are_a_list_and_each_has_its_card(pages: PageClient) -> None:
    member, first = new_member()
    second = second_card(member)
    sign_in(pages, member)

    listed, english = pages.both("/kartu")
    page = pages.get(f"/kartu/{second.id}")

    assert [f'href="/kartu/{card.id}"' in listed.content.decode() for card in (first, second)] == [True, True]
    assert "Self-employed" in _text(english)
    assert "Aktif" in _text(page)
    assert (copies_of(first).count(), copies_of(second).count()) == (0, 1)
    assert pages.get("/kartu/besar").headers["Location"] == "/kartu"


def test_a_list_of_three_asks_no_more_than_a_list_of_two(pages: PageClient, django_assert_num_queries: object) -> None:
    member, _ = new_member()
    second_card(member)
    sign_in(pages, member)
    pages.get("/kartu")
    with django_assert_num_queries(5) as two:  # type: ignore[operator]
        pages.get("/kartu")

    card = second_card(member, number="99010000003")

    with django_assert_num_queries(len(two)):  # type: ignore[operator]
        assert f"/kartu/{card.id}" in pages.get("/kartu").content.decode()


def test_a_member_without_a_number_is_told_what_to_do(pages: PageClient) -> None:
    person = Person(identity="3174012802010001", name="Rahmat")
    sign_in(pages, register_member(person, actor=OPERATOR, now=timezone.now()))

    indonesian, english = pages.both("/kartu")

    assert "Belum ada kartu" in _text(indonesian)
    assert "No card yet" in _text(english)


def test_a_blocked_card_says_so_and_is_renewed_by_one_press(pages: PageClient) -> None:
    member, card = new_member()
    old = renew_digital(card, actor=OPERATOR, now=timezone.now())
    block_card(card, reason="lost", actor=OPERATOR, now=timezone.now())
    sign_in(pages, member)

    blocked, english = pages.both("/kartu")
    files = [pages.get(f"/kartu/{card.id}{file}").status_code for file in FILES]
    enlarged = pages.get("/kartu/besar")
    pressed = [pages.post(f"/kartu/{card.id}/perbarui") for _ in range(2)]
    renewed = pages.get(pressed[0].headers["Location"])

    assert ("Diblokir" in _text(blocked), "Aktif" in _text(blocked), "Blocked" in _text(english)) == (True, False, True)
    assert (files, enlarged.headers["Location"]) == ([404, 404, 404], f"/kartu/{card.id}")
    assert ("Aktif" in _text(renewed), "baru saja diperbarui" in _text(renewed)) == (True, True)
    assert [copy.status for copy in copies_of(card)] == ["replaced", "active"]
    assert old.id == copies_of(card)[0].id


def test_a_card_whose_time_is_over_is_renewed_and_says_so_once(pages: PageClient) -> None:
    member, card = new_member()
    renew_digital(card, actor=OPERATOR, now=timezone.now() - timedelta(days=400))
    sign_in(pages, member)

    first, second = (pages.get("/kartu") for _ in range(2))

    assert ("baru saja diperbarui" in _text(first), "baru saja diperbarui" in _text(second)) == (True, False)


def test_a_card_near_its_end_offers_to_be_renewed(pages: PageClient) -> None:
    member, card = new_member()
    renew_digital(card, actor=OPERATOR, now=timezone.now() - timedelta(days=170))
    sign_in(pages, member)

    indonesian, english = pages.both("/kartu")

    assert ("Perbarui sekarang" in _text(indonesian), "Renew now" in _text(english)) == (True, True)


def test_a_revoked_card_is_not_renewed_in_the_portal(pages: PageClient) -> None:
    member, card = new_member()
    renew_digital(card, actor=OPERATOR, now=timezone.now())
    revoke_card(card, reason="ended", actor=OPERATOR, now=timezone.now())
    sign_in(pages, member)

    page, english = pages.both("/kartu")
    pressed = pages.post(f"/kartu/{card.id}/perbarui")

    assert ("Diakhiri" in _text(page), "Ended" in _text(english), pressed.status_code) == (True, True, 400)
    assert [copy.status for copy in copies_of(card)] == ["revoked"]


def test_the_kept_edition_bears_no_green_mark_and_names_its_moment(pages: PageClient) -> None:
    member, _ = new_member()
    second_card(member)
    sign_in(pages, member)

    kept = pages.get("/kartu/luring")

    assert kept.content.decode().count("data-picture=") == 2
    assert "Per " in _text(kept)
    assert ("Aktif" in _text(kept), "tag ok" in kept.content.decode()) == (False, False)


def test_pages_of_the_card_are_kept_nowhere_by_the_browser_itself(pages: PageClient) -> None:
    sign_in(pages, new_member()[0])

    assert [pages.get(page).headers["Cache-Control"] for page in ("/kartu", "/kartu/besar", "/kartu/luring")] == [
        "no-store"
    ] * 3


def test_the_service_worker_names_public_files_that_are_there(pages: PageClient) -> None:
    answer = pages.get("/sw.js")

    words = answer.content.decode()
    named = re.search(r'\["/luring"[^\]]*\]', words)
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert named is not None
    assert "/kartu" not in named.group()
    assert "{{" not in words


def test_the_page_without_a_network_speaks_both_languages(pages: PageClient) -> None:
    indonesian, english = pages.both("/luring")

    assert ("Tidak ada internet" in _text(indonesian), "No network" in _text(english)) == (True, True)
