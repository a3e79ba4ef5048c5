"""Photographs of invented papers, so that an officer of the demonstration has something to look at."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

SIZE = (900, 1200)
PAPER, INK, STAMP = "#f3efe4", "#23283f", "#8a2c3c"
TABLE = "#6d5f50"


def draw_paper(title: str, lines: Sequence[str]) -> bytes:
    """A sheet with a heading, some lines and the stamp CONTOH, lying a little askew on a table; JPEG."""
    sheet = Image.new("RGB", (780, 1080), PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((60, 60), title.upper(), fill=INK, font=ImageFont.load_default(30))
    draw.line((60, 112, 720, 112), fill=INK, width=3)
    for number, line in enumerate(lines):
        draw.text((60, 160 + number * 52), line, fill=INK, font=ImageFont.load_default(25))
    draw.ellipse((480, 780, 700, 1000), outline=STAMP, width=8)
    draw.text((523, 872), "CONTOH", fill=STAMP, font=ImageFont.load_default(32))
    photo = Image.new("RGB", SIZE, TABLE)
    turned = sheet.rotate(1.5, resample=Image.Resampling.BILINEAR, expand=True, fillcolor=TABLE)
    photo.paste(turned, ((SIZE[0] - turned.width) // 2, (SIZE[1] - turned.height) // 2))
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=70)
    return file.getvalue()
