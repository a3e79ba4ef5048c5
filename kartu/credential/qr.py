"""The code as a picture: drawn by segno, read by ZXing, two libraries that share nothing."""

from __future__ import annotations

import io

import segno
import zxingcpp
from PIL import Image, ImageFilter, UnidentifiedImageError

from kartu.credential.base45 import ALPHABET
from kartu.credential.errors import CodeTooLong, NoCode

MAX_VERSION = 12
MAX_FILE = 20 * 1024 * 1024  # bytes
MAX_PIXELS = 50_000_000
MAX_SIDE = 20_000
ENLARGED_PIXELS = 4_000_000  # a larger picture has dots enough
SHARPER = ImageFilter.UnsharpMask(radius=3, percent=200, threshold=2)
FORMATS = ("PNG", "JPEG", "WEBP")  # what phones and scanners write; each format more is a decoder more to attack


def draw_modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The modules, rows from the top, True is dark, without the quiet zone (four modules, the painter's duty).

    Alphanumeric, level M, version 12 at most; a longer or foreign text raises `CodeTooLong`.
    """
    try:
        code = segno.make(text, error="m", mode="alphanumeric", boost_error=False, micro=False)
    except segno.DataOverflowError as error:
        raise CodeTooLong from error
    except ValueError as error:
        raise CodeTooLong("not the alphanumeric alphabet") from error
    if int(code.version) > MAX_VERSION:
        raise CodeTooLong
    return tuple(tuple(module == 1 for module in row) for row in code.matrix)


def read_image(data: bytes) -> str:
    """The text of the QR code in a picture file; the longest one if there are several. Raises `NoCode`.

    Size is judged from the header, before anything is unpacked.
    """
    if len(data) > MAX_FILE:
        raise NoCode("a file too large")
    picture = _picture(data)
    found = _codes(picture)
    if not found and picture.width * picture.height <= ENLARGED_PIXELS:
        # A blurred or dark photograph often gives its code away once its modules are larger and their edges drawn.
        found = _codes(picture.resize((picture.width * 2, picture.height * 2)).filter(SHARPER))
    if not found:
        raise NoCode
    # A photograph may show other codes; the signed one has the alphabet of a card and is the longest.
    return max(found, key=lambda text: (set(text) <= set(ALPHABET), len(text)))


def _codes(picture: Image.Image) -> list[str]:
    only_qr = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in zxingcpp.read_barcodes(picture, formats=only_qr) if code.text]


def _picture(data: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
        if picture.width * picture.height > MAX_PIXELS or max(picture.size) > MAX_SIDE:
            raise NoCode("a picture too large")
        if "A" in picture.getbands() or "transparency" in picture.info:
            white = Image.new("RGBA", picture.size, "white")
            return Image.alpha_composite(white, picture.convert("RGBA")).convert("L")
        return picture.convert("L")
    # Pillow's decoders raise these for broken files; the picture is a stranger's. Its EXIF is not looked at: a turned
    # code reads as well.
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise NoCode("not a picture that reads") from error
