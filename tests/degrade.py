"""Photographs of printed cards, simulated: what a hurried officer's phone gives a reader.

A card picture at 300 dpi is printed (ink spreads), laid on a table, seen at an angle by a phone from some distance,
out of focus and moving, in poor light with sensor noise, under a lamp that glares, and stored as JPEG. Grey only: a
reader looks at brightness. Everything is drawn from a seed: the same card, grade and seed give the same photograph.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Pixels = NDArray[np.float32]

FRAME = (1280, 960)


@dataclass(frozen=True, slots=True)
class Grade:
    """How bad it may get; each photograph draws between half and the whole of each strength."""

    card_width: tuple[int, int]  # of the 1280 pixels of the frame
    tilt: float  # degrees away from facing the card, about both axes
    turn: float  # degrees in the plane of the picture
    blur: float  # defocus, standard deviation in pixels
    shake: float  # length of the motion, pixels
    light: float  # share of full exposure that is left at worst
    noise: float  # sensor noise at full exposure, of 255
    glare: float  # added light in the lamp's reflection, 1 = burnt out
    jpeg: int  # quality


GRADES = {
    "fair": Grade((900, 1050), tilt=12, turn=8, blur=0.8, shake=1.5, light=0.8, noise=3, glare=0.25, jpeg=75),
    "poor": Grade((880, 1020), tilt=18, turn=15, blur=1.1, shake=2, light=0.5, noise=5, glare=0.5, jpeg=60),
    "bad": Grade((860, 1000), tilt=22, turn=30, blur=1.3, shake=2.5, light=0.35, noise=6, glare=0.8, jpeg=45),
}
# Where reading ends with one frame this small; not part of the set, kept to see the cliff move.
HOPELESS = Grade((760, 920), tilt=30, turn=45, blur=1.6, shake=3.5, light=0.3, noise=7, glare=0.8, jpeg=45)


def photograph(card_png: bytes, grade: Grade, seed: int) -> bytes:
    """One bad photograph (JPEG, 1280 x 960) of the printed card."""
    chance = np.random.default_rng(seed)
    card = print_at_300_dpi(Image.open(io.BytesIO(card_png)).convert("L"))
    scene = _lay_on_table(card, grade, chance)
    scene = scene.filter(ImageFilter.GaussianBlur(grade.blur * chance.uniform(0.5, 1)))
    seen = _shake(np.asarray(scene, dtype=np.float32), grade.shake * chance.uniform(0.5, 1), chance)
    seen = _light(seen, grade, chance)
    return _jpeg(Image.fromarray(seen.clip(0, 255).astype(np.uint8)), grade.jpeg)


def recompressed(card_png: bytes, *, width: int = 800, quality: int = 40) -> bytes:
    """The saved picture after a messenger: made smaller, JPEG with halved colour, low quality."""
    card = Image.open(io.BytesIO(card_png)).convert("RGB")
    height = round(card.height * width / card.width)
    return _jpeg(card.resize((width, height), Image.Resampling.LANCZOS), quality)


def print_at_300_dpi(card: Image.Image) -> Image.Image:
    """Ink on paper: edges bleed by about a third of a dot and black is dark grey, white is paper."""
    spread = card.filter(ImageFilter.GaussianBlur(0.7))
    return spread.point([round(28 + value * (236 - 28) / 255) for value in range(256)])


def _lay_on_table(card: Image.Image, grade: Grade, chance: np.random.Generator) -> Image.Image:
    width = chance.uniform(*grade.card_width)
    corners = _corners(width, width * card.height / card.width, grade, chance)
    # Drawn at twice the frame and halved, as a sensor's cell averages what falls on it.
    back = _homography(corners * 2, card.size)
    size = (FRAME[0] * 2, FRAME[1] * 2)
    scene = Image.new("L", size, int(chance.integers(70, 170)))
    seen = card.transform(size, Image.Transform.PERSPECTIVE, back, Image.Resampling.BICUBIC)
    inside = Image.new("L", card.size, 255).transform(size, Image.Transform.PERSPECTIVE, back)
    scene.paste(seen, mask=inside)
    return scene.reduce(2)


def _corners(width: float, height: float, grade: Grade, chance: np.random.Generator) -> NDArray[np.float64]:
    """Where the card's corners fall in the frame: turned, tilted about both axes, seen from about 20 cm."""
    turn, pitch, yaw = (
        np.radians(strength * chance.uniform(0.5, 1) * chance.choice([-1, 1]))
        for strength in (grade.turn, grade.tilt, grade.tilt)
    )
    flat = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]) * [width / 2, height / 2, 0]
    about_z = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    about_x = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    placed = flat @ (about_y @ about_x @ about_z).T
    distance = 2.4 * width
    seen: NDArray[np.float64] = placed[:, :2] * (distance / (distance + placed[:, 2:]))
    return np.asarray(seen + np.array(FRAME) / 2)


def _homography(corners: NDArray[np.float64], size: tuple[int, int]) -> list[float]:
    """The eight numbers that send a frame's point back to the card's (Pillow's PERSPECTIVE)."""
    width, height = size
    rows: list[list[float]] = []
    wanted: list[float] = []
    for (x, y), (u, v) in zip(corners, [(0, 0), (width, 0), (width, height), (0, height)], strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return [float(number) for number in np.linalg.solve(np.array(rows), np.array(wanted))]


def _shake(seen: Pixels, length: float, chance: np.random.Generator) -> Pixels:
    """The mean of the picture along a short straight way."""
    angle = chance.uniform(0, np.pi)
    steps = np.linspace(-length / 2, length / 2, 5)
    moved = [np.roll(seen, (round(step * np.sin(angle)), round(step * np.cos(angle))), axis=(0, 1)) for step in steps]
    return np.asarray(np.mean(moved, axis=0), dtype=np.float32)


def _light(seen: Pixels, grade: Grade, chance: np.random.Generator) -> Pixels:
    """Uneven low light, a lamp's reflection, sensor noise that grows as light falls, then the camera's gain."""
    height, width = seen.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    direction = chance.uniform(0, 2 * np.pi)
    across = ((x - width / 2) * np.cos(direction) + (y - height / 2) * np.sin(direction)) / width
    light = chance.uniform(grade.light, min(1.0, grade.light * 1.5)) * (1 + 0.5 * across)
    centre = chance.uniform(0.3, 0.7, size=2) * (width, height)
    reach = chance.uniform(0.05, 0.12, size=2) * width
    spot = np.exp(-(((x - centre[0]) / reach[0]) ** 2 + ((y - centre[1]) / reach[1]) ** 2))
    lit = seen * light + 255 * grade.glare * chance.uniform(0.5, 1) * spot
    noisy = lit + chance.normal(0, grade.noise, size=seen.shape) * np.sqrt(0.3 + lit / 255)
    gain = min(2.0, 0.9 / grade.light)  # automatic exposure lifts light and noise alike, up to a stop
    return np.asarray(noisy * gain, dtype=np.float32)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=quality, subsampling="4:2:0")
    return kept.getvalue()
