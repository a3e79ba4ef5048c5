"""Files as people, phones and attackers send them."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from random import Random

import pikepdf
from PIL import Image, ImageDraw

POSITION = b"GPSLatitude-6.2146"
WIDTH, HEIGHT = 900, 600


def photo(side: int = WIDTH, **saved: object) -> bytes:
    """A photo of a paper: JPEG unless `format` says otherwise."""
    image = Image.new("RGB", (side, side * HEIGHT // WIDTH), "#f4efe2")
    draw = ImageDraw.Draw(image)
    for line in range(40, image.height - 40, 30):
        draw.line((50, line, image.width - 50, line + 3), fill="#223", width=4)
    written = io.BytesIO()
    image.save(written, **{"format": "JPEG", **saved})  # type: ignore[arg-type]  # any option of any format
    return written.getvalue()


def photo_with_position() -> bytes:
    """As a phone takes it: lying on its side, with the place, a comment and a trailer behind the picture."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = POSITION.decode()
    exif.get_ifd(0x8825)[2] = (6.0, 12.0, 52.6)
    return photo(exif=exif.tobytes(), comment=POSITION) + b"MotionPhoto_Data" + POSITION + b"PK\x03\x04"


def pdf(pages: int = 1, *, password: str = "", script: bool = False) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    if script:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    written = io.BytesIO()
    locked = pikepdf.Encryption(owner="o", user=password) if password else False
    document.save(written, encryption=locked)
    return written.getvalue()


def png_of(width: int, height: int, packed: bytes) -> bytes:
    """A PNG that says to be so large, with `packed` as its picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def png_bomb() -> bytes:
    """A hundred kilobytes that unfold to gigabytes."""
    return png_of(60_000, 60_000, zlib.compress(bytes(100_000_000), 9))


def pdf_bomb() -> bytes:
    """A page whose contents unfold to some hundred megabytes of drawing orders."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    document.pages[0].Contents = document.make_stream(b"0 0 m 500 800 l S\n" * 9_000_000)
    written = io.BytesIO()
    document.save(written, compress_streams=True)
    return written.getvalue()


def mutations(seed: int, count: int) -> Iterator[bytes]:
    """Good files with bytes turned, cut out, doubled or swapped."""
    dice = Random(seed)
    good = [photo(300), photo(300, format="PNG"), photo(300, format="WEBP"), pdf(2)]
    for _ in range(count):
        content = bytearray(dice.choice(good))
        for _ in range(dice.randint(1, 12)):
            at = dice.randrange(len(content))
            act = dice.randrange(4)
            if act == 0:
                content[at] = dice.randrange(256)
            elif act == 1:
                del content[at : at + dice.randint(1, 200)]
            elif act == 2:
                content[at:at] = content[at : at + dice.randint(1, 200)]
            else:
                content[at : at + 4] = struct.pack(">I", dice.choice([0, 0xFFFFFFFF, 0x7FFFFFFF, 65_535]))
            content = content or bytearray(b"\0")
        yield bytes(content)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
