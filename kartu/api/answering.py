"""From a request to an operation and back: the key, its limit, what was sent, done once, the answer or the refusal."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from kartu.api import reading
from kartu.api.checking import FAULTS
from kartu.api.operations import Answer, Call, Operation
from kartu.api.refusals import MethodRefused
from kartu.base.errors import DomainError
from kartu.base.language import say
from kartu.base.middleware import STATUS
from kartu.base.pages import PageRequest
from kartu.base.problems import problem
from kartu.base.tenancy import employer_scope
from kartu.base.throttle import LIMITS, Counted, TooMany, count
from kartu.employers.machines import once
from kartu.employers.machines.keys import open_with
from kartu.employers.machines.models import ApiKey
from kartu.employers.machines.refusals import KeyRefused, ScopeMissing
from kartu.employers.units import units_of

log = logging.getLogger(__name__)

JSON = "application/json"
LIMIT = LIMITS["api-key"]
# What a refusal is answered with; those not named here conflict with how things stand: 409.
CODES: Mapping[str, int] = {
    **STATUS,
    "key-refused": 401,
    "scope-missing": 403,
    "consent-missing": 403,
    "method-refused": 405,
    "media-type-refused": 415,
    "too-large": 413,
    "roster-file-too-large": 413,
    "body-not-json": 400,
    "query-refused": 400,
    "idempotency-key-missing": 400,
    "body-refused": 422,
    "file-missing": 422,
    "unit-not-there": 422,
    "branch-not-there": 422,
    "address-refused": 422,
    "bad-last-day": 422,
    "idempotency-key-reused": 422,
}
TITLES: Mapping[int, tuple[str, str]] = {
    400: ("Permintaan tidak terbaca", "The request cannot be read"),
    401: ("Kunci tidak berlaku", "No valid key"),
    403: ("Tidak diizinkan", "Not allowed"),
    404: ("Tidak ditemukan", "Not found"),
    405: ("Metode tidak tersedia", "No such method"),
    409: ("Tidak mungkin dalam keadaan sekarang", "Not possible as things stand"),
    413: ("Terlalu besar", "Too large"),
    415: ("Jenis isi tidak dibaca", "A kind of body that is not read"),
    422: ("Isi tidak sesuai", "The content does not fit"),
    429: ("Terlalu banyak permintaan", "Too many requests"),
}


def door(operations: Sequence[Operation]) -> Callable[..., HttpResponse]:
    """The view of one address: its operations by method."""
    by_method = {operation.method: operation for operation in operations}
    if "GET" in by_method:
        by_method["HEAD"] = by_method["GET"]
    allowed = ", ".join(sorted(by_method))

    @csrf_exempt  # a key in a header is nothing a browser sends by itself
    def view(request: HttpRequest, **path: Any) -> HttpResponse:
        visit = _Visit(cast(PageRequest, request), timezone.now())
        try:
            operation = by_method.get(request.method or "")
            if operation is None:
                raise MethodRefused(method=(request.method or "")[:20])
            return visit.answered(operation, path)
        except DomainError as refusal:
            response = visit.refused(refusal)
        if response.status_code == 405:
            response.headers["Allow"] = allowed
        return response

    return view


@dataclass
class _Visit:
    """One request on its way."""

    request: PageRequest
    now: datetime
    counted: Counted | None = None

    def answered(self, operation: Operation, path: Mapping[str, Any]) -> HttpResponse:
        secret = self.request.headers.get("Authorization", "").partition("Bearer ")[2]
        key = self._key(secret)
        if operation.needs and operation.needs not in key.may:
            raise ScopeMissing(scope=operation.needs)
        units = units_of(key.employer)
        with employer_scope([unit.id for unit in units]):
            call = Call(
                request=self.request,
                key=key,
                units=units,
                path=path,
                query=reading.query_of(self.request, operation),
                body=reading.body_of(self.request, operation),
                language=self.request.language,
                now=self.now,
            )
            if operation.changes:
                return self._dressed(*_done_once(operation, call, secret))
            answer = operation.act(call)
            return self._dressed(answer.status, _written(answer))

    def refused(self, refusal: DomainError) -> HttpResponse:
        """The refusal as problem details. Its words may say nothing of what others see as not there."""
        language = self.request.language
        status = CODES.get(refusal.code, 409)
        id_title, en_title = TITLES.get(status, TITLES[409])
        listed = refusal.context.get("faults")
        more = {"errors": [_fault(fault, language) for fault in cast(Any, listed)]} if listed else {}
        response = problem(
            status, refusal.code, say(language, id=id_title, en=en_title), refusal.words(language), **more
        )
        if isinstance(refusal, TooMany):
            response.headers["Retry-After"] = str(max(1, int((refusal.until - self.now).total_seconds()) + 1))
        if refusal.code == "request-running":
            response.headers["Retry-After"] = "1"
        if status == 401:
            response.headers["WWW-Authenticate"] = 'Bearer realm="kartu"'
        route = self.request.resolver_match.route if self.request.resolver_match else ""
        log.info("refused %s at /%s", refusal.code, route)
        return self._limited(response)

    def _key(self, secret: str) -> ApiKey:
        try:
            key = open_with(secret, now=self.now)
        except KeyRefused:
            count("api-refused-address", self.request.address, now=self.now)
            raise
        self.counted = count("api-key", str(key.id), now=self.now)
        return key

    def _dressed(self, status: int, body: bytes) -> HttpResponse:
        response = HttpResponse(body, status=status, content_type=JSON if body else None)
        response.headers["Cache-Control"] = "no-store"
        if self.request.method in ("GET", "HEAD"):
            tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
            response.headers["ETag"] = tag
            response.headers["Cache-Control"] = "private, no-cache"
            if tag in self.request.headers.get("If-None-Match", ""):
                response.status_code, response.content = 304, b""
        return self._limited(response)

    def _limited(self, response: HttpResponse) -> HttpResponse:
        """How many requests are left (the RateLimit draft of the IETF)."""
        window = int(LIMIT.window.total_seconds())
        response.headers["RateLimit-Policy"] = f'"key";q={LIMIT.tries};w={window}'
        if self.counted:
            left = max(0, int((self.counted.until - self.now).total_seconds()))
            response.headers["RateLimit"] = f'"key";r={self.counted.left};t={left}'
        return response


def _done_once(operation: Operation, call: Call, secret: str) -> tuple[int, bytes]:
    name = call.request.headers.get("Idempotency-Key", "")
    kept = once.begin_call(call.key, name, reading.whole(call.request), now=call.now)
    if kept.answered is not None:
        return kept.answered, once.answer_of(kept, secret=secret)
    try:
        answer = operation.act(call)
    except BaseException:
        once.drop_call(kept)
        raise
    body = _written(answer)
    once.end_call(kept, answer.status, body, secret=secret)
    return answer.status, body


def _written(answer: Answer) -> bytes:
    return b"" if answer.said is None else json.dumps(answer.said, ensure_ascii=False, separators=(",", ":")).encode()


def _fault(fault: tuple[str, str], language: str) -> dict[str, str]:
    pointer, code = fault
    id_words, en_words = FAULTS[code]
    return {"pointer": pointer, "code": code, "detail": say(language, id=id_words, en=en_words)}
