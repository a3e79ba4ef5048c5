"""What every page is promised by the ground it stands on."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # ships no types
import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client
from pytest_django import Settings

from kartu.base.language import LANGUAGES
from kartu.base.statics import ensure_statics
from tests.pages.client import PageClient
from tests.pages.rules import PageFault, look_over

pytestmark = pytest.mark.usefixtures("django_db_setup")


def test_a_template_without_english_does_not_compile() -> None:
    with pytest.raises(TemplateSyntaxError, match="English"):
        Template("{% say %}Kartu hilang{% endsay %}")
    with pytest.raises(TemplateSyntaxError, match="nothing"):
        Template("{% say %}Kartu hilang{% en %} {% endsay %}")


@pytest.mark.parametrize(("language", "words"), [("id", "Kartu 3"), ("en", "Card 3")])
def test_say_writes_the_readers_language_with_variables(language: str, words: str) -> None:
    template = Template("{% say %}Kartu {{ n }}{% en %}Card {{ n }}{% endsay %}")

    assert template.render(Context({"language": language, "n": 3})) == words


def test_the_language_asked_for_is_remembered_and_the_browsers_own_is_not_heard(pages: PageClient) -> None:
    first = pages.get("/", headers={"accept-language": "en"})
    asked = pages.get("/?bahasa=en")
    later = pages.get("/")
    nonsense = pages.get("/?bahasa=xx")

    assert [each.headers["Content-Language"] for each in (first, asked, later, nonsense)] == ["id", "en", "en", "en"]
    assert asked.cookies["bahasa"]["httponly"]
    assert "bahasa" not in first.cookies


def test_a_page_may_load_nothing_inline_and_nothing_from_strangers(pages: PageClient) -> None:
    headers = pages.get("/").headers

    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-cache"


def test_the_first_view_weighs_less_than_14_kb(statics: Path) -> None:
    page = Client(headers={"host": "localhost"}).get("/", headers={"accept-encoding": "gzip, br"})
    loads = re.findall(r'(?:<script src|stylesheet" href)="/static/([^"]+)', brotli.decompress(page.content).decode())

    weights = [len(page.content), *((statics / f"{name}.br").stat().st_size for name in loads)]

    assert len(loads) == 2
    assert sum(weights) <= 14_000
    assert weights[1] <= 10_000


def test_a_form_page_tells_every_error_first_and_beside_its_field(example: PageClient) -> None:
    page = example.post("/contoh", {"place": "Pasar"})

    words = page.content.decode()
    assert page.status_code == 200
    assert words.index('class="errs"') < words.index("<h1>")
    assert '<a href="#id_when_0">Pilih kapan terakhir kali Anda melihat kartu</a>' in words
    assert '<a href="#id_secret">Tulis kata sandi Anda</a>' in words
    assert 'id="id_when_error"' in words
    assert 'value="Pasar"' in words


def test_a_form_page_speaks_both_languages(example: PageClient) -> None:
    indonesian, english = example.both("/contoh")

    assert "Perkiraan saja cukup." in indonesian.content.decode()
    assert "A guess will do." in english.content.decode()


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("not-there", 404, "Page not found"),
        ("forbidden", 403, "You cannot open this page"),
        ("role-missing", 403, "This cannot be done."),
        ("already-moved", 409, "This has already changed"),
        ("move-not-allowed", 409, "This has already changed"),
        ("too-many", 429, "Please try again after"),
        ("anything-else", 400, "This cannot be done."),
    ],
)
def test_a_refusal_becomes_a_page_with_its_words(example: PageClient, code: str, status: int, words: str) -> None:
    indonesian, english = example.both(f"/tolak/{code}")

    assert (indonesian.status_code, english.status_code) == (status, status)
    assert words in english.content.decode()


def test_a_bug_shows_and_logs_nothing_of_what_was_typed(
    example: PageClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(example, "raise_request_exception", False)

    with caplog.at_level(logging.DEBUG), pytest.raises(PageFault, match="status 500"):
        example.get("/tolak/bug?nik=3174055205900001")

    assert any(record.levelno == logging.ERROR for record in caplog.records)
    assert "3174055205900001" not in "".join(record.getMessage() for record in caplog.records)


def test_an_address_that_is_not_there_is_told_in_both_languages(pages: PageClient) -> None:
    indonesian, english = pages.both("/tidak-ada")

    assert indonesian.status_code == 404
    assert "Halaman tidak ditemukan" in indonesian.content.decode()
    assert "Page not found" in english.content.decode()


@pytest.mark.parametrize(
    ("kind", "size"),
    [("multipart/form-data; boundary=x", 50 * 1024 * 1024), ("application/x-www-form-urlencoded", 1024 * 1024)],
)
def test_a_body_too_large_is_refused_before_it_is_read(pages: PageClient, kind: str, size: int) -> None:
    page = pages.generic("POST", "/", b"", content_type=kind, CONTENT_LENGTH=size)

    assert page.status_code == 413
    assert "25 MB" in page.content.decode()


def test_a_stale_form_is_told_in_our_words(statics: Path) -> None:
    strict = PageClient(enforce_csrf_checks=True)

    page = strict.post("/", {"answer": "1"})

    assert page.status_code == 403
    assert "Halaman ini terlalu lama terbuka" in page.content.decode()


def test_the_home_screen_entry_speaks_the_readers_language(pages: PageClient) -> None:
    names = [pages.get(f"/app.webmanifest?bahasa={language}").json()["name"] for language in LANGUAGES]

    assert names == ["Balai Jaminan Pekerja – Kartu peserta", "Balai Jaminan Pekerja – Membership card"]


def test_static_files_are_collected_once_and_served_compressed_for_ever(statics: Path) -> None:
    name = next(path.name for path in (statics / "base").glob("app.*.css"))

    answer = Client(headers={"host": "localhost"}).get(f"/static/base/{name}", headers={"accept-encoding": "br"})

    assert ensure_statics() is False
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]
    assert brotli.decompress(answer.getvalue()).startswith(b"/* Nila & Kunyit")


def test_https_makes_cookies_strict(settings: Settings) -> None:
    assert settings.HTTPS is settings.ADDRESS.startswith("https://")
    assert settings.SESSION_COOKIE_SECURE is settings.CSRF_COOKIE_SECURE is settings.HTTPS
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


FAULTS = {
    "2 h1": "<h1>A</h1><h1>B</h1>",
    "does not begin": "<h1>B</h1>",
    "no label": "<h1>A</h1><input name=x>",
    "inline <script>": "<h1>A</h1><script>1</script>",
    "inline style": '<h1>A</h1><p style="color:red">x</p>',
    "inline onclick": '<h1>A</h1><p onclick="x()">x</p>',
    "leads nowhere": '<h1>A</h1><a href="/tidak-ada">x</a>',
    "leads nowhere on the page": '<h1>A</h1><a href="#x">x</a>',
    "without words": "<h1>A</h1><button></button>",
    "without its token": '<h1>A</h1><form method="post"></form>',
    "from elsewhere": '<h1>A</h1><img alt="" src="https://example.com/x.png">',
    "'the' on a page in 'id'": "<h1>A</h1><p>Buka the kartu</p>",
    "'None' on a page": "<h1>A</h1><p>None</p>",
    "twice": '<h1>A</h1><p id="x"></p><p id="x"></p>',
    "skips a level": "<h1>A</h1><h3>B</h3>",
    "not HTML": "<h1>A</h1><p><div></p>",
}


class Page:
    """An answer made by hand."""

    status_code = 200
    headers = {"Content-Language": "id"}

    def __init__(self, body: str) -> None:
        self.content = (
            f'<!doctype html><html lang="id"><head><title>A – B</title></head><body>{body}</body></html>'.encode()
        )


@pytest.mark.parametrize("fault", FAULTS)
def test_the_page_client_finds_a_page_that_breaks_a_rule(fault: str) -> None:
    with pytest.raises(PageFault, match=re.escape(fault)):
        look_over(Page(FAULTS[fault]), "made")


def test_the_page_client_lets_a_good_page_through() -> None:
    look_over(Page('<h1>A</h1><p lang="en">the card</p><p translate="no">Ann and the rest</p>'), "made")


def test_an_address_with_too_many_answers_is_refused_in_words(pages: PageClient) -> None:
    answer = pages.get("/masuk?" + "&".join(f"a{number}=1" for number in range(1100)))

    assert (answer.status_code, "Permintaan tidak terbaca" in answer.content.decode()) == (400, True)
