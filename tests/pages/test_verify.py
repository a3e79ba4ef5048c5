"""The verifier's page answered by the server, and what anybody may fetch."""

from __future__ import annotations

import io
import json
import logging
from datetime import datetime, timedelta
from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from kartu.audit.actors import OPERATOR
from kartu.base.throttle import LIMITS
from kartu.cards.keys import key_store
from kartu.cards.models import Copy
from kartu.cards.pictures import front_png
from kartu.cards.status import publish_shard
from kartu.credential.keys import KeyLife, KeySet
from kartu.credential.status import SUSPENDED, read_status_cwt, read_status_token
from kartu.publishing.keys import CARD, card_keys, status_keys
from kartu.publishing.models import StatusShard
from tests.cards.builders import NAME
from tests.pages.client import PageClient
from tests.verify.cards import one_of_each

pytestmark = pytest.mark.django_db

URI = "https://bjp.example/s/0"
SAID = {
    "good": ("Kartu berlaku", "The card is good"),
    "blocked": ("Kartu diblokir", "The card is blocked"),
    "replaced": ("Kartu diblokir", "The card is blocked"),
    "expired": ("Masa berlaku kartu habis", "The card has expired"),
    "prepared": ("Kartu belum pernah diserahkan", "The card was never handed over"),
}


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def copies(now: datetime) -> dict[str, Copy]:
    return one_of_each(now)


def test_each_card_gets_its_answer_in_words(pages: PageClient, copies: dict[str, Copy]) -> None:
    for language, which in product(("id", "en"), SAID):
        page = pages.post(f"/periksa?bahasa={language}", {"code": copies[which].code})

        assert page.status_code == 200
        assert f"<h2>{SAID[which][language == 'en']}</h2>" in _answer(page)
        assert (NAME.replace("'", "&#x27;") in _answer(page)) is (which == "good")
        assert page.headers["Cache-Control"] == "no-store"


def test_a_good_card_shows_the_least_that_can_be_compared_and_says_so(
    pages: PageClient, copies: dict[str, Copy]
) -> None:
    answer = _answer(pages.post("/periksa", {"code": copies["good"].code}))

    assert "28 Februari 2001" in answer
    assert "Cocokkan nama dan tanggal lahir dengan dokumen identitas" in answer
    assert "Daftar status dibuat" in answer
    assert "JJ012345" not in answer
    assert "Laut Biru" not in answer


def test_a_blocked_card_is_told_without_a_date(pages: PageClient, copies: dict[str, Copy]) -> None:
    answer = _answer(pages.post("/periksa", {"code": copies["blocked"].code}))

    assert "Berlaku sampai" not in answer
    assert "2026" not in answer
    assert "2027" not in answer


def test_a_picture_of_the_card_is_read(pages: PageClient, copies: dict[str, Copy]) -> None:
    small = io.BytesIO()
    Image.open(io.BytesIO(front_png(copies["good"]))).convert("RGB").resize((800, 505)).save(small, "JPEG", quality=50)

    page = pages.post("/periksa", {"picture": SimpleUploadedFile("kartu.jpg", small.getvalue())})

    assert "<h2>Kartu berlaku</h2>" in _answer(page)


@pytest.mark.parametrize("content", [b"this is no picture", b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + b"\0" * 100])
def test_a_file_that_is_no_picture_says_nothing_about_the_card(pages: PageClient, content: bytes) -> None:
    page = pages.post("/periksa", {"picture": SimpleUploadedFile("foto.jpg", content), "code": ""})

    assert "<h2>Tidak dapat diperiksa</h2>" in _answer(page)
    assert "Tidak ada kode QR yang terbaca" in _answer(page)


def test_breaks_that_a_messenger_put_into_the_text_do_not_matter(pages: PageClient, copies: dict[str, Copy]) -> None:
    code = copies["good"].code
    page = pages.post("/periksa", {"code": f"{code[:100]}\r\n{code[100:]}\n"})

    assert "<h2>Kartu berlaku</h2>" in _answer(page)


@pytest.mark.usefixtures("copies")
def test_any_other_text_is_no_code_of_ours(pages: PageClient) -> None:
    for text in ("HELLO", "https://bjp.example/periksa", "6BF" * 130, "\U0001f600", "<b>x</b>", "/" * 5000):
        page = pages.post("/periksa", {"code": text})

        assert page.status_code == 200
        assert "<h2>Bukan kode kartu kami</h2>" in _answer(page), text


def test_a_forged_code_is_called_forged(pages: PageClient, copies: dict[str, Copy]) -> None:
    code = copies["good"].code
    swapped = code[:-12] + code[-11] + code[-12] + code[-10:]

    answers = {_answer(pages.post("/periksa", {"code": each})) for each in (swapped,)}

    assert all("Bukan kode kartu kami" in answer for answer in answers)


def test_nothing_sent_is_said_at_the_top_and_at_the_field(pages: PageClient) -> None:
    for page in (pages.post("/periksa", {"code": "", "picture": ""}), pages.post("/periksa?bahasa=en", {})):
        assert page.status_code == 200
        assert 'class="errs"' in page.content.decode()


def test_without_a_list_it_could_not_be_checked_and_is_not_called_blocked(
    pages: PageClient, copies: dict[str, Copy]
) -> None:
    StatusShard.objects.all().delete()

    answer = _answer(pages.post("/periksa", {"code": copies["blocked"].code}))

    assert "<h2>Tidak dapat diperiksa</h2>" in answer
    assert "Ini bukan berarti kartu diblokir." in answer


