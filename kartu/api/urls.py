"""`/api/v1`: every operation of the table under its address."""

from __future__ import annotations

import re

from django.urls import URLPattern, path

from kartu.api import document
from kartu.api.answering import door
from kartu.api.operations import Operation
from kartu.api.table import OPERATIONS

WORDS = ("number", "case")  # path parts that are text; the others are row numbers


def _routes() -> list[URLPattern]:
    by_path: dict[str, list[Operation]] = {}
    for operation in OPERATIONS:
        by_path.setdefault(operation.path, []).append(operation)
    return [path(f"api/v1{_route(address)}", door(found), name=_name(address)) for address, found in by_path.items()]


def _route(address: str) -> str:
    return re.sub(r"{(\w+)}", lambda part: f"<{'str' if part[1] in WORDS else 'int'}:{part[1]}>", address)


def _name(address: str) -> str:
    return "api" + re.sub(r"\W+", "-", address).rstrip("-")


urlpatterns = [path("api/v1/openapi.json", document.document, name="api-document"), *_routes()]
