"""What sites read before they send anybody: the configuration and the keys; and how keys change under them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import KeySet

from kartu.accounts.signon.id_tokens import PURPOSE, read_hint, signing_keys
from kartu.credential.errors import KeyRefused
from kartu.credential.signers import base64url
from kartu.registry.models import Member
from tests.pages.client import PageClient
from tests.signon.builders import Site, opened, tokens

pytestmark = pytest.mark.django_db


def _judged(pages: PageClient, token: str) -> dict[str, object]:
    """As a site judges it: another team's library, and the keys we publish."""
    keys = KeySet.import_key_set(pages.get("/oidc/jwks").json())
    return dict(jwt.decode(token, keys, algorithms=["RS256"]).claims)


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/oidc/jwks"])
def test_what_is_published_is_kept_by_caches_and_asked_for_cheaply(pages: PageClient, path: str) -> None:
    first = pages.get(path)
    again = pages.get(path, headers={"if-none-match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "public, max-age=3600"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Content-Type"] == "application/json"
    assert "Set-Cookie" not in first.headers


def test_the_configuration_promises_what_there_is(pages: PageClient) -> None:
    told = pages.get("/.well-known/openid-configuration").json()

    assert told["issuer"] == settings.ADDRESS
    for name in ("authorization", "token", "userinfo", "revocation", "end_session"):
        path = told[f"{name}_endpoint"].removeprefix(settings.ADDRESS)
        assert pages.get(path).status_code in (200, 400, 401, 405), path
    assert pages.get(told["jwks_uri"].removeprefix(settings.ADDRESS)).status_code == 200
    assert told["response_types_supported"] == ["code"]
    assert told["grant_types_supported"] == ["authorization_code", "refresh_token"]
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["subject_types_supported"] == ["pairwise"]
    assert told["authorization_response_iss_parameter_supported"] is True


def test_the_published_keys_judge_id_tokens_and_hold_no_private_half(
    pages: PageClient, member: Member, site: Site
) -> None:
    token = tokens(pages, site)["id_token"]

    assert _judged(pages, token) == opened(token)
    assert {name for key in pages.get("/oidc/jwks").json()["keys"] for name in key} == {
        *("kty", "n", "e", "use", "alg", "kid")
    }


def test_keys_change_by_overlap_and_no_token_of_a_good_key_is_refused(
    pages: PageClient, member: Member, site: Site
) -> None:
    keys, now = signing_keys(), timezone.now()
    old = tokens(pages, site)["id_token"]
    kid = keys.add(PURPOSE)
    published_before_use = pages.get("/oidc/jwks").json()["keys"]
    still_old = tokens(pages, site)["id_token"]
    first = keys.active(PURPOSE).kid
    keys.activate(PURPOSE, kid, keep_old_until=now + timedelta(minutes=5))
    fresh = tokens(pages, site)["id_token"]

    for token in (old, still_old, fresh):
        assert _judged(pages, token)["aud"] == site.client.id
        assert read_hint(token) == opened(token)
    assert base64url(kid) in [key["kid"] for key in published_before_use]
    with pytest.raises(KeyRefused):
        keys.retire(PURPOSE, first, now=now)
    keys.retire(PURPOSE, first, now=now + timedelta(minutes=6))
    assert read_hint(old) is None
    assert _judged(pages, fresh)["aud"] == site.client.id


@pytest.mark.parametrize(
    "fault", ["none", "HS256", "signature", "claims", "kid", "jwk", "issuer", "short", "long", "deep"]
)
def test_a_hint_that_is_not_an_id_token_of_ours_is_none(
    pages: PageClient, member: Member, site: Site, fault: str
) -> None:
    good = tokens(pages, site)["id_token"]
    head, claims, signature = good.split(".")
    kid = signing_keys().published(PURPOSE)[-1]["kid"]
    other = {**opened(good), "sub": "somebody"}

    def part(content: object) -> str:
        return base64url(json.dumps(content).encode())

    forged = {
        "none": f"{part({'alg': 'none', 'kid': kid})}.{claims}.",
        "HS256": f"{part({'alg': 'HS256', 'kid': kid})}.{claims}.{signature}",
        "signature": f"{head}.{claims}.{signature[:-8]}AAAAAAAA",
        "claims": f"{head}.{part(other)}.{signature}",
        "kid": f"{part({'alg': 'RS256', 'kid': base64url(b'12345678')})}.{claims}.{signature}",
        "jwk": f"{part({'alg': 'RS256', 'jwk': {'kty': 'RSA'}})}.{claims}.{signature}",
        "issuer": f"{head}.{part({**opened(good), 'iss': 'https://penipu.id'})}.{signature}",
        "deep": f"{base64url(b'[' * 2900)}.{claims}.{signature}"[:4000],
        "short": "a.b",
        "long": good + "A" * 5000,
    }

    assert read_hint(good) is not None
    assert read_hint(forged[fault]) is None
