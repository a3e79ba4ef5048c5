"""Draw the home-screen icons and the picture shared links show, from the mark: `python tools/draw_icons.py`."""

from __future__ import annotations

import io
from pathlib import Path

import typst
from PIL import Image

from kartu.cards.drawing.fonts import load_fonts

STATIC = Path(__file__).parent.parent / "kartu" / "base" / "static" / "base"
COLOURS = 32
# (file, side in dots, share of the side the mark takes, corner radius as a share of the side)
ICONS = [
    ("icon-180.png", 180, 0.62, 0.0),
    ("icon-192.png", 192, 0.66, 0.22),
    ("icon-512.png", 512, 0.66, 0.22),
    ("icon-mask.png", 512, 0.5, 0.0),
]
MARK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#fff" d="M15 15C9.5 13.5 4.5 8.5 2.5 2.5 9 4 14 9 15 15Zm0 2C9.5 18.5 4.5 23.5 2.5 29.5 9 28 14 23 15 17Zm2 0c5.5 1.5 10.5 6.5 12.5 12.5C23 28 18 23 17 17Z"/><path fill="#f4b740" d="M17 15c5.5-1.5 10.5-6.5 12.5-12.5C23 4 18 9 17 15Z"/></svg>'  # noqa: E501
ICON = """
#set page(width: {side}pt, height: {side}pt, margin: 0pt, fill: none)
#place(rect(width: 100%, height: 100%, radius: {radius}pt, fill: rgb("#151c4a")))
#place(center + horizon, image(bytes("{mark}"), format: "svg", width: {width}pt))
"""
SOCIAL = """
#set page(width: 1200pt, height: 630pt, margin: 0pt, fill: rgb("#151c4a"))
#set text(font: "Inter", fill: white)
#place(dx: 90pt, dy: 100pt, image(bytes("{mark}"), format: "svg", width: 120pt))
#place(dx: 90pt, dy: 270pt, text(size: 84pt, weight: "bold", tracking: -2pt)[Kartu hilang?])
#place(dx: 90pt, dy: 372pt, text(size: 84pt, weight: "bold", tracking: -2pt)[Anda tetap terlindungi.])
#place(dx: 90pt, dy: 492pt, text(size: 34pt, fill: rgb("#d7dbf5"))[Lapor, perbarui, pakai lagi. Gratis.])
#place(bottom, rect(width: 100%, height: 14pt, fill: rgb("#f4b740")))
"""


def main() -> None:
    """Write every picture into the base's static folder."""
    mark = MARK.replace('"', '\\"')
    for name, side, share, radius in ICONS:
        _write(name, ICON.format(side=side, radius=side * radius, width=side * share, mark=mark))
    _write("social.png", SOCIAL.format(mark=mark))


def _write(name: str, page: str) -> None:
    """Draw one page at 72 dots an inch (a point a dot) and keep few colours: the art is flat."""
    compiler = typst.Compiler(font_paths=load_fonts(), ignore_system_fonts=True)
    drawn = compiler.compile(page.encode(), format="png", ppi=72)
    if not isinstance(drawn, bytes):
        raise TypeError("a picture is one page")
    picture = Image.open(io.BytesIO(drawn)).quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
    picture.save(STATIC / name, "PNG", optimize=True)


if __name__ == "__main__":
    main()
