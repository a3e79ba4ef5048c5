"""Requests nobody meant: every operation with bodies, queries, headers and paths gone wrong in many ways."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator

from kartu.api.operations import Operation
from kartu.api.table import OPERATIONS
from tests.api.client import Machine
from tests.api.test_document import drawn

WORDS = [
    *("", " ", "\0", "0", "-1", "1", "9" * 30, "1e9", "null", "true", "../..", "%00", "%ff", "' OR 1=1 --", "{{7*7}}"),
    *("<script>", "\ud83d\ude00", "é" * 50, "x" * 3000, "\r\nX: y", "NaN", "٣", "1_0", "0x10", "²"),
]


def requests(times: int, seed: int) -> Iterator[tuple[Operation, str, object, dict[str, str]]]:
    """`times` requests, the same for the same seed."""
    draw = random.Random(seed)
    for _ in range(times):
        operation = draw.choice(OPERATIONS)
        path = re.sub(r"{\w+}", lambda _: _quoted(draw.choice(WORDS)) or "1", operation.path)
        query = "&".join(f"{name}={_quoted(draw.choice(WORDS))}" for name in operation.query if draw.random() < 0.4)
        body: object = None
        if operation.body is not None:
            body = drawn(operation.body, draw) if draw.random() < 0.6 else _bytes(draw)
        headers = {"Idempotency-Key": f"fuzz-{draw.getrandbits(60)}"} if draw.random() < 0.9 else {}
        if draw.random() < 0.1:
            kinds = [
                "text/plain",
                "multipart/form-data",
                "multipart/form-data; boundary=x",
                "application/json;charset=x",
            ]
            headers["Content-Type"] = draw.choice(kinds)
        yield operation, f"{path}?{query}" if query else path, body, headers


def run(machine: Machine, times: int, seed: int = 1) -> dict[int, int]:
    """Send them; returns how often each status came. An answer the document does not know raises."""
    counted: dict[int, int] = {}
    for operation, path, body, headers in requests(times, seed):
        answer = machine.send(operation.method, path, body, headers)
        counted[answer.status_code] = counted.get(answer.status_code, 0) + 1
    return counted


def _quoted(word: str) -> str:
    return "".join(f"%{byte:02x}" for byte in word.encode(errors="replace")) if word else ""


def _bytes(draw: random.Random) -> bytes:
    start = json.dumps(draw.choice(WORDS)).encode()
    body = bytearray(
        draw.choice([b"{}", b"[]", b"", start, b'{"rows":[{}]}', b"--x\r\nContent-Disposition: form-data"])
    )
    for _ in range(draw.randrange(6)):
        body.insert(draw.randrange(len(body) + 1), draw.randrange(256))
    return bytes(body)
