"""What is asked of every address: about the world's thing, and about things nobody has."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kartu.api.operations import Operation
from kartu.api.table import OPERATIONS
from tests.isolation import routes
from tests.isolation.asking import Question
from tests.isolation.world import World


@dataclass(frozen=True, slots=True)
class Asked:
    """Of one method of one address: the question about somebody's thing, and the same about nothing."""

    name: str
    foreign: Question
    made_up: list[Question]


def hr_questions(world: World, most: int = 1) -> Iterator[Asked]:
    """Of each route of HR's door that names something, by both methods; `most` made-up things each."""
    for name, route in routes.hr_routes():
        if name in routes.NAMED:
            kind, form = routes.NAMED[name]
            for method in ("GET", "POST"):
                asked = [
                    Question(method, routes.filled(route, naming), naming, form(world) if method == "POST" else {})
                    for naming in (world.named[kind], *routes.made_up(kind)[:most])
                ]
                yield Asked(name, asked[0], asked[1:])
        elif name in routes.IN_A_FORM:
            method, kind, form_of = routes.IN_A_FORM[name]
            named = (world.named[kind], routes.made_up(kind)[0])
            asked = [Question(method, f"/{route}", naming, form_of(world, naming)) for naming in named]
            yield Asked(name, asked[0], asked[1:])


def api_questions(world: World) -> Iterator[tuple[Operation, Asked]]:
    """Of each operation of the API that names something. Whoever asks adds a key."""
    numbers = itertools.count(1)
    for operation in OPERATIONS:
        kind = _kind_of(operation)
        if kind is None:
            continue
        asked = []
        for naming in (world.named[kind], *routes.made_up(kind)):
            once: Mapping[str, str] = {"Idempotency-Key": f"matrix-{next(numbers):08d}"}
            body = routes.API_BODIES.get(operation.name)
            sent = body[1](world, naming) if body else {}
            asked.append(Question(operation.method, _address(operation, naming), naming, sent, once))
        yield operation, Asked(f"api {operation.name}", asked[0], asked[1:])


def _kind_of(operation: Operation) -> str | None:
    in_body = routes.API_BODIES.get(operation.name) or routes.API_QUERIES.get(operation.name)
    if in_body:
        return in_body[0]
    part = _part(operation)
    return routes.API_STATES.get(operation.name) or (routes.API_PARTS[part] if part else None)


def _part(operation: Operation) -> str | None:
    return next((part for part in routes.API_PARTS if f"{{{part}}}" in operation.path), None)


def _address(operation: Operation, naming: str) -> str:
    query = routes.API_QUERIES.get(operation.name)
    path = operation.path.replace(f"{{{_part(operation)}}}", naming)
    return f"/api/v1{path}{f'?{query[1]}={naming}' if query else ''}"
