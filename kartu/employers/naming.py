"""File names after a pattern HR chooses: {number}, {name}, {staff_number}, {unit}. Pure: no database, no setting.

What comes out is a plain name on every system: no path, no dot at either end, no reserved word, no two alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from string import Formatter

from kartu.base.errors import DomainError

FIELDS = ("number", "name", "staff_number", "unit")
# Without one of these all files would be called the same.
TELLING = ("number", "name", "staff_number")
STANDARD = "{number} {name}"
LONGEST, LONGEST_PATTERN = 100, 80
# Windows opens a device, not a file, under these names.
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


class PatternWrong(DomainError):
    """The pattern names something else, or nothing that tells files apart."""

    code = "pattern-wrong"
    id = "Pola hanya boleh memakai {{number}}, {{name}}, {{staff_number}}, {{unit}}, dan perlu satu dari tiga itu."
    en = "A pattern may use {{number}}, {{name}}, {{staff_number}} and {{unit}} only, and needs one of the first three."


@dataclass(frozen=True, slots=True)
class Named:
    """What a file can be named by."""

    number: str
    name: str
    staff_number: str = ""
    unit: str = ""


def require_pattern(pattern: str) -> str:
    """The pattern itself, if it can be used. Raises PatternWrong."""
    try:
        parts = list(Formatter().parse(pattern))
    except ValueError as error:
        raise PatternWrong from error
    fields = [(field, spec, conversion) for _, field, spec, conversion in parts if field is not None]
    plain = all(field in FIELDS and not spec and not conversion for field, spec, conversion in fields)
    if len(pattern) > LONGEST_PATTERN or not plain or not {field for field, _, _ in fields} & set(TELLING):
        raise PatternWrong
    return pattern


def file_names(pattern: str, people: Iterable[Named], suffix: str) -> list[str]:
    """A name for each of the people, in their order. Raises PatternWrong."""
    require_pattern(pattern)
    taken: set[str] = set()
    names = []
    for person in people:
        filled = pattern.format(
            number=person.number, name=person.name, staff_number=person.staff_number, unit=person.unit
        )
        names.append(_free(safe_name(filled), suffix, taken))
    return names


def safe_name(text: str) -> str:
    """The text as a file name without suffix: letters, digits, blanks, - _ and dots inside; never empty."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(
        mark if mark.isalnum() or mark in " -_.'" or unicodedata.combining(mark) else "-" for mark in composed
    )
    name = _cut(re.sub(r"[\s-]*-[\s-]*|\s+", lambda found: "-" if "-" in found[0] else " ", kept)).strip(" .-")
    name = re.sub(r"\.{2,}", ".", name)
    return f"kartu-{name}" if not name or DEVICES.fullmatch(name) else name


def _cut(name: str) -> str:
    """At most LONGEST bytes, never half a letter."""
    return name.encode()[:LONGEST].decode(errors="ignore")


def _free(name: str, suffix: str, taken: set[str]) -> str:
    """The first of "name", "name (2)", ... that nobody has, whatever its capitals and marks."""
    number, free = 1, name
    while _same(free) in taken:
        number += 1
        free = f"{name} ({number})"
    taken.add(_same(free))
    return free + suffix


def _same(name: str) -> str:
    # Some systems know neither capitals nor composed letters apart.
    return unicodedata.normalize("NFKD", name).casefold()
