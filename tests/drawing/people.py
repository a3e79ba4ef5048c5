"""Faces of invented people, with codes as long as real ones (386 to 419 characters), and a reader for them."""

from __future__ import annotations

import io
import random
from datetime import date

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import segno
import zxingcpp
from PIL import Image

from kartu.cards.drawing import Face

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
LONGEST = "Raden Ajeng Kusumaningtyas Purwaningrum Sastrodiningrat Wiryohadikusumo binti Haji Abdurrahman Wahid"
ONE_LONG_WORD = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschafers"
ARABIC = "سيتي رحماواتي بنت عبد الرحمن"


def code_text(seed: int, length: int = 400) -> str:
    chance = random.Random(seed)
    return "".join(chance.choice(ALPHANUMERIC) for _ in range(length))


def modules_of(text: str) -> tuple[tuple[bool, ...], ...]:
    code = segno.make(text, error="m", mode="alphanumeric", boost_error=False, micro=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def texts_read(image: Image.Image) -> list[str]:
    """What an independent reader finds in a picture."""
    return [code.text for code in zxingcpp.read_barcodes(image) if code.valid]


def rendered(pdf: bytes, page: int, *, dots_per_inch: int) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        shown: Image.Image = document[page].render(scale=dots_per_inch / 72).to_pil().convert("RGB")
    return shown


def words_on(pdf: bytes, page: int = 0) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[page].get_textpage().get_text_range()
    return " ".join(text.split())


SITI_CODE = code_text(7)
SITI = Face(
    fund_name="Balai Jaminan Pekerja",
    number="26041187009",
    name="Siti Rahmawati",
    modules=modules_of(SITI_CODE),
    kind="digital",
    serial="7F3A 91C2 05DE 88B4",
    check_address="bjp.example/periksa",
    report_address="bjp.example/hilang",
    telephone="0000 123",
    valid_until=date(2027, 5, 21),
    programmes=(
        *("JKK · Kecelakaan kerja", "JKM · Kematian", "JHT · Hari tua"),
        *("JP · Pensiun", "JKP · Kehilangan pekerjaan"),
    ),
    employer="PT Sinar Nusantara Tekstil Abadi Tbk",
)
