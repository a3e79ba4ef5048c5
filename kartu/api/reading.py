"""What was sent: query and body, read with care and held against the operation's schemas."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from itertools import islice
from typing import Any, NoReturn

from django.http import HttpRequest

from kartu.api.checking import as_number, faults
from kartu.api.operations import Operation, Schema
from kartu.api.refusals import BodyRefused, KindRefused, NoFile, NotJson, QueryRefused

JSON, FORM = "application/json", "multipart/form-data"
MOST_FAULTS = 50


def query_of(request: HttpRequest, operation: Operation) -> Mapping[str, Any]:
    """The query's values by name. Raises QueryRefused for one that is unknown, repeated or does not fit."""
    values: dict[str, object] = {}
    wrong: list[tuple[str, str]] = []
    for name, given in request.GET.lists():
        schema = operation.query.get(name)
        if schema is None:
            if name != "bahasa":
                wrong.append((f"/{name[:40]}", "unknown"))
            continue
        value = as_number(given[0]) if schema["type"] == "integer" else given[0]
        wrong += [(f"/{name}", "repeated")] if len(given) > 1 else faults(value, schema, f"/{name}")
        values[name] = value
    if wrong:
        raise QueryRefused(faults=[(pointer.encode(errors="replace").decode(), code) for pointer, code in wrong])
    return values


def body_of(request: HttpRequest, operation: Operation) -> Mapping[str, Any]:
    """The body as its schema wants it. Raises KindRefused, NotJson, BodyRefused, NoFile."""
    if operation.body is None:
        return {}
    if operation.takes_file and request.content_type == FORM:
        return _form(request)
    if request.content_type != JSON:
        raise KindRefused(kinds=f"{JSON} / {FORM}" if operation.takes_file else JSON)
    value = _json(request.body)
    wrong = list(islice(faults(value, operation.body), MOST_FAULTS))
    if wrong:
        raise BodyRefused(faults=wrong)
    return dict(value)  # type: ignore[call-overload,no-any-return]  # the schema says it is an object


def whole(request: HttpRequest) -> bytes:
    """Everything that makes a request this one: method, address and body; of a form its fields and files."""
    mark = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == FORM:
        for name, values in sorted(request.POST.lists()):
            mark.update(f"{name}={values}\n".encode(errors="replace"))
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                file.seek(0)
                mark.update(f"{name}:{file.name}\n".encode(errors="replace") + file.read())
    else:
        mark.update(request.body)
    return mark.digest()


FORM_FIELDS: Mapping[str, Schema] = {
    "employer": {"type": "string", "maxLength": 12},
    "last_day": {"type": "string", "format": "date"},
}


def _form(request: HttpRequest) -> Mapping[str, Any]:
    values = {name: request.POST[name] for name in request.POST}
    files = request.FILES.getlist("file")
    others = [name for name in request.FILES if name != "file"]
    wrong = [(f"/{name[:40]}", "unknown") for name in [*values, *others] if name not in FORM_FIELDS]
    wrong += [each for name, value in values.items() if name in FORM_FIELDS for each in _field(name, value)]
    if wrong:
        raise BodyRefused(faults=wrong)
    if len(files) != 1:
        raise NoFile
    return {**values, "file": files[0]}


def _field(name: str, value: str) -> list[tuple[str, str]]:
    return list(faults(value, FORM_FIELDS[name], f"/{name}"))


def _json(body: bytes) -> object:
    try:
        return json.loads(body.decode(), parse_constant=_refuse, object_pairs_hook=_once_each)
    except (ValueError, RecursionError) as error:
        raise NotJson from error


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)  # NaN and Infinity are no JSON


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A name given twice is read differently by different readers: refused."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name twice")
    return found
