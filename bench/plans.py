"""How PostgreSQL reads the tables that grow, for each question a page asks. Imported after `django.setup`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

ASKING = re.compile(r"\s*(SELECT|WITH|UPDATE|DELETE)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """One place of a plan where rows of a growing table are read, and by which index."""

    table: str
    how: str
    index: str
    condition: str
    whole: bool  # the table, or an index of all its rows, from end to end

    def __str__(self) -> str:
        by = f" by {self.index}" if self.index else ""
        return f"{self.table}: {self.how}{by} {'ALL OF IT' if self.whole else self.condition or '(made for these)'}"


@contextmanager
def listening(kept: list[tuple[str, Any]]) -> Iterator[None]:
    """Keep every statement that reads or changes rows, with its parameters."""

    def listen(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if ASKING.match(sql) and not many:
            kept.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield


def readings(statements: Sequence[tuple[str, Any]], tables: Sequence[str]) -> list[Reading]:
    """Where these statements read the tables, each different reading once, in their order."""
    found: dict[Reading, None] = {}
    for sql, params in statements:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            plan = cursor.fetchone()[0]
        for node in _nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]):
            for reading in _reading(node, tables):
                found[reading] = None
    return list(found)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    above: dict[str, Any] = {}
    if plan["Node Type"].startswith("Bitmap"):
        # What a bitmap is made of names an index; the heap scan above it names the table.
        above = {"above": plan.get("Relation Name") or plan.get("above", "")}
    for part in plan.get("Plans", []):
        yield from _nodes({**above, **part})


def _reading(node: dict[str, Any], tables: Sequence[str]) -> Iterator[Reading]:
    name, how, index = node.get("Relation Name", ""), node["Node Type"], node.get("Index Name", "")
    if how == "Bitmap Heap Scan":
        return  # its index scans below are told instead
    table = name or (node.get("above", "") if how == "Bitmap Index Scan" else "")
    whose = next((each for each in tables if table == each or table.startswith(f"{each}_")), "")
    if not whose or (how == "Seq Scan" and _empty(table)):
        return
    condition = re.sub(r"'[^']*'::[a-z ]+(\[\])?|\b\d+\b", "…", node.get("Index Cond", ""))
    whole = not condition and not _partial(index)
    yield Reading(whose, how, re.sub(r"^(\w+_event)_[a-z0-9]+_", r"\1_…_", index), condition[:160], whole)


def _empty(table: str) -> bool:
    """A part of a table that is not in use yet: there is nothing to look for by an index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s::regclass)", [table])
        return not cursor.fetchone()[0]


def _partial(index: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indpred IS NOT NULL FROM pg_index WHERE indexrelid = to_regclass(%s)", [index])
        row = cursor.fetchone()
        return bool(row and row[0])
