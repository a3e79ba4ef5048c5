"""The OpenAPI 3.1 document, made from the very table that is routed and checked: it cannot say anything else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kartu.api import schemas
from kartu.api.answering import CODES
from kartu.api.operations import Operation
from kartu.api.table import OPERATIONS
from kartu.base.language import say
from kartu.base.pages import language_of
from kartu.base.problems import PROBLEM

ROOT = "/api/v1"
EVERY = ("key-refused", "too-many", "our-fault")
PATHS = {"number": schemas.NUMBER, "request": schemas.text(16), "roster": {"type": "integer"}}
OUR_FAULT = 500


@lru_cache(maxsize=2)
def written(language: str) -> bytes:
    """The document in one language."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, language)
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.PROFILE.name}: Kartu API",
            "version": "1",
            "summary": say(language, id="Untuk mesin pemberi kerja", en="For employers' machines"),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": f"{settings.ADDRESS}{ROOT}"}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": schemas.PROBLEM},
        },
    }
    return json.dumps(document, ensure_ascii=False).encode()


def document(request: HttpRequest) -> HttpResponse:
    """`/api/v1/openapi.json`"""
    response = HttpResponse(written(language_of(request)), content_type="application/json")
    response.headers["Cache-Control"] = "private, max-age=300"
    return response


def statuses(operation: Operation) -> set[int]:
    """Every status this operation may answer with, beside its success."""
    codes = [*EVERY, *operation.refuses]
    codes += ["scope-missing"] if operation.needs else []
    codes += ["query-refused"]
    codes += ["media-type-refused", "body-not-json", "body-refused", "too-large"] if operation.body else []
    if operation.changes:
        codes += ["idempotency-key-missing", "idempotency-key-reused", "request-running"]
    return {CODES.get(code, OUR_FAULT if code == "our-fault" else 409) for code in codes}


def _operation(operation: Operation, language: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": operation.name,
        "summary": say(language, id=operation.summary[0], en=operation.summary[1]),
        "parameters": list(_parameters(operation)),
        "responses": _responses(operation, language),
    }
    if operation.needs:
        said["description"] = say(language, id=f"Hak: {operation.needs}", en=f"Scope: {operation.needs}")
    if operation.body is not None:
        content: dict[str, Any] = {"application/json": {"schema": operation.body}}
        if operation.takes_file:
            file = {"type": "string", "contentMediaType": "application/octet-stream"}
            fields = {"file": file, "employer": schemas.NPP, "last_day": schemas.DAY}
            content["multipart/form-data"] = {"schema": schemas.thing(fields, optional=("employer", "last_day"))}
        said["requestBody"] = {"required": True, "content": content}
    return said


def _parameters(operation: Operation) -> Iterable[dict[str, Any]]:
    for name in re.findall(r"{(\w+)}", operation.path):
        yield {"name": name, "in": "path", "required": True, "schema": PATHS.get(name, {"type": "integer"})}
    for name, schema in operation.query.items():
        yield {"name": name, "in": "query", "schema": schema}
    if operation.changes:
        pattern = {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,64}$"}
        yield {"name": "Idempotency-Key", "in": "header", "required": True, "schema": pattern}


def _responses(operation: Operation, language: str) -> dict[str, Any]:
    success: dict[str, Any] = {"description": say(language, id="Berhasil", en="Done")}
    if operation.returns is not None:
        success["content"] = {"application/json": {"schema": operation.returns}}
    refusal = {
        "description": say(language, id="Ditolak; lihat code dan detail", en="Refused; see code and detail"),
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    found = {str(operation.success): success, **{str(status): refusal for status in sorted(statuses(operation))}}
    if operation.method == "GET":
        found["304"] = {"description": say(language, id="Tidak berubah (ETag)", en="As it was (ETag)")}
    return found
