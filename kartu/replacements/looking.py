"""Child process that looks at pictures of papers: words to find a picture by, and whether two show the same sheet.

It gets JPEG pages of our own making on standard input, holds no key, and answers with numbers. `likeness` starts it, so
that no other process carries OpenCV. How it was chosen, and the figures: docs/decisions/0019-loss-letters.md.

Letters of one station share their form: what is looked for, and compared, is what differs. A page is laid flat by its
lines (level, parallel, evenly apart: what a photograph taken askew undoes) and scaled by their distance; each piece of
a line gives one word, the signs of the lowest frequencies of its ink. Two pages are the same sheet when, laid over one
another, hardly any ink disagrees.
"""

from __future__ import annotations

import json
import resource
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import cv2
import numpy as np

Array = Any  # numpy arrays; OpenCV's own types say no more

SECONDS = 120
# --- words
LONG_SIDE = 1500  # pixels a page is looked at with
PITCH = 26.0  # pixels from line to line, once scaled
GAPS = (21, 13, 9)  # pixels of blank that part two pieces: where one breaks apart in a poor picture, another holds
SMALL, DOTS = 600, 8000  # long side, and dots of ink, by which the lines are sought
BITS, TURNED, PAIRED = 20, 7, 5  # signs in a word; least certain signs turned when looking, alone and in pairs
LOW = sorted(((u, v) for u in range(1, 20) for v in range(3)), key=lambda at: at[0] + at[1] * 5.0)[:BITS]
# --- sheets
SHEET_SIDE = 1100
BLOCK_WIDTH, BLOCK_HEIGHT, MOVED = 48, 20, 4  # a piece of ink, and how far it may lie off
AGREES = 0.45  # correlation of ink from which a piece is the same
FEWEST_FEATURES = 25


