"""Number and code on a paper that is handed over: the code is ten characters, bound to its number, kept as a digest."""

from __future__ import annotations

import base64
import hmac
import secrets

from kartu.accounts.activation import CODE_BYTES, CODE_LENGTH, normal_code
from kartu.registry.sealing import keyring


def new_code() -> str:
    """Ten base32 characters, fifty bits."""
    return base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()[:CODE_LENGTH]


def code_digest(purpose: str, number: str, code: str) -> bytes:
    """Keyed by what the paper is for ("recovery", "mandate"): a code of one opens nothing of the other."""
    return hmac.digest(keyring().secret(purpose), f"{number}:{normal_code(code[:40])}".encode(), "sha256")
