"""A machine with a key, whose every answer is held against the published document by another team's validator."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no types

from kartu.audit.actors import Actor
from kartu.base.tenancy import fund_scope
from kartu.employers.machines.keys import SCOPES, make_key
from kartu.employers.machines.models import ApiKey
from kartu.registry.models import Employer

ROOT = "/api/v1"


@dataclass
class Machine:
    """Sends as an employer's program would; `answer` is the last one."""

    secret: str
    key: ApiKey | None = None
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    document: dict[str, Any] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, headers=headers)

    def post(self, path: str, body: object = None, name: str = "", **headers: str) -> Any:
        return self.send("POST", path, body, {"Idempotency-Key": name or str(uuid.uuid4()), **headers})

    def send(self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> Any:
        sent = {"Authorization": f"Bearer {self.secret}", **(headers or {})}
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        kind = sent.pop("Content-Type", "application/json" if content else "")
        response = self.client.generic(method, ROOT + path, content, content_type=kind, headers=sent)
        self.look_over(method, path, response)
        return response

    def look_over(self, method: str, path: str, response: Any) -> None:
        """Raise AssertionError for an answer the document does not know."""
        self.document = self.document or json.loads(self.client.get(f"{ROOT}/openapi.json").content)
        assert response.status_code < 500, (method, path, response.content[:300])
        address = path.partition("?")[0]
        for known, operations in self.document["paths"].items():
            if re.fullmatch(re.sub(r"{\w+}", "[^/]+", known), address) and method.lower() in operations:
                responses = operations[method.lower()]["responses"]
                assert str(response.status_code) in responses, (method, path, response.status_code, response.content)
                hold_against(responses[str(response.status_code)], response, self.document)
                return
        assert response.status_code in {400, 404, 405, 413}, (method, path, response.status_code)
        assert json.loads(response.content)["status"] == response.status_code


def hold_against(said: dict[str, Any], response: Any, document: dict[str, Any]) -> None:
    """The answer's body and kind are as its status promises."""
    if "content" not in said:
        assert response.content == b""
        return
    ((kind, content),) = said["content"].items()
    assert response.headers["Content-Type"] == kind
    schema = {**content["schema"], "components": document["components"]}
    Draft202012Validator(schema).validate(json.loads(response.content))


def machine_of(company: Employer, person: Any, *scopes: str) -> Machine:
    """A key of the company, made by its owner, with these scopes or with all."""
    with fund_scope():
        row, secret = make_key(
            company,
            person,
            "Sistem HR",
            scopes or SCOPES,
            life=timedelta(days=30),
            actor=Actor("employer", person.id),
            now=timezone.now(),
        )
    return Machine(secret, row)
