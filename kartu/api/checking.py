"""Bodies and queries held against their schema: as much of JSON Schema as the document uses, and no more.

A schema with a word that is not known here raises at once, so that none is passed over in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from kartu.api.operations import Schema

KNOWN = {
    *("type", "properties", "required", "additionalProperties", "items", "enum", "pattern", "format"),
    *("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "uniqueItems"),
    *("description", "examples", "default"),
}
TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
}
Fault = tuple[str, str]  # JSON pointer and what is wrong, a word of FAULTS
# Each fault in words for people.
FAULTS: Mapping[str, tuple[str, str]] = {
    "type": ("bukan jenis nilai yang diminta", "not the kind of value asked for"),
    "required": ("wajib ada", "has to be there"),
    "unknown": ("tidak dikenal", "not known"),
    "enum": ("bukan salah satu nilai yang mungkin", "none of the possible values"),
    "pattern": ("tidak berbentuk seperti yang diminta", "not of the form asked for"),
    "date": ("bukan tanggal seperti 2026-11-24", "not a date like 2026-11-24"),
    "length": ("terlalu pendek atau terlalu panjang", "too short or too long"),
    "range": ("terlalu kecil atau terlalu besar", "too small or too large"),
    "repeated": ("disebut lebih dari sekali", "named more than once"),
    "nul": ("berisi huruf yang tidak dapat disimpan", "holds a letter that cannot be stored"),
}


def faults(value: object, schema: Schema, pointer: str = "") -> Iterator[Fault]:
    """Everything that is wrong with `value`."""
    unknown = set(schema) - KNOWN
    if unknown:
        raise ValueError(f"schema words not known: {unknown}")
    if not _is_a(value, schema["type"]):
        yield pointer, "type"
        return
    if isinstance(value, dict):
        yield from _object(value, schema, pointer)
    elif isinstance(value, list):
        yield from _array(value, schema, pointer)
    elif isinstance(value, str):
        yield from _text(value, schema, pointer)
    elif not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield pointer, "range"
    if "enum" in schema and value not in schema["enum"]:
        yield pointer, "enum"


def as_number(text: str) -> object:
    """A whole number of an address' query, or the text itself for the schema to refuse."""
    return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else text


def _is_a(value: object, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, TYPES[kind])


def _object(value: Mapping[str, Any], schema: Schema, pointer: str) -> Iterator[Fault]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{pointer}/{name}", "required"
    for name, each in value.items():
        if name in known:
            yield from faults(each, known[name], f"{pointer}/{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{pointer}/{_escaped(name)}", "unknown"


def _array(value: list[Any], schema: Schema, pointer: str) -> Iterator[Fault]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield pointer, "length"
        return
    for position, each in enumerate(value):
        yield from faults(each, schema["items"], f"{pointer}/{position}")
    if schema.get("uniqueItems") and len({str(each) for each in value}) < len(value):
        yield pointer, "repeated"


def _text(value: str, schema: Schema, pointer: str) -> Iterator[Fault]:
    if "\0" in value or (not value.isascii() and _lone(value)):
        yield pointer, "nul"
        return
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        yield pointer, "length"
    elif "pattern" in schema and not re.search(schema["pattern"], value):
        yield pointer, "pattern"
    elif schema.get("format") == "date" and not _is_date(value):
        yield pointer, "date"


def _lone(value: str) -> bool:
    """Half of a pair of surrogates: JSON can write it, nothing can store it."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False


def _is_date(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _escaped(name: str) -> str:
    """A name as a JSON pointer has it, not longer than it need be, and nothing that cannot be written."""
    return name[:40].encode(errors="replace").decode().replace("~", "~0").replace("/", "~1")
