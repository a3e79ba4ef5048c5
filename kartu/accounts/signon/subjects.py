"""Whom a site knows: an identifier of its own for each member, and the ways of proving in words of the standard."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping

from allauth.idp.oidc.models import Client

from kartu.accounts.models import User
from kartu.accounts.signon.sites import sector_of
from kartu.credential.signers import base64url
from kartu.registry.sealing import keyring

# RFC 8176. A passkey may live in hardware or in a password manager; nobody attests which, so the weaker word is said.
WORDS: Mapping[str, tuple[str, ...]] = {
    "password": ("pwd",),
    "code": ("otp",),
    "totp": ("otp",),
    "recovery": ("otp",),
    "passkey": ("swk",),
}
# A passkey asks for its holder's finger, face or number as well; a sent code is too weak to count as a second factor.
SECOND_FACTORS = frozenset({"totp", "recovery"})


def subject_of(site: Client, user: User) -> str:
    """The member's name at sites of this sector: no two sectors can compare theirs (OpenID Connect Core 8.1)."""
    secret = keyring().secret("signon-subject")
    return base64url(hmac.digest(secret, f"{sector_of(site)}\n{user.handle}".encode(), "sha256"))


def methods(ways: Iterable[str]) -> list[str]:
    """The `amr` of these ways of proving."""
    used = list(ways)
    words = dict.fromkeys(word for way in used for word in WORDS.get(way, ()))
    several = "passkey" in used or ("password" in used and SECOND_FACTORS & set(used))
    return [*words, *(["mfa"] if several else [])]
