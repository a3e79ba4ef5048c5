"""What one cell must look like to be believed: each reader takes a cell that is not empty and raises Unusable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from kartu.registry.roster.dates import ReadDate, read_date
from kartu.registry.roster.masks import mask_date, mask_number, mask_text
from kartu.registry.roster.table import Cell

PROGRAMMES = ("JKK", "JKM", "JHT", "JP", "JKP")
YOUNGEST_WORKER = 15  # two-digit birth years: the latest year in which a worker can be born
BLANKS = frozenset(("", "-", "--", "---", "n/a", "na", "#n/a", "null", "none", "nan", "nihil", "tidak ada", "."))

_SIGNS = str.maketrans("", "", " \u00a0.-'’‘`´\"_ \t\n\r\u200b\ufeff\u00ad\u200e\u200f")
_SCIENTIFIC = re.compile(r"[+-]?\d([.,]\d+)?[eE]\+?\d+")
_WHOLE_WITH_DECIMALS = re.compile(r"(\d+)[.,]0+")
_INVISIBLE = re.compile(
    "[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)
_FORMULA_STARTS = ("=", "+", "-", "@")
_NO_NAME_SIGNS = frozenset('=<>{}[]|\\~^;%$#"?!')
_PROGRAMME_WORDS = {
    "JAMINANKECELAKAANKERJA": "JKK",
    "JAMINANKEMATIAN": "JKM",
    "JAMINANHARITUA": "JHT",
    "JAMINANPENSIUN": "JP",
    "JAMINANKEHILANGANPEKERJAAN": "JKP",
}
_MALE = frozenset(("l", "lk", "laki", "lakilaki", "pria", "m", "male", "cowok"))
_FEMALE = frozenset(("p", "pr", "pe", "perempuan", "wanita", "w", "f", "female"))


class Unusable(ValueError):
    """The cell cannot be used: `code` names the problem, `shown` is what was read, masked."""

    def __init__(self, code: str, shown: str) -> None:
        super().__init__(code)
        self.code = code
        self.shown = shown


def read_nik(cell: Cell) -> str:
    """16 digits that were text all the way. As a number a spreadsheet keeps 15 digits and writes the last as 0."""
    if not isinstance(cell, str):
        cut = isinstance(cell, int | float) and 10**15 <= cell < 10**16
        raise Unusable("nik-cut" if cut else "nik-length", mask_number(cell))
    digits = cell if len(cell) == 16 and cell.isdecimal() and cell.isascii() else _digits(cell, 16, "nik")
    if digits[:2] == "00" or _placeholder(digits):
        raise Unusable("nik-invented", mask_number(digits))
    return digits


def read_kpj(cell: Cell) -> str:
    """11 digits, never padded: nobody knows whether a missing digit was a leading zero."""
    text = str(cell) if isinstance(cell, int) else cell
    if not isinstance(text, str):
        raise Unusable("kpj-letters", mask_number(cell))
    digits = text if len(text) == 11 and text.isdecimal() and text.isascii() else _digits(text, 11, "kpj")
    if _placeholder(digits):
        raise Unusable("kpj-invented", mask_number(digits))
    return digits


def _digits(text: str, length: int, number: str) -> str:
    digits = text.lstrip("=").translate(_SIGNS)
    if _SCIENTIFIC.fullmatch(text.strip(" '\"=")):
        raise Unusable(f"{number}-cut", mask_number(text))
    decimals = _WHOLE_WITH_DECIMALS.fullmatch(text.strip(" '\"="))
    if decimals and len(decimals[1]) == length:
        if number == "nik":
            raise Unusable("nik-cut", mask_number(text))
        digits = decimals[1]
    if not digits:
        raise Unusable(f"{number}-missing", "")
    if not (digits.isdecimal() and digits.isascii()):
        raise Unusable(f"{number}-letters", mask_number(text))
    if len(digits) != length:
        short = number == "kpj" and len(digits) < length
        raise Unusable("kpj-short" if short else f"{number}-length", mask_number(digits))
    return digits


def _placeholder(digits: str) -> bool:
    return digits == digits[0] * len(digits) or digits in ("1234567890123456", "12345678901")


def read_text(cell: Cell) -> str:
    """Words as written, in Unicode NFC, white space tidied; nothing a spreadsheet would run as a formula."""
    text = _tidy(cell)
    if text.startswith(_FORMULA_STARTS) or len(text) > 120:
        raise Unusable("text-odd", mask_text(text))
    return text


def read_name(cell: Cell) -> str:
    """A name as written, in Unicode NFC, white space tidied. Titles, degrees and apostrophes stay."""
    text = _tidy(cell)
    if not (text.isalpha() or any(map(str.isalpha, text))):
        raise Unusable("name-missing", mask_number(text))
    if text.startswith(_FORMULA_STARTS) or len(text) > 200 or not _NO_NAME_SIGNS.isdisjoint(text):
        raise Unusable("name-odd", mask_text(text))
    return text


def _tidy(cell: Cell) -> str:
    text = str(cell)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = _INVISIBLE.sub("", text)
    text = " ".join(text.split())
    if text[:1] == "'" and (text[1:].startswith(_FORMULA_STARTS) or text[1:2].isdecimal()):
        return text[1:]  # the sign that keeps a cell text in a spreadsheet; other apostrophes belong to the name
    return text


def read_sex(cell: Cell) -> str:
    """ "female" or "male"."""
    sex = _sex(str(cell)[:40])
    if sex is None:
        raise Unusable("sex-unknown", mask_text(cell))
    return sex


@lru_cache(maxsize=256)
def _sex(text: str) -> str | None:
    word = "".join(character for character in text.casefold() if character.isalpha())
    if word in _MALE:
        return "male"
    return "female" if word in _FEMALE else None


def split_programmes(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Programme codes in the fund's order, and the words nobody knows."""
    return _split_programmes(text.strip()[:200])


@lru_cache(maxsize=1024)
def _split_programmes(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    known, unknown = set[str](), list[str]()
    for part in re.split(r"[,;/|+&\n\t]|\s+DAN\s+|\s+AND\s+", text.upper()):
        word = "".join(character for character in part if character.isalnum())
        word = _PROGRAMME_WORDS.get(word, word)
        codes = [word] if word in PROGRAMMES else part.split()
        for code in codes:
            (known.add if code in PROGRAMMES else unknown.append)(code)
    return tuple(code for code in PROGRAMMES if code in known), tuple(unknown)


def birth_date_reader(today: date) -> Callable[[Cell], ReadDate]:
    """A reader of birth dates from 1900 up to today."""
    return _date_reader("birth-date", date(1900, 1, 1), today, today.year - YOUNGEST_WORKER)


def start_date_reader(today: date) -> Callable[[Cell], ReadDate]:
    """A reader of membership starts: from 1950 up to the end of next year."""
    return _date_reader("start-date", date(1950, 1, 1), date(today.year + 1, 12, 31), today.year + 1)


def _date_reader(name: str, first: date, last: date, latest_year: int) -> Callable[[Cell], ReadDate]:
    def read(cell: Cell) -> ReadDate:
        try:
            if isinstance(cell, date):
                found = ReadDate(cell)
            elif isinstance(cell, str):
                found = read_date(cell.strip(" '"), latest_year)
            else:
                found = read_date(str(int(cell)), latest_year)
        except (ValueError, OverflowError):
            raise Unusable(f"{name}-impossible", mask_date(cell)) from None
        if not first <= found.day <= last:
            raise Unusable(f"{name}-unlikely", mask_date(cell))
        return found

    return read
