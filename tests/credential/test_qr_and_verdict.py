"""From a drawn code to the one answer."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kartu.credential.errors import CodeTooLong, CredentialError, NoCode, StatusMissing
from kartu.credential.keys import KeyStore
from kartu.credential.qr import draw_modules, read_image
from kartu.credential.status import PREPARED, REVOKED, SUSPENDED, VALID, StatusList
from kartu.credential.verdict import Checked, Verdict, check_text
from tests.credential.making import NOW, card, signed, store

URI = "https://bjp.example/s/1234"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyStore:
    return store(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def text(keys: KeyStore) -> str:
    return signed(card(), keys.active("card"))


def picture(text: str, dots: int = 4) -> Image.Image:
    rows = draw_modules(text)
    image = Image.new("L", (len(rows) + 8, len(rows) + 8), "white")
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.putpixel((x + 4, y + 4), 0)
    return image.resize((image.width * dots,) * 2, Image.Resampling.NEAREST)


def file_of(image: Image.Image, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_another_library_reads_what_was_drawn(text: str, kind: str) -> None:
    assert read_image(file_of(picture(text), kind)) == text


def test_of_two_codes_the_signed_one_is_read(text: str) -> None:
    large, small = picture(text), picture("HTTPS://BJP.EXAMPLE/P")
    both = Image.new("L", (large.width + small.width, large.height), "white")
    both.paste(small, (0, 0))
    both.paste(large, (small.width, 0))

    assert read_image(file_of(both)) == text


@pytest.mark.parametrize("degrees", [90, 180, 270, 7])
def test_a_turned_picture_reads(text: str, degrees: int) -> None:
    turned = picture(text).rotate(degrees, expand=True, fillcolor=255)

    assert read_image(file_of(turned)) == text


def test_a_transparent_picture_reads(text: str) -> None:
    opaque = picture(text).convert("L")
    clear = Image.new("RGBA", opaque.size, (0, 0, 0, 0))
    clear.paste(Image.new("RGBA", opaque.size, (0, 0, 0, 255)), mask=opaque.point(lambda value: 255 - value))

    assert read_image(file_of(clear)) == text


@pytest.mark.parametrize(
    "data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + bytes(20), b"%PDF-1.7", b"<svg/>"], ids=str
)
def test_what_is_no_picture_has_no_code(data: bytes) -> None:
    with pytest.raises(NoCode):
        read_image(data)


def test_an_empty_picture_has_no_code() -> None:
    with pytest.raises(NoCode):
        read_image(file_of(Image.new("L", (300, 300), "white")))


def test_a_picture_bomb_is_refused_by_its_header() -> None:
    for size in ((30_000, 2_000), (66_000, 10)):
        with pytest.raises(NoCode):
            read_image(file_of(Image.new("1", size)))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_picture_reads_or_raises(data: st.DataObject, text: str) -> None:
    file = bytearray(file_of(picture(text, dots=2), data.draw(st.sampled_from(["PNG", "JPEG", "WEBP"]))))
    for _ in range(data.draw(st.integers(1, 8))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))

    try:
        found: str | CredentialError = read_image(bytes(file))
    except CredentialError as error:
        found = error
    assert isinstance(found, NoCode) or found == text


def test_a_code_beyond_version_12_is_not_drawn() -> None:
    assert len(draw_modules("A" * 419)) == 65
    for wrong in ("A" * 420, "a", "A" * 5000):
        with pytest.raises(CodeTooLong):
            draw_modules(wrong)


def list_saying(status: int, *, issued_at: datetime = NOW, hours: int = 36, uri: str = URI) -> StatusList:
    packed = bytearray(262_144)
    packed[card().status_index // 4] = status << (card().status_index % 4 * 2)
    return StatusList(uri, issued_at, issued_at + timedelta(hours=hours), timedelta(hours=12), bytes(packed))


def check(text: str, keys: KeyStore, found: StatusList, now: datetime = NOW) -> Checked:
    return check_text(text, keys.public("card"), lambda uri: found, now=now)


@pytest.mark.parametrize(
    ("status", "verdict", "reason"),
    [
        (VALID, Verdict.GOOD, "valid"),
        (REVOKED, Verdict.BLOCKED, "revoked"),
        (SUSPENDED, Verdict.BLOCKED, "suspended"),
        (PREPARED, Verdict.NOT_HANDED_OVER, "prepared"),
    ],
)
def test_the_list_decides_about_a_genuine_card(
    text: str, keys: KeyStore, status: int, verdict: Verdict, reason: str
) -> None:
    later = NOW + timedelta(minutes=7)

    assert check(text, keys, list_saying(status), later) == Checked(verdict, card(), timedelta(minutes=7), reason)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (list_saying(REVOKED, issued_at=NOW - timedelta(hours=37)), "status-expired"),
        (list_saying(VALID, uri=URI + "5"), "status-wrong-subject"),
        (StatusList(URI, NOW, NOW + timedelta(hours=1), timedelta(hours=1), bytes(10)), "status-out-of-range"),
    ],
)
def test_a_list_that_cannot_be_used_never_blocks(text: str, keys: KeyStore, found: StatusList, reason: str) -> None:
    assert check(text, keys, found) == Checked(Verdict.COULD_NOT_CHECK, card(), None, reason)


def test_no_list_means_could_not_check(text: str, keys: KeyStore) -> None:
    def nothing(uri: str) -> StatusList:
        raise StatusMissing

    checked = check_text(text, keys.public("card"), nothing, now=NOW)

    assert checked == Checked(Verdict.COULD_NOT_CHECK, card(), None, "status-missing")


def test_an_expired_card_is_told_expired_even_when_blocked(text: str, keys: KeyStore) -> None:
    late = NOW + timedelta(days=6 * 365)

    assert check(text, keys, list_saying(REVOKED), late) == Checked(Verdict.EXPIRED, card(), None, "expired")


def test_a_slow_clock_does_not_say_good(text: str, keys: KeyStore) -> None:
    early = NOW - timedelta(days=30)

    checked = check(text, keys, list_saying(VALID), early)

    assert checked == Checked(Verdict.COULD_NOT_CHECK, card(), None, "not-yet-valid")


@settings(max_examples=200, deadline=None)
@given(anything=st.text(max_size=600))
def test_anything_else_is_not_ours(anything: str, keys: KeyStore) -> None:
    checked = check(anything, keys, list_saying(VALID))

    assert checked.verdict is Verdict.NOT_OURS
    assert checked.claims is None
