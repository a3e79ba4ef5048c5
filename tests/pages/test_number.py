"""`/cari-nomor`: the number for whoever is proved, and the same pages for everybody else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kartu.audit.actions import Action
from kartu.audit.models import Event
from tests.accounts.builders import NIK, a_member, last_code, settled_codes
from tests.cards.builders import new_card
from tests.pages.client import PageClient
from tests.pages.members import second_card, sign_in

pytestmark = pytest.mark.django_db
WHO = {"identity": NIK, "birth_date": "27-05-1990"}
RESULT = "/cari-nomor/hasil"


def _bare(html: bytes) -> str:
    """A page without what differs each time: tokens and challenges."""
    return re.sub(r'(csrfmiddlewaretoken" value|data-work)="[^"]+"', "", html.decode())


def _ask(pages: PageClient, **who: str) -> Any:
    pages.post("/cari-nomor", {**WHO, **who})
    return pages.post("/cari-nomor/cara", {"way": "phone"})


def test_whoever_is_signed_in_sees_every_number_at_once(pages: PageClient) -> None:
    card = new_card()
    other = second_card(card.member)
    sign_in(pages, card.member)

    indonesian, english = pages.both("/cari-nomor")

    numbers = [each.membership.number for each in (card, other)]
    words = indonesian.content.decode().replace(" ", "")
    assert [number in words for number in numbers] == [True, True]
    assert "Your membership number" in english.content.decode()


def test_a_code_to_a_known_contact_shows_the_number_once(pages: PageClient) -> None:
    member = a_member()
    number = second_card(member).membership.number

    _ask(pages)
    answer = pages.post("/cari-nomor/kode", {"code": last_code()})
    shown, again = pages.get(RESULT), pages.get(RESULT)

    assert answer.headers["Location"] == RESULT
    assert number in shown.content.decode().replace(" ", "")
    assert (shown.headers["Cache-Control"], again.headers["Location"]) == ("no-store", "/cari-nomor")
    assert Event.objects.filter(action=Action.MEMBER_READ, member_id=member.id, detail__reason="number").count() == 1
    assert "_auth_user_id" not in pages.session


@pytest.mark.parametrize("page", ["", "/cara", "/kode"])
def test_every_page_speaks_both_languages(pages: PageClient, page: str) -> None:
    a_member()
    _ask(pages)

    indonesian, english = pages.both(f"/cari-nomor{page}")

    assert (indonesian.status_code, indonesian.content != english.content) == (200, True)


@pytest.mark.parametrize("who", [{"identity": "3174012802019999"}, {"birth_date": "01-01-1980"}])
def test_a_miss_looks_like_a_hit_until_the_code(pages: PageClient, who: dict[str, str]) -> None:
    a_member()
    walks = []
    for claim in ({}, who):
        visitor = PageClient()
        asked = _ask(visitor, **claim)
        page = visitor.get("/cari-nomor/kode")
        wrong = visitor.post("/cari-nomor/kode", {"code": "000000"})
        walks.append(
            [asked.status_code, page.status_code, _bare(page.content), wrong.status_code, _bare(wrong.content)]
        )
        assert visitor.get(RESULT).headers["Location"] == "/cari-nomor"

    assert walks[0] == walks[1]
    assert [sent.member is None for sent in settled_codes()] == [False, True]


@pytest.mark.parametrize("page", ["/cara", "/kode", "/aktivasi", "/hasil"])
def test_a_page_opened_out_of_turn_leads_to_the_first(pages: PageClient, page: str) -> None:
    assert pages.get(f"/cari-nomor{page}").headers["Location"] == "/cari-nomor"


@pytest.mark.parametrize(
    "typed",
    [{"identity": ""}, {"identity": "123", "birth_date": "x"}, {"identity": "A" * 500, "birth_date": "99-99-9999"}],
)
def test_what_cannot_be_read_is_asked_again_in_words(pages: PageClient, typed: dict[str, str]) -> None:
    answer = pages.post("/cari-nomor", typed)

    assert (answer.status_code, "Ada yang perlu diperbaiki" in answer.content.decode()) == (200, True)


def test_a_code_for_another_purpose_shows_no_number(pages: PageClient) -> None:
    a_member()
    pages.post("/daftar", WHO)
    pages.post("/daftar/cara", {"way": "phone"})
    other = last_code()
    _ask(pages)

    answer = pages.post("/cari-nomor/kode", {"code": other if other != last_code() else "000000"})

    assert answer.status_code == 200
    assert pages.get(RESULT).headers["Location"] == "/cari-nomor"
