"""The child that opens a stranger's file: bytes in on standard input, new JPEG pages out on standard output.

Run by path, alone and without Kartu's settings or keys (kartu/replacements/rebuilding.py): whatever a hostile file does
to a decoder happens here, with little time, little memory, no new files and nobody's data. What comes out is drawn
anew from the pixels, so that nothing else of the file is left: no position, no script, no second file behind it.
"""

from __future__ import annotations

import resource
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO

import pi_heif  # type: ignore[import-untyped]  # ships no types
import pypdfium2  # type: ignore[import-untyped]  # ships no types
from PIL import Image, ImageOps

SECONDS, MEMORY, DESCRIPTORS = 3, 1 << 30, 24
LARGEST, PIXELS, PAGES = 10 * 1024 * 1024, 50_000_000, 10
SIDE, QUALITY = 2000, 82

# Words for people stand in rebuilding.py, by these codes.
UNKNOWN, BROKEN, TOO_MANY_PIXELS, TOO_MANY_PAGES, LOCKED = "unknown", "broken", "pixels", "pages", "locked"
REFUSED = 3

HEADS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"%PDF-": "PDF"}
HEIC = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
# A file that begins as one thing and names another in its first kilobyte was made to be read as two.
SECOND_HEADS = (b"%PDF-", b"PK\x03\x04", b"<html", b"<script", b"<svg", b"<?php", b"#!/")


class Refused(Exception):
    """The file is not taken; the argument is the code of the reason."""


def rebuild(content: bytes) -> list[bytes]:
    """The pages of a picture or PDF as new JPEG files. Raises Refused."""
    kind = kind_of(content)
    try:
        return [_new_jpeg(page) for page in (_pages(content) if kind == "PDF" else [_picture(content, kind)])]
    except Refused:
        raise
    # Decoders raise what they like on a broken file; all of it means the same to who sent it.
    except Exception as error:
        raise Refused(BROKEN) from error


def kind_of(content: bytes) -> str:
    """JPEG, PNG, WEBP, HEIF or PDF by the first bytes; what the file is called says nothing. Raises Refused."""
    kind = next((kind for head, kind in HEADS.items() if content.startswith(head)), "")
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind = "WEBP"
    if content[4:8] == b"ftyp" and content[8:12] in HEIC:
        kind = "HEIF"
    start = content[4:1024].lower()
    if not kind or (kind != "PDF" and any(second.lower() in start for second in SECOND_HEADS)):
        raise Refused(UNKNOWN)
    return kind


def _picture(content: bytes, kind: str) -> Image.Image:
    image = Image.open(BytesIO(content), formats=[kind])
    width, height = image.size
    if width * height > PIXELS:
        raise Refused(TOO_MANY_PIXELS)
    # JPEG is decoded at a fraction where that is enough; for the others this does nothing.
    image.draft("RGB", (SIDE, SIDE))
    image.load()
    return ImageOps.exif_transpose(image)


def _pages(content: bytes) -> Iterator[Image.Image]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Refused(LOCKED if "password" in str(error).lower() else BROKEN) from error
    if not 1 <= len(document) <= PAGES:
        raise Refused(TOO_MANY_PAGES)
    for page in document:
        width, height = page.get_size()
        if min(width, height) < 1:
            raise Refused(BROKEN)
        yield page.render(scale=SIDE / max(width, height), may_draw_forms=False).to_pil()


def _new_jpeg(image: Image.Image) -> bytes:
    if image.mode not in ("RGB", "L"):
        opaque = image.convert("RGBA")
        image = Image.new("RGB", opaque.size, "white")
        image.paste(opaque, mask=opaque.getchannel("A"))
    image.thumbnail((SIDE, SIDE))
    # From bare pixels: comments, profiles and positions travel with an image object.
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    written = BytesIO()
    bare.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS))
    with suppress(ValueError, OSError):  # macOS knows no limit of address space
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main(write: Callable[[bytes], object] = sys.stdout.buffer.write) -> int:
    """Rebuild standard input; each page goes out behind its length in four bytes, a refusal as its code."""
    _limit()
    Image.MAX_IMAGE_PIXELS = None  # _picture counts them, and has words for too many
    pi_heif.register_heif_opener(thumbnails=False)
    try:
        for page in rebuild(sys.stdin.buffer.read(LARGEST + 1)):
            write(struct.pack(">I", len(page)) + page)
    except Refused as refused:
        write(str(refused).encode())
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