@dataclass(frozen=True, slots=True)
class Overlay:
    """Two pages laid over one another: pieces of ink compared, and how many of them disagree."""

    pieces: int
    disagree: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it is compared: ink from 0 to 1, where there is paper, and features to lay it over another."""

    ink: Array
    paper: Array
    points: Array
    features: Array


def words_of(page: bytes) -> tuple[set[int], set[int]]:
    """Words to keep of a page, and words to look for (either way up, uncertain signs turned too)."""
    upright = _upright(_gray(page))
    if upright is None:
        return set(), set()
    flat, ink = upright
    kept = _pieces(flat, ink)
    turned = _pieces(*(cv2.rotate(each, cv2.ROTATE_180) for each in upright))
    return _words(kept, uncertain=False), _words(kept, uncertain=True) | _words(turned, uncertain=True)


def sheet_of(page: bytes) -> Sheet:
    """A page made ready to be compared."""
    gray = _scaled(_gray(page), SHEET_SIDE)
    clear, paper = _cleared(gray)
    dark = _darkness(clear, 13)
    inside = dark[paper > 0]
    top = max(float(np.percentile(inside, 98.5)) if inside.size else 0.0, 20.0)
    ink = (np.clip(dark.astype(np.float32) / np.float32(top), 0, 1) * paper).astype(np.float32)
    keypoints, features = cv2.SIFT.create(nfeatures=1500, contrastThreshold=0.03).detectAndCompute(clear, None)
    if not keypoints:
        return Sheet(ink, paper, np.zeros((0, 2), np.float32), np.zeros((0, 128), np.float32))
    root = np.sqrt(features / (features.sum(1, keepdims=True) + 1e-6))  # RootSIFT
    return Sheet(ink, paper, np.array([point.pt for point in keypoints], np.float32), root)


def overlay(one: Sheet, other: Sheet) -> Overlay:
    """Lay `other` over `one` and compare the ink where both have paper. No pieces: they do not fit at all."""
    lay = _alignment(one, other)
    if lay is None:
        return Overlay(0, 0)
    height, width = one.ink.shape
    ink = cv2.warpPerspective(other.ink, lay, (width, height))
    both = np.minimum(one.paper, cv2.warpPerspective(other.paper, lay, (width, height)))
    box = (BLOCK_WIDTH, BLOCK_HEIGHT)
    filled = [cv2.boxFilter((each > 0.35).astype(np.float32), -1, box, anchor=(0, 0)) for each in (one.ink, ink)]
    pieces = [_agreement(one.ink, ink, x, y, filled) for x, y in _places(both, filled)]
    return Overlay(len(pieces), sum(agreement < AGREES for agreement in pieces))


def _places(both: Array, filled: list[Array]) -> Iterator[tuple[int, int]]:
    height, width = both.shape
    for y in range(MOVED, height - BLOCK_HEIGHT - MOVED, BLOCK_HEIGHT // 2):
        for x in range(MOVED, width - BLOCK_WIDTH - MOVED, BLOCK_WIDTH // 2):
            right, bottom = x + BLOCK_WIDTH - 1, y + BLOCK_HEIGHT - 1
            on_paper = both[y, x] and both[bottom, right] and both[y, right] and both[bottom, x]
            if on_paper and max(filled[0][y, x], filled[1][y, x]) >= 0.06:
                yield x, y


def _agreement(one: Array, other: Array, x: int, y: int, filled: list[Array]) -> float:
    if min(filled[0][y, x], filled[1][y, x]) < 0.015:
        return 0.0
    piece = one[y : y + BLOCK_HEIGHT, x : x + BLOCK_WIDTH]
    around = other[y - MOVED : y + BLOCK_HEIGHT + MOVED, x - MOVED : x + BLOCK_WIDTH + MOVED]
    return float(cv2.matchTemplate(around, piece, cv2.TM_CCOEFF_NORMED).max())


def _alignment(one: Sheet, other: Sheet) -> Array | None:
    if min(len(one.points), len(other.points)) < FEWEST_FEATURES:
        return None
    alike = one.features @ other.features.T
    best = alike.argmax(1)
    mutual = alike.argmax(0)[best] == np.arange(len(best))
    near = np.sqrt(np.maximum(0, 2 - 2 * alike[np.arange(len(best)), best])) < 0.55
    pairs = np.nonzero(mutual & near)[0]
    if len(pairs) < FEWEST_FEATURES:
        return None
    lay, fits = cv2.findHomography(other.points[best[pairs]], one.points[pairs], cv2.USAC_MAGSAC, 4.0, maxIters=3000)
    return lay if lay is not None and fits.sum() >= FEWEST_FEATURES else None


def _words(pieces: Array, *, uncertain: bool) -> set[int]:
    if not len(pieces):
        return set()
    signs, shape = pieces[:, :BITS], np.floor(pieces[:, BITS] / 0.25).astype(np.int64)
    bits = ((signs > 0) * (1 << np.arange(BITS, dtype=np.int64))).sum(1)
    found = {int(word) for word in bits + ((shape + 64) << BITS)}
    if not uncertain:
        return found
    order = np.argsort(np.abs(signs), 1)
    single = [1 << order[:, place] for place in range(TURNED)]
    double = [single[a] ^ single[b] for a in range(PAIRED) for b in range(a)]
    nearer = np.where(pieces[:, BITS] / 0.25 - shape < 0.5, shape - 1, shape + 1)
    for form in (shape, nearer):
        for turn in [0, *single, *double]:
            found |= {int(word) for word in (bits ^ turn) + ((form + 64) << BITS)}
    return found


def _pieces(flat: Array, ink: Array) -> Array:
    """For each piece of a line: its lowest frequencies, and the logarithm of width by height."""
    dark, pieces = 255 - flat.astype(np.float32), []
    joined = [cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, gap), np.uint8)) for gap in GAPS]
    for x, y, width, height, _ in (box for each in joined for box in cv2.connectedComponentsWithStats(each)[2][1:]):
        if width < 40 or not PITCH / 5 < height < 40:
            continue
        piece = dark[max(y - 1, 0) : y + height + 1, max(x - 2, 0) : x + width + 2]
        small = cv2.resize(piece, (128, 16), interpolation=cv2.INTER_AREA if width > 128 else cv2.INTER_LINEAR)
        waves = cv2.dct(cv2.GaussianBlur(small, (0, 0), 1.5))
        pieces.append([*(waves[v, u] for u, v in LOW), np.log(width / height)])
    return np.array(pieces, np.float32).reshape(-1, BITS + 1)


def _upright(gray: Array) -> tuple[Array, Array] | None:
    """The page and its ink with level lines PITCH apart, head up or down; None when it has no lines."""
    clear, paper = _cleared(_scaled(gray, LONG_SIDE))
    ink = _ink(clear, paper)
    lay = _flattening(ink)
    pitch = _pitch(_laid(ink, lay, 1.0, 0, cv2.INTER_NEAREST))
    if pitch is None:
        return None
    scale = PITCH / pitch
    page = _laid(clear, lay, scale, 255, cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    return page, ((_laid(ink, lay, scale, 0, cv2.INTER_LINEAR) > 100) * 255).astype(np.uint8)


def _flattening(ink: Array) -> Array:
    """The homography that lays the lines level, parallel and evenly apart, as far as they tell; 3 x 3."""
    small = _scaled(ink, SMALL)
    rows, columns = np.nonzero(small > 60)
    if len(rows) < 200:
        return np.eye(3)
    if len(rows) > DOTS:
        some = np.random.default_rng(0).choice(len(rows), DOTS, replace=False)
        rows, columns = rows[some], columns[some]
    half = SMALL / 2
    x, y = (columns - small.shape[1] / 2) / half, (rows - small.shape[0] / 2) / half
    degrees, fan = _slant_and_fan(x, y)
    along, down = _along_and_down(x, y, degrees)
    lines = down / (1 + fan * along)
    depth = max(np.arange(-0.2, 0.21, 0.01), key=lambda depth: _evenness(lines / (1 + depth * lines)))
    return _homography(ink.shape, degrees, fan, depth)


def _homography(shape: tuple[int, int], degrees: float, fan: float, depth: float) -> Array:
    """Turns about the middle of a page of this shape, then undoes its fan and its depth; 3 x 3."""
    height, width = shape
    side = max(height, width) / 2
    cosine, sine = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    middle = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]])
    turn = np.array([[cosine, sine, 0], [-sine, cosine, 0], [0, 0, 1]])
    parallel = np.array([[1, 0, 0], [0, 1, 0], [fan / side, 0, 1]])
    even = np.array([[1, 0, 0], [0, 1, 0], [0, depth / side, 1]])
    return even @ parallel @ turn @ middle


def _slant_and_fan(x: Array, y: Array) -> tuple[float, float]:
    """Degrees by which the middle line runs off level, and how lines draw together along them: the sharpest lines."""

    def sharpness(degrees: float, fan: float) -> float:
        along, down = _along_and_down(x, y, degrees)
        lines = down / (1 + fan * along) * (SMALL / 2)
        return float((np.bincount((lines - lines.min()).astype(int)).astype(float) ** 2).sum())

    rough = max(np.arange(-90, 90, 1.5), key=lambda degrees: sharpness(degrees, 0.0))
    steps = [(rough + turn, fan) for turn in np.arange(-4.5, 4.6, 0.5) for fan in np.arange(-0.24, 0.25, 0.02)]
    degrees, fan = max(steps, key=lambda step: sharpness(*step))
    finer = [
        (degrees + turn, fan + more) for turn in np.arange(-0.4, 0.41, 0.2) for more in np.arange(-0.015, 0.016, 0.005)
    ]
    degrees, fan = max(finer, key=lambda step: sharpness(*step))
    return float(degrees), float(fan)


def _along_and_down(x: Array, y: Array, degrees: float) -> tuple[Array, Array]:
    turn = np.deg2rad(degrees)
    return x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)


def _evenness(lines: Array) -> float:
    """How strongly lines come at one distance: the highest peak of their spectrum, from 4 to 36 dots apart."""
    spots = lines * SMALL
    counts = np.bincount((spots - spots.min()).astype(int), minlength=4 * SMALL)[: 4 * SMALL].astype(float)
    power = np.abs(np.fft.rfft(counts - counts.mean(), 8 * SMALL)) ** 2
    return float(power[8 * SMALL // 72 : SMALL].max())


def _pitch(ink: Array) -> float | None:
    """Pixels from line to line, to a part of a pixel: the first strong peak of the rows' autocorrelation."""
    rows = (ink > 0).sum(1).astype(float)
    rows -= rows.mean()
    waves = np.fft.rfft(rows, 2 * len(rows))
    alike = np.fft.irfft(waves * np.conj(waves))[: len(rows)]
    steps = range(9, min(90, len(rows) - 2))
    peaks = [step for step in steps if alike[step - 1] < alike[step] >= alike[step + 1]]
    if not peaks:
        return None
    strongest = max(alike[step] for step in peaks)
    first = min(step for step in peaks if alike[step] > 0.55 * strongest)
    before, at, after = alike[first - 1 : first + 2]
    return float(first + (before - after) / (2 * (before - 2 * at + after) - 1e-12))


