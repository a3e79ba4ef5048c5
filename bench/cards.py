"""Code length for the 100 longest names; size and CPU time of every picture and paper. Run: python -m bench.cards

CPU time of this process, the pictures interleaved, every card with a name of its own; Pillow's own drawing of the code
alone is the floor of the same run.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PIL import Image

from kartu.cards.drawing import Face, draw_back_png, draw_card_pdf, draw_front_png, draw_sheet_pdf
from kartu.credential.claims import CardClaims, fit
from kartu.credential.code import assemble, bytes_to_sign
from kartu.credential.qr import draw_modules, read_image
from tests.credential.test_fit import LONGEST

KID = bytes(range(8))
CARDS = 20

CLAIMS = CardClaims(
    issuer="bjp.example",
    issued_at=1_795_300_000,
    expires_at=1_810_900_000,
    not_before=None,
    serial=bytes(8),
    number="26041187009",
    name="Siti Rahmawati",
    birth_date=date(1990, 3, 28),
    language="id",
    country="ID",
    programmes=0b11111,
    employer="JJ012345",
    status_uri="https://bjp.example/s/0",
    status_index=123_456,
)


def main() -> None:
    """Print both tables."""
    texts = [_text(name) for name in LONGEST]
    lengths = sorted(len(text) for text in texts)
    versions = {(len(draw_modules(text)) - 17) // 4 for text in texts}
    print(f"ordinary card: {len(_text(CLAIMS.name))} characters")
    print(f"{len(texts)} longest names ({min(map(len, LONGEST))}-{max(map(len, LONGEST))} letters):")
    print(f"  characters min {lengths[0]}, median {lengths[len(lengths) // 2]}, max {lengths[-1]}; versions {versions}")
    _pictures()


def _text(name: str) -> str:
    return assemble(bytes_to_sign(fit(replace(CLAIMS, name=name), KID), KID), bytes(64))


def _pictures() -> None:
    faces = [_face(name) for name in LONGEST[:CARDS]]
    if [read_image(draw_front_png(face)) for face in faces] != [_text(face.name) for face in faces]:
        raise SystemExit("a drawn code does not read back")
    drawers: dict[str, Callable[[Face], bytes]] = {
        "front PNG": draw_front_png,
        "back PNG": draw_back_png,
        "card PDF": draw_card_pdf,
        "A4 sheet PDF": draw_sheet_pdf,
        "floor: PNG of the code alone": _code_alone,
    }
    spent: dict[str, list[float]] = {name: [] for name in drawers}
    sizes: dict[str, list[int]] = {name: [] for name in drawers}
    for face in faces:
        for name, draw in drawers.items():
            began = time.process_time()
            drawn = draw(face)
            spent[name].append(time.process_time() - began)
            sizes[name].append(len(drawn))
    for name in drawers:
        _row(name, spent[name], sizes[name])


def _row(name: str, spent: Sequence[float], sizes: Sequence[int]) -> None:
    low, middle, high = (1000 * value for value in (min(spent), statistics.median(spent), max(spent)))
    print(f"{name:<30} {middle:7.1f} ms ({low:.1f}-{high:.1f})  {max(sizes) / 1000:6.1f} kB at most")


def _face(name: str) -> Face:
    return Face(
        fund_name="Balai Jaminan Pekerja",
        number=CLAIMS.number,
        name=name,
        modules=draw_modules(_text(name)),
        kind="plastic",
        serial="00aa11bb22cc33dd",
        check_address="bjp.example/periksa",
        telephone="0000 123",
        valid_until=date(2031, 5, 21),
        programmes=("Kecelakaan kerja", "Kematian", "Hari tua"),
        employer="PT Sinar Tekstil Abadi",
    )


def _code_alone(face: Face) -> bytes:
    side = len(face.modules)
    picture = Image.new("1", (side, side), 1)
    picture.putdata([0 if dark else 1 for row in face.modules for dark in row])
    out = io.BytesIO()
    picture.resize((side * 5, side * 5), Image.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()


if __name__ == "__main__":
    main()
