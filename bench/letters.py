"""Are letters known again, and only those? python -m bench.letters [--letters 200] [--copied 20]

Draws letters of one station on one form (other text, stamp and signature each), the hard case. Compares each with its
neighbours (false alarms) and with copies of itself (detection): re-encoded, cut to 80 %, turned by 1 to 180 degrees,
photographed askew, and all of it together. Candidates are found as `replacements.likeness` finds them.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
import typst

from kartu.replacements.looking import Overlay, Sheet, overlay, sheet_of, words_of
from kartu.replacements.sheets import CANDIDATES, COMMON, PIECES, is_same_sheet

FORM = r"""
#let g = json(bytes(sys.inputs.letter))
#set page(paper: "a4", margin: (x: 22mm, y: 18mm))
#set text(font: "Libertinus Serif", size: 11.5pt)
#align(center)[KEPOLISIAN NEGARA CONTOH \ DAERAH CONTOH RAYA \ *POLSEK CONTOH UTARA* \
  #text(size: 9pt)[Jalan Contoh Merdeka 1, Kota Contoh. Telepon 0000 110]]
#line(length: 100%, stroke: 1.2pt)
#align(center)[#text(weight: "bold", size: 13pt)[#underline[SURAT KETERANGAN TANDA LAPOR KEHILANGAN]] \
  Nomor: #g.number]
