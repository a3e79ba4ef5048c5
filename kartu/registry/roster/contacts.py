"""E-mail addresses and telephone numbers, brought to one form."""

from __future__ import annotations

import re

from kartu.registry.roster.masks import mask_number, mask_text
from kartu.registry.roster.table import Cell
from kartu.registry.roster.values import Unusable

_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_SEVERAL = re.compile(r"[;,/\s]+")
_SEVERAL_PHONES = re.compile(r"[;,/\n]|\s(?=(?:\+?62|0)8)")
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?[eE]\+?\d+")
_NO_DIGIT = re.compile(r"\D")
_INDONESIA = "62"


def read_email(cell: Cell) -> str:
    """The first usable address, in lower case."""
    text = str(cell).strip(" '<>\t\n").casefold().removeprefix("mailto:")
    if _EMAIL.fullmatch(text) and len(text) <= 254:
        return _sound(text)
    for part in _SEVERAL.split(text):
        if _EMAIL.fullmatch(part.strip("<>")) and len(part) <= 254:
            return _sound(part.strip("<>"))
    raise Unusable("email-unusable", _mask_email(text))


def read_phone(cell: Cell) -> str:
    """The first usable number in E.164: 0812-3456-7890, 62812…, 812… (the zero lost to a spreadsheet) are +62812…"""
    text = str(int(cell)) if isinstance(cell, int | float) else str(cell).strip(" '")
    if _SCIENTIFIC.fullmatch(text):
        raise Unusable("phone-cut", mask_number(text))
    whole = _e164(text)
    if whole:
        return whole
    for part in _SEVERAL_PHONES.split(text):
        found = _e164(part)
        if found:
            return found
    raise Unusable("phone-unusable", mask_number(text))


def _e164(text: str) -> str | None:
    digits = _NO_DIGIT.sub("", text)
    if not digits.isascii() or len(digits) > 17:
        return None
    if digits[:2] == "00":
        digits, foreign = digits[2:], True
    else:
        foreign = "+" in text[:3]
    if digits[:2] == _INDONESIA:
        national = digits[2:].lstrip("0")
    elif foreign:
        return f"+{digits}" if 8 <= len(digits) <= 15 and digits[0] != "0" else None
    elif digits[:1] in ("0", "8"):
        national = digits.removeprefix("0")
    else:
        return None
    # Mobile numbers have 9 to 12 digits after the country, fixed lines 8 to 11 with their area.
    return f"+{_INDONESIA}{national}" if 8 <= len(national) <= 12 and national[0] not in "01" else None


def _sound(address: str) -> str:
    local = address.partition("@")[0]
    if local[0] == "." or local[-1] == "." or ".." in local:
        raise Unusable("email-unusable", _mask_email(address))
    return address


def _mask_email(text: str) -> str:
    return f"{mask_text(text)}@…" if "@" in text else mask_text(text)
