"""The faces the card is set in, and what is drawn where they have no glyph.

Inter (Latin with every diacritic of Unicode's Latin blocks, Greek, Cyrillic, Vietnamese) and Noto Sans Arabic; both
under the SIL Open Font License, installed from font packages. Machine fonts are never used: the same card looks the
same everywhere.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import fontpkg_inter  # type: ignore[import-untyped]  # ships no types
import fontpkg_noto_sans_arabic  # type: ignore[import-untyped]  # ships no types
import typst
import uharfbuzz  # type: ignore[import-untyped]  # ships no types

STANDS_FOR_UNDRAWABLE = "*"
_FOLDERS = (fontpkg_inter.ROOT / "files", fontpkg_noto_sans_arabic.ROOT / "files")


@cache
def load_fonts() -> typst.Fonts:
    """The upright faces, read once for the whole process (immutable, shared by threads)."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(_FOLDERS))


def drawable(text: str) -> str:
    """The text as it can be drawn: never an empty box, never a control.

    Composed (NFC) and with single spaces; controls and direction marks dropped; a letter no face has is taken apart
    and drawn without its marks if that helps; a mark no face has is dropped; a run of letters still without a glyph
    becomes one asterisk. The whole name stays in the signed code.
    """
    drawn: list[str] = []
    for letter in unicodedata.normalize("NFC", " ".join(text.split())):
        if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co"} and letter not in "\u200c\u200d":
            continue
        plain = letter if _has(letter) else "".join(part for part in _parts(letter) if _has(part))
        repeated = bool(drawn) and drawn[-1] == STANDS_FOR_UNDRAWABLE
        if not plain and (repeated or unicodedata.combining(letter)):
            continue
        drawn.append(plain or STANDS_FOR_UNDRAWABLE)
    return "".join(drawn)


def undrawable(text: str) -> tuple[str, ...]:
    """The letters of the text that no face has, each once, in order: for a note to the desk."""
    return tuple(dict.fromkeys(letter for letter in unicodedata.normalize("NFC", text) if not _has(letter)))


def _parts(letter: str) -> str:
    return "".join(p for p in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(p))


def _has(letter: str) -> bool:
    return ord(letter) in _covered() or letter.isspace()


@cache
def _covered() -> frozenset[int]:
    covered: set[int] = set()
    for file in _files():
        covered |= set(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file))).unicodes)
    return frozenset(covered)


@cache
def _files() -> tuple[Path, ...]:
    return tuple(f for folder in _FOLDERS for f in sorted(folder.glob("*.ttf")) if "Italic" not in f.name)
