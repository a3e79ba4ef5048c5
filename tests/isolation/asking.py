"""Asking one address for somebody else's thing and for what nobody has, and what of the two answers must be one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from psycopg import sql

from kartu.audit.models import Event
from kartu.base.models import Throttle
from kartu.base.tenancy import fund_scope

# What differs from one request to the next whatever is asked for: tokens of forms, what is left of a limit.
MASKED = re.compile(r'(?<=value=")[A-Za-z0-9_-]{12,64}(?=")')
# (What was asked for is said again in some answers, and makes them longer.)
LEFT_OUT = {"RateLimit", "Content-Length"}
# Tables every request moves: sessions, limits, when a key was last used.
RESTLESS = {"django_session", "base_throttle", "accounts_opensession", "employers_apikey"}
TABLES = """
    SELECT relname FROM pg_class
    WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace
      AND has_table_privilege(oid, 'SELECT')
"""


@dataclass(frozen=True, slots=True)
class Question:
    """One request. `naming` is what it names; where that stands in the answer it is masked."""

    method: str
    path: str
    naming: str
    sent: Mapping[str, Any] = field(default_factory=dict)
    machine: Mapping[str, str] | None = None  # headers of the API


@dataclass(frozen=True, slots=True)
class Answer:
    """As much of an answer as whoever asks can see."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


def answer_to(question: Question, client: Client) -> Answer:
    """Ask, with no limit used up by the questions before."""
    with fund_scope():
        Throttle.objects.all().delete()
    response = _send(question, client)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    seen = {name: value for name, value in response.headers.items() if name not in LEFT_OUT}
    # The session is written again once a minute, whoever asks for what.
    seen["Set-Cookie"] = " ".join(sorted(set(response.cookies) - {settings.SESSION_COOKIE_NAME}))
    headers = tuple(sorted((name, _masked(value, question.naming)) for name, value in seen.items()))
    body = _masked(MASKED.sub("…", content.decode(errors="replace")), question.naming)
    return Answer(response.status_code, headers, body)


def acted(question: Question, client: Client) -> tuple[int, bool]:
    """The status of a request that is undone afterwards, and whether it has left an event."""
    point = transaction.savepoint()
    before = Event.objects.count()
    status = _send(question, client).status_code
    moved = Event.objects.count() > before
    transaction.savepoint_rollback(point)
    return status, moved


def everything() -> Mapping[str, str]:
    """A digest of every table that stands still unless somebody acts, past every wall."""
    with fund_scope(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = sorted({row[0] for row in cursor.fetchall()} - RESTLESS)
        parts = [
            sql.SQL("SELECT {}, md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t").format(
                sql.Literal(table), sql.Identifier(table)
            )
            for table in tables
        ]
        cursor.execute(sql.SQL(" UNION ALL ").join(parts))
        return dict(cursor.fetchall())


def _send(question: Question, client: Client) -> Any:
    if question.machine is None:
        send = client.get if question.method == "GET" else client.post
        return send(question.path, dict(question.sent))
    body = json.dumps(dict(question.sent)) if question.sent else ""
    kind = "application/json" if body else ""
    return client.generic(question.method, question.path, body, content_type=kind, headers=dict(question.machine))


def _masked(text: str, naming: str) -> str:
    """Where what was asked for is said again: in a field, or in an address to go on to."""
    written = {naming, quote(naming, safe=""), quote(quote(naming, safe=""), safe="")}
    named = "|".join(re.escape(each) for each in written)
    return (
        re.sub(rf'(?:(?<= value=")|(?<=%2F)|(?<=%3D)|(?<=pekerja=)|(?<=>\n))(?:{named})(?="|%2F|&|<|$)', "…", text)
        if naming
        else text
    )