#v(4mm)
Yang bertanda tangan di bawah ini menerangkan bahwa pada hari ini, #g.day, telah datang ke Polsek seorang bernama:
#v(2mm)
#grid(columns: (45mm, 4mm, 1fr), row-gutter: 3mm, [Nama], [:], [#g.name], [NIK], [:], [#g.nik],
  [Tempat, tanggal lahir], [:], [#g.born], [Pekerjaan], [:], [#g.job], [Agama], [:], [-], [Alamat], [:], [#g.address])
#v(3mm)
Menerangkan bahwa yang bersangkutan telah kehilangan barang berupa:
#for (i, it) in g.items.enumerate() [ #h(8mm) #(i+1). #it \ ]
Barang tersebut hilang pada #g.when di sekitar #g.place. Yang bersangkutan telah berusaha mencarinya namun sampai saat
ini belum ditemukan.

Demikian surat keterangan ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya. Surat keterangan ini
berlaku selama 14 (empat belas) hari sejak tanggal dikeluarkan dan bukan merupakan pengganti barang yang hilang.
#v(8mm)
#grid(columns: (1fr, 1fr), align(center)[Pelapor \ #v(22mm) #underline[#upper(g.name)]],
  align(center)[Kota Contoh, #g.day \ a.n. KEPALA POLSEK \ #v(18mm) #underline[SUHARTO CONTOH] \ AIPDA NRP 00000000])
"""
FIRST = (
    "Siti", "Budi", "Agus", "Dewi", "Rini", "Joko", "Hendra", "Kartika", "Bambang",
    "Wulan", "Ahmad", "Fitri", "Yusuf", "Maria", "Putri", "Eko", "Ratna", "Ayu",
)  # fmt: skip
LAST = (
    "Rahmawati", "Santoso", "Gunawan", "Larasati", "Wijaya", "Hidayat",
    "Siregar", "Nasution", "Kusuma", "Pratama", "Susanti", "Lubis", "Utami",
)  # fmt: skip
STREETS = ["Melati", "Mawar", "Kenanga", "Anggrek", "Cempaka", "Dahlia", "Flamboyan", "Teratai", "Merpati", "Garuda"]
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
THINGS = [
    "1 (satu) lembar KTP atas nama pelapor",
    "1 (satu) lembar SIM C atas nama pelapor",
    "1 (satu) buah kartu ATM Bank Contoh nomor {n}",
    "1 (satu) buah dompet warna hitam",
]
Picture = Any


def letter(seed: int) -> dict[str, Any]:
    """What one letter says; every second one names the card alone, so that least differs."""
    dice = random.Random(seed)

    def digits(count: int) -> str:
        return "".join(str(dice.randrange(10)) for _ in range(count))

    day = f"{dice.randint(1, 28)} {dice.choice(MONTHS)} 2026"
    more = [] if seed % 2 else [each.format(n=digits(12)) for each in dice.sample(THINGS, dice.randint(1, 3))]
    return {
        "number": f"SKTLK/{dice.randint(1, 3000)}/XI/2026/SPKT",
        "day": day,
        "name": f"{dice.choice(FIRST)} {dice.choice(LAST)}",
        "nik": digits(16),
        "born": f"Kota {dice.choice(LAST)}, {dice.randint(1, 28)} {dice.choice(MONTHS)} 19{dice.randint(60, 99)}",
        "job": dice.choice(["Karyawan swasta", "Buruh harian", "Penjahit", "Sopir", "Perawat"]),
        "address": f"Jl. {dice.choice(STREETS)} {dice.randint(1, 200)} RT {dice.randint(1, 9)}, {dice.choice(LAST)}",
        "items": [f"1 (satu) lembar kartu peserta jaminan pekerja nomor {digits(11)}", *more],
        "when": f"{dice.choice(['Senin', 'Rabu', 'Jumat'])} {day} sekitar pukul {dice.randint(5, 22):02d}.00",
        "place": f"{dice.choice(['Pasar', 'Terminal', 'Stasiun'])} {dice.choice(LAST)}",
    }


def drawn(seed: int) -> Picture:
    """The letter on paper, with a stamp and a signature that never lie twice in the same place."""
    inputs = {"letter": json.dumps(letter(seed))}
    png = typst.compile(FORM.encode(), format="png", ppi=170, sys_inputs=inputs)
    page = cv2.imdecode(np.frombuffer(bytes(png), np.uint8), cv2.IMREAD_COLOR)  # type: ignore[arg-type]  # one page
    dice, (height, width) = random.Random(seed + 7), page.shape[:2]
    layer = np.full_like(page, 255)
    at = (int(width * 0.6 + dice.uniform(-30, 30)), int(height * 0.72 + dice.uniform(-20, 20)))
    for radius, thick in ((110, 5), (70, 3)):
        cv2.circle(layer, at, radius, (150, 60, 60), thick)
    cv2.putText(layer, "CONTOH", (at[0] - 62, at[1] + 10), cv2.FONT_HERSHEY_DUPLEX, 0.95, (150, 60, 60), 2)
    turn = cv2.getRotationMatrix2D(at, dice.uniform(-20, 20), 1)
    layer = cv2.warpAffine(layer, turn, (width, height), borderValue=(255, 255, 255))
    line = [
        (int(width * 0.66 + 18 * n + dice.uniform(-10, 40)), int(height * 0.74 + dice.uniform(-40, 40)))
        for n in range(14)
    ]
    cv2.polylines(layer, [np.array(line, np.int32)], False, (120, 40, 30), 3, cv2.LINE_AA)
    return (page.astype(np.uint16) * layer // 255).astype(np.uint8)


def jpeg(page: Picture, quality: int) -> bytes:
    return bytes(cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes())


def reencoded(page: Picture, dice: random.Random) -> Picture:
    scale = dice.uniform(0.5, 1.0)
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.imdecode(np.frombuffer(jpeg(small, dice.randint(30, 75)), np.uint8), cv2.IMREAD_COLOR)


def cropped(page: Picture, dice: random.Random) -> Picture:
    """A fifth of the area is gone."""
    height, width = page.shape[:2]
    high, wide = int(height * math.sqrt(0.8)), int(width * math.sqrt(0.8))
    y, x = dice.randint(0, height - high), dice.randint(0, width - wide)
    return page[y : y + high, x : x + wide]


def turned(page: Picture, dice: random.Random) -> Picture:
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), dice.uniform(1, 180) * dice.choice((1, -1)), 1)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    wide, high = int(height * sine + width * cosine), int(height * cosine + width * sine)
    turn[:, 2] += (wide / 2 - width / 2, high / 2 - height / 2)
    return cv2.warpAffine(page, turn, (wide, high), borderValue=(90, 100, 110))


def photographed(page: Picture, dice: random.Random) -> Picture:
    """Askew on a table, in uneven light, a little out of focus, with noise."""
    height, width = page.shape[:2]
    lean, edge = 0.1 * width, 0.08 * width
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    away = np.array(
        [[dice.uniform(0, lean) * s for s in side] for side in ((1, 1), (-1, 1), (-1, -1), (1, -1))], np.float32
    )
    lay = cv2.getPerspectiveTransform(corners, corners + edge + away)
    size = (int(width + 2 * edge), int(height + 2 * edge))
    photo = cv2.warpPerspective(page, lay, size, borderValue=(80, 95, 110))
    rows, columns = np.mgrid[0 : photo.shape[0], 0 : photo.shape[1]]
    angle = dice.uniform(0, 2 * math.pi)
    light = 0.72 + 0.14 * (math.cos(angle) * columns / photo.shape[1] + math.sin(angle) * rows / photo.shape[0] + 1)
    noise = np.random.default_rng(dice.randrange(1 << 30)).normal(0, 6, photo.shape)
    photo = np.clip(photo * light[..., None] + noise, 0, 255).astype(np.uint8)
    scale = dice.uniform(0.55, 0.9)
    photo = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.GaussianBlur(photo, (0, 0), dice.uniform(0.6, 1.1))


def everything(page: Picture, dice: random.Random) -> Picture:
    return reencoded(turned(cropped(photographed(page, dice), dice), dice), dice)


WAYS: dict[str, Callable[[Picture, random.Random], Picture]] = {
    "re-encoded": reencoded,
    "cut to 80 %": cropped,
    "turned": turned,
    "photographed": photographed,
    "all together": everything,
}


def same(laid: Overlay) -> bool:
    return is_same_sheet(laid.pieces, laid.disagree)


def candidates(index: dict[int, list[int]], sought: set[int]) -> list[int]:
    """As FIND in replacements.likeness."""
    weights: Counter[int] = Counter()
    for word in sought:
        hits = index.get(word, [])
        if 0 < len(hits) < COMMON:
            for hit in hits:
                weights[hit] += 1 / len(hits)  # type: ignore[assignment]  # a weight
    return [hit for hit, _ in weights.most_common(CANDIDATES)]


def stored(count: int, dice: random.Random) -> Iterator[tuple[Picture, bytes]]:
    """Letters as members send them: half of them photographed."""
    for seed in range(count):
        page = drawn(seed)
        yield page, jpeg(photographed(page, dice) if seed % 4 > 1 else page, 80)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--letters", type=int, default=200)
    words.add_argument("--copied", type=int, default=20)
    given = words.parse_args()
    cv2.setNumThreads(1)
    dice, index, sheets, began = random.Random(5), defaultdict(list), [], time.process_time()
    copies: dict[int, Picture] = {}
    spaced = max(1, given.letters // given.copied)
    for number, (page, sent) in enumerate(stored(given.letters, dice)):
        for word in words_of(sent)[0]:
            index[word].append(number)
        sheets.append(sheet_of(sent))
        if number % spaced == 0:
            copies[number] = page
    print(f"{given.letters} letters of one form, {time.process_time() - began:.0f} s of processor")
    alarms(sheets)
    for name, way in WAYS.items():
        detection(name, way, copies, index, sheets, dice)


def alarms(sheets: list[Sheet]) -> None:
    """Each letter over its neighbour and over the one whose items are as few."""
    laid = [overlay(sheets[n], sheets[(n + step) % len(sheets)]) for n in range(len(sheets)) for step in (1, 2)]
    shares = sorted(each.disagree / each.pieces for each in laid if each.pieces >= PIECES)
    alarmed = sum(map(same, laid))
    print(f"false alarms: {alarmed} of {len(laid)} pairs; least share of ink that disagrees {shares[0]:.3f}")


def detection(
    name: str,
    way: Callable[[Picture, random.Random], Picture],
    copies: dict[int, Picture],
    index: dict[int, list[int]],
    sheets: list[Sheet],
    dice: random.Random,
) -> None:
    found = laid_over = 0
    most = 0.0
    for number, page in copies.items():
        sent = jpeg(way(page, dice), 80)
        laid = overlay(sheet_of(sent), sheets[number])
        among = number in candidates(index, words_of(sent)[1])
        laid_over += same(laid)
        found += among and same(laid)
        most = max(most, laid.disagree / laid.pieces if laid.pieces else 1.0)
    total = len(copies)
    print(
        f"{name}: flagged {found} of {total}; same sheet when laid over {laid_over}; most ink that disagrees {most:.3f}"
    )


if __name__ == "__main__":
    main()
