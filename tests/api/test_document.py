"""The published document is right by itself, says what is routed, and its validator and ours agree."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no types
from openapi_spec_validator import OpenAPIV31SpecValidator

from kartu.api.answering import CODES
from kartu.api.checking import faults
from kartu.api.table import OPERATIONS
from kartu.base.errors import DomainError
from tests.api.client import ROOT

pytestmark = pytest.mark.usefixtures("statics")
BODIES = [operation.body for operation in OPERATIONS if operation.body is not None]


def published(language: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Client().get(f"{ROOT}/openapi.json?bahasa={language}").content)
    return found


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_document_is_valid_openapi(language: str) -> None:
    OpenAPIV31SpecValidator(published(language)).validate()


def test_the_document_has_every_address_that_is_routed_and_no_other() -> None:
    routed = {
        f"/{str(pattern.pattern).removeprefix('api/v1/')}".replace("<str:", "{").replace("<int:", "{").replace(">", "}")
        for pattern in _patterns(get_resolver())
        if str(pattern.pattern).startswith("api/")
    }

    assert routed - {"/openapi.json"} == set(published("id")["paths"])


def test_every_operation_has_a_name_of_its_own_and_codes_that_are_known() -> None:
    names = [operation.name for operation in OPERATIONS]
    known = {each.code for each in _refusals(DomainError)} | {"our-fault"}

    assert len(set(names)) == len(names)
    assert {code for operation in OPERATIONS for code in operation.refuses} <= known
    assert set(CODES) - {"too-large", "role-missing", "consent-missing"} <= known


@pytest.mark.parametrize("schema", BODIES, ids=lambda schema: " ".join(schema["properties"]))
def test_our_check_of_a_body_agrees_with_another_teams(schema: dict[str, Any]) -> None:
    judge, draw = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER), random.Random(7)
    verdicts = []
    for _ in range(400):
        value = drawn(schema, draw)
        ours, theirs = not list(faults(value, schema)), judge.is_valid(value)
        assert ours == theirs, value
        verdicts.append(ours)

    assert 15 < sum(verdicts) < 390  # both kinds were tried


def drawn(schema: Any, draw: random.Random) -> Any:
    """A value that fits, or often one that does not."""
    if draw.random() < 0.04:
        return draw.choice([None, 1, -5, 1.5, "", "x", [], {}, True, "9" * 400, ["x"], {"x": 1}])
    kind = schema["type"]
    if kind == "object":
        properties = schema["properties"]
        found = {
            name: drawn(each, draw)
            for name, each in properties.items()
            if draw.random() > (0.03 if name in schema["required"] else 0.5)
        }
        return found | ({"unknown": 1} if draw.random() < 0.03 else {})
    if kind == "array":
        return [drawn(schema["items"], draw) for _ in range(draw.choice([1, 1, 1, 2, 3, 0]))]
    if kind == "boolean":
        return draw.random() < 0.5
    if "enum" in schema:
        return draw.choice(schema["enum"])
    if schema.get("format") == "date":
        return draw.choice(["2026-11-24", "2026-02-28", "2026-02-30", "24-11-2026", "2026-11-24T00:00"])
    if "pattern" in schema:
        return "".join(draw.choices("0123456789", k=draw.choice([1, 11, 16, 17])))
    return "a" * draw.choice([1, 2, min(8, schema["maxLength"]), schema["maxLength"], schema["maxLength"] + 1])


def _patterns(resolver: Any) -> Iterator[Any]:
    for each in resolver.url_patterns:
        yield from _patterns(each) if hasattr(each, "url_patterns") else [each]


def _refusals(above: type[DomainError]) -> Iterator[type[DomainError]]:
    yield above
    for each in above.__subclasses__():
        yield from _refusals(each)
