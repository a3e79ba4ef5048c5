"""Refresh tokens that say which sign-on they belong to, so that one used before is known for what it is.

Only the newest is kept (as a digest). Any other with a true mark was given out once and replaced: somebody has a copy.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from kartu.credential.signers import base64url, from_base64url
from kartu.registry.sealing import keyring

NUMBER, RANDOM, MARK = 8, 32, 16


def refresh_token(sign_on_id: int) -> str:
    """A new refresh token of this sign-on."""
    body = sign_on_id.to_bytes(NUMBER) + secrets.token_bytes(RANDOM)
    return base64url(body + _mark(body))


def sign_on_in(token: str) -> int | None:
    """The sign-on a refresh token was once made for; None for what we never made."""
    try:
        raw = from_base64url(token)
    except ValueError:
        return None
    body, mark = raw[: NUMBER + RANDOM], raw[NUMBER + RANDOM :]
    if not hmac.compare_digest(mark, _mark(body)):
        return None
    return int.from_bytes(body[:NUMBER])


def digest(value: str) -> bytes:
    """As codes are kept."""
    return hashlib.sha256(value.encode()).digest()


def _mark(body: bytes) -> bytes:
    return hmac.digest(keyring().secret("signon-refresh"), body, "sha256")[:MARK]