def _laid(page: Array, lay: Array, scale: float, border: int, way: int) -> Array:
    height, width = page.shape
    corners = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64)
    seen = cv2.perspectiveTransform(corners, lay)[0] * scale
    (left, top), (right, bottom) = seen.min(0), seen.max(0)
    move = np.array([[scale, 0, -left], [0, scale, -top], [0, 0, 1]])
    return cv2.warpPerspective(
        page, move @ lay, (int(right - left) + 1, int(bottom - top) + 1), flags=way, borderValue=(border,)
    )


def _ink(clear: Array, paper: Array) -> Array:
    dark = _darkness(clear, 15)
    inside = dark[(paper > 0) & (dark > 12)]
    if inside.size < 1000:
        return np.zeros_like(clear)
    limit, _ = cv2.threshold(inside.reshape(-1, 1), 0, 255, cv2.THRESH_OTSU)
    return (((dark > max(limit * 0.8, 12)) & (paper > 0)) * 255).astype(np.uint8)


def _darkness(clear: Array, around: int) -> Array:
    """How much darker each pixel is than the paper around it; strokes are narrower than `around` pixels."""
    return cv2.subtract(cv2.morphologyEx(clear, cv2.MORPH_CLOSE, np.ones((around, around), np.uint8)), clear)


def _cleared(gray: Array) -> tuple[Array, Array]:
    """The page with its own brightness taken out, and where there is paper, its edges left off."""
    ground = cv2.GaussianBlur(cv2.dilate(gray, np.ones((9, 9), np.uint8)), (0, 0), 12)
    clear = np.clip(gray.astype(np.float32) * 255 / np.maximum(ground, 1), 0, 255).astype(np.uint8)
    paper = (ground > 0.62 * np.percentile(ground, 90)).astype(np.uint8)
    for edge in (paper[:2], paper[-2:], paper[:, :2], paper[:, -2:]):
        edge[...] = 0
    return clear, cv2.erode(paper, np.ones((31, 31), np.uint8), borderValue=(0,))


