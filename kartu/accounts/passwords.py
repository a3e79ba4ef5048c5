"""Passwords: argon2id, and one computation a sign-in however many accounts share the name."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kartu.accounts.hashing import Argon2id
from kartu.accounts.models import User
from kartu.base.errors import DomainError

SHORTEST, LONGEST, FEWEST_SIGNS = 15, 200, 5
HASHER = Argon2id()
# Who is not there is compared with this, so that a miss takes as long as a hit. It is the hash of nothing.
NOBODY = "argon2$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9i$" + "A" * 43


class WeakPassword(DomainError):
    """Too short, or among those that are tried first."""

    code = "weak-password"
    id = "Kata sandi ini mudah ditebak. Pakai paling sedikit {shortest} huruf, misalnya empat kata yang acak."
    en = "This password is easy to guess. Use at least {shortest} characters, such as four unrelated words."


def check_strength(password: str) -> None:
    """Raise WeakPassword. Length counts; kinds of signs do not (NIST SP 800-63B-4, 3.1.1.2)."""
    fits = SHORTEST <= len(password) <= LONGEST and len(set(password)) >= FEWEST_SIGNS
    try:
        validate_password(password)
    except ValidationError as error:
        raise WeakPassword(shortest=SHORTEST) from error
    if not fits:
        raise WeakPassword(shortest=SHORTEST)


def hash_password(password: str, *, sharers: Sequence[User] = ()) -> str:
    """The hash to store. Accounts that share a sign-in name share the salt: one computation serves them all."""
    salts = [salt_of(user) for user in sharers if user.has_usable_password()]
    return str(HASHER.encode(password, salts[0] if salts else HASHER.salt()))


def with_password(users: Sequence[User], password: str) -> list[User]:
    """Those of `users` whose password this is; always one computation, also for nobody at all."""
    usable = [user for user in users if user.has_usable_password()]
    hashed = HASHER.encode_like(password[:LONGEST], usable[0].password if usable else NOBODY)
    return [user for user in usable if hmac.compare_digest(user.password, hashed)]


def salt_of(user: User) -> str:
    return HASHER.salt_of(user.password)
