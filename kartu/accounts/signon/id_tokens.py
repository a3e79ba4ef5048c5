"""Signing ID tokens, and reading those that come back as a hint (JWS, RFC 7515; OpenID Connect Core 2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings

from kartu.accounts.signon.models import SignOn
from kartu.accounts.signon.subjects import subject_of
from kartu.credential.errors import CredentialError
from kartu.credential.rsa_keys import RsaKeyStore
from kartu.credential.signers import base64url, from_base64url
from kartu.registry.sealing import keyring

PURPOSE = "signon"
LASTS = timedelta(minutes=5)
# Those we make are some 700 bytes.
LONGEST = 4096


def signing_keys() -> RsaKeyStore:
    """The store of sign-on keys. The web process signs with them: the one exception to the signing process."""
    return RsaKeyStore(settings.KEYS)


def id_token(sign_on: SignOn, more: Mapping[str, Any], *, now: datetime) -> str:
    """Who signed on, at which site, how and when proved; `more` is what binds it to this answer (nonce, at_hash)."""
    issued = int(now.timestamp())
    claims = {
        **more,
        "iss": settings.ADDRESS,
        "sub": subject_of(sign_on.site, sign_on.user),
        "aud": sign_on.site_id,
        "azp": sign_on.site_id,
        "iat": issued,
        "exp": issued + int(LASTS.total_seconds()),
        "auth_time": int(sign_on.proved_at.timestamp()),
        "amr": sign_on.ways.split(),
        "jti": uuid4().hex,
    }
    keyring()  # raises MissingKeyring in a folder that is not the fund's, rather than make a key there
    signer = signing_keys().active(PURPOSE)
    head = {"alg": signer.alg, "kid": base64url(signer.kid), "typ": "JWT"}
    signed = f"{_part(head)}.{_part(claims)}"
    return f"{signed}.{base64url(signer.sign(signed.encode()))}"


def read_hint(token: str) -> Mapping[str, Any] | None:
    """The claims of an ID token of ours, however old; None for anything else."""
    try:
        head, claims, signature = (from_base64url(part) for part in token[:LONGEST].split("."))
        said = json.loads(head)
        if said.get("alg") != "RS256":
            return None
        signing_keys().verify(PURPOSE, from_base64url(said["kid"]), token.rpartition(".")[0].encode(), signature)
        found = json.loads(claims)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, CredentialError):
        return None
    return found if isinstance(found, dict) and found.get("iss") == settings.ADDRESS else None


def _part(content: Mapping[str, Any]) -> str:
    return base64url(json.dumps(content, separators=(",", ":")).encode())