def test_the_page_itself_reads_nothing_from_the_database(pages: PageClient) -> None:
    with CaptureQueriesContext(connection) as asked:
        indonesian, english = pages.both("/periksa")

    assert asked.captured_queries == []
    assert "Periksa kartu peserta" in indonesian.content.decode()
    assert "Check a membership card" in english.content.decode()
    assert indonesian.headers["Permissions-Policy"].startswith("camera=(self)")


def test_what_was_checked_stands_in_no_log_and_no_address(
    pages: PageClient, copies: dict[str, Copy], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        pages.post("/periksa", {"code": copies["good"].code})

    said = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("kartu"))
    assert said == "checked good"
    assert copies["good"].code[:40] not in caplog.text


def test_too_many_checks_end_with_a_time(pages: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "check-address", LIMITS["check-address"].__class__(1, timedelta(minutes=15)))
    pages.post("/periksa", {"code": "HELLO"})

    page = pages.post("/periksa", {"code": "HELLO"})

    assert page.status_code == 429
    assert "Silakan coba lagi setelah" in page.content.decode()


@pytest.mark.parametrize("path", ["/periksa/pekerja.js", "/periksa/pembaca.js"])
def test_scripts_that_stand_below_the_page_are_asked_for_again_each_time(pages: PageClient, path: str) -> None:
    answer = pages.get(path)

    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer.headers["Cache-Control"]


def test_the_worker_may_look_after_the_page_and_no_other(pages: PageClient) -> None:
    answer = pages.get("/periksa/pekerja.js")

    assert answer.headers["Service-Worker-Allowed"] == "/periksa"


def test_the_public_keys_are_a_jwk_set_with_the_verify_only_ones_and_no_private_half(
    pages: PageClient, copies: dict[str, Copy], now: datetime
) -> None:
    old = card_keys().kids
    key_store().activate(CARD, key_store().add(CARD), keep_old_until=now)

    answer = pages.get("/kunci.json")

    content = answer.json()
    assert KeySet.from_jwks(content).kids == card_keys().kids > old
    assert KeySet.from_jwks(content["status"]).kids == status_keys().kids
    assert content["issuer"] == "bjp.example"
    assert content["status_lists"] == [URI]
    assert '"d"' not in json.dumps(content)
    assert {record.life for record in key_store().records(CARD)} >= {KeyLife.ACTIVE, KeyLife.VERIFY_ONLY}


def test_the_list_is_published_in_both_forms_at_the_path_the_code_names(
    pages: PageClient, copies: dict[str, Copy], now: datetime
) -> None:
    jwt = pages.get("/s/0")
    cwt = pages.get("/s/0", headers={"accept": "application/statuslist+cwt"})
    both = pages.get("/s/0", headers={"accept": "application/statuslist+jwt, application/statuslist+cwt;q=0.5"})

    assert (jwt.headers["Content-Type"], both.headers["Content-Type"]) == ("application/statuslist+jwt",) * 2
    assert cwt.headers["Content-Type"] == "application/statuslist+cwt"
    lists = [
        read_status_token(jwt.content.decode(), status_keys(), uri=URI, now=now),
        read_status_cwt(cwt.content, status_keys(), uri=URI, now=now),
    ]
    assert [each.status(copies["blocked"].position) for each in lists] == [SUSPENDED] * 2


@pytest.mark.parametrize("path", ["/s/0", "/kunci.json"])
def test_what_is_public_is_the_same_for_everybody_and_kept_briefly(
    pages: PageClient, copies: dict[str, Copy], path: str
) -> None:
    first = pages.get(path)
    again = pages.get(path, headers={"if-none-match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    for answer in (first, again):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.headers["Cache-Control"].startswith("public, max-age=")
        assert answer.headers["ETag"] == first.headers["ETag"]
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "Set-Cookie" not in answer.headers
    assert int(pages.get("/s/0").headers["Cache-Control"].rpartition("=")[2]) <= 20


def test_a_new_edition_has_a_new_etag_in_each_form(pages: PageClient, copies: dict[str, Copy], now: datetime) -> None:
    def etags() -> list[str]:
        accepts = ("application/statuslist+jwt", "application/statuslist+cwt")
        return [pages.get("/s/0", headers={"accept": accept}).headers["ETag"] for accept in accepts]

    before = etags()
    publish_shard(0, actor=OPERATOR, now=now + timedelta(seconds=1))

    assert len({*before, *etags()}) == 4


def test_a_list_is_served_without_touching_any_person(pages: PageClient, copies: dict[str, Copy]) -> None:
    with CaptureQueriesContext(connection) as asked:
        pages.get("/s/0")
        pages.get("/kunci.json")

    assert asked.captured_queries != []
    assert all("publishing_statusshard" in query["sql"] for query in asked)


@pytest.mark.usefixtures("copies")
def test_a_list_that_is_not_there_is_not_found(pages: PageClient) -> None:
    asked = ("/s/1", "/s/99999999999999999999", "/s/-1", "/s/x", "/s/")

    assert [pages.get(path).status_code for path in asked] == [404] * 5


def test_only_reading_is_allowed(pages: PageClient) -> None:
    assert [pages.post(path).status_code for path in ("/s/0", "/kunci.json", "/periksa/pekerja.js")] == [405] * 3
    assert pages.put("/periksa").status_code == 405


def test_a_stale_form_is_told_in_our_words(settings: Settings, pages: PageClient) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})

    assert strict.post("/periksa", {"code": "HELLO"}).status_code == 403


def _answer(page: object) -> str:
    """The part of the page where the answer stands, without the empty ones for the browser."""
    whole: str = page.content.decode()  # type: ignore[attr-defined]
    return whole.rpartition("data-out>")[2]