def _scaled(page: Array, side: int) -> Array:
    scale = side / max(page.shape)
    size = (max(1, round(page.shape[1] * scale)), max(1, round(page.shape[0] * scale)))
    return cv2.resize(page, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)


def _gray(page: bytes) -> Array:
    picture = cv2.imdecode(np.frombuffer(page, np.uint8), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        raise ValueError("no picture")
    return picture


def _frames(stream: bytes) -> list[bytes]:
    frames, at = [], 0
    while at < len(stream):
        (length,) = struct.unpack_from(">I", stream, at)
        frames.append(stream[at + 4 : at + 4 + length])
        at += 4 + length
    return frames


def main() -> int:
    """First frame: JSON {"own": pages, "others": [pages of each]}; then the paper's own pages, then theirs."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    cv2.setNumThreads(1)
    order, *pages = _frames(sys.stdin.buffer.read())
    asked = json.loads(order)
    own, theirs = pages[: asked["own"]], pages[asked["own"] :]
    answer = _compared(own, theirs, asked["others"]) if "others" in asked else _read(own)
    sys.stdout.write(json.dumps(answer))
    return 0


def _read(own: list[bytes]) -> dict[str, list[int]]:
    words = [words_of(page) for page in own]
    kept, sought = set().union(*(each[0] for each in words)), set().union(*(each[1] for each in words))
    return {"kept": sorted(kept), "sought": sorted(sought)}


def _compared(own: list[bytes], theirs: list[bytes], counts: list[int]) -> list[list[int]]:
    """For each of the other papers, which have `counts` pages: the best overlay, as pieces and how many disagree."""
    mine, answers, rest = [sheet_of(page) for page in own], [], iter(theirs)
    for count in counts:
        others = [sheet_of(page) for page in islice(rest, count)]
        laid = [overlay(one, other) for one in mine for other in others]
        best = min(laid, key=lambda each: (each.disagree + 5) / (each.pieces + 1), default=Overlay(0, 0))
        answers.append([best.pieces, best.disagree])
    return answers


if __name__ == "__main__":
    sys.exit(main())
