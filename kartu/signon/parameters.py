"""Reading what a site sends: only what the protocol names, each once, nothing empty, nothing endless."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict

from kartu.base.errors import DomainError

AUTHORIZE = (
    *("client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "prompt", "max_age"),
    *("code_challenge", "code_challenge_method", "id_token_hint", "request", "request_uri"),
)
TOKEN = (
    *("grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "scope", "client_id", "client_secret"),
)
REVOKE = ("token", "token_type_hint", "client_id", "client_secret")
LEAVE = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state")
LONGEST = 4096
# Columns and headers are narrower than the protocol.
NARROWER: Mapping[str, int] = {"nonce": 500, "redirect_uri": 500, "client_id": 100, "state": 2048}


class Unreadable(DomainError):
    """What was sent is no request of the protocol: `name` twice, too long, or with signs that no text has."""

    code = "unreadable-request"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.name = name


def read(sent: QueryDict, names: Sequence[str]) -> dict[str, str]:
    """The parameters of `names` that were sent and hold something (RFC 6749 section 3.1). Raises Unreadable."""
    found = {}
    for name in names:
        values = sent.getlist(name)
        text = values[0] if values else ""
        if len(values) > 1 or len(text) > NARROWER.get(name, LONGEST) or not text.isprintable():
            raise Unreadable(name)
        if text:
            found[name] = text
    return found


def again(request: HttpRequest, names: Sequence[str]) -> HttpResponse:
    """What came by POST, asked by GET: browsers bring their session along only then (SameSite=Lax).

    Raises Unreadable.
    """
    answer = HttpResponse(status=303)
    answer.headers["Location"] = f"{request.path}?{urlencode(read(request.POST, names))}"
    return answer
