"""Refusals to machines: problem details of RFC 9457, with the house's stable code and its words in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse

API = "/api/"
PROBLEM = "application/problem+json"


def speaks_to_machine(request: HttpRequest) -> bool:
    """Whether this address is for machines, which want no page."""
    return request.path.startswith(API)


def problem(status: int, code: str, title: str, detail: str, **more: object) -> HttpResponse:
    """One refusal. `code` is stable; `title` and `detail` are for people; the type's address is its code."""
    said: Mapping[str, object] = {
        "type": f"/api/v1/problems#{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        **more,
    }
    response = HttpResponse(json.dumps(said, ensure_ascii=False), status=status, content_type=PROBLEM)
    response.headers["Cache-Control"] = "no-store"
    return response
