"""Passwords: argon2id, and one computation a sign-in however many accounts share the name."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from kartu.accounts.breached import was_breached
from kartu.accounts.context_words import rests_on, words_about
from kartu.accounts.hashing import Argon2id
from kartu.accounts.models import User
from kartu.base.errors import DomainError
from kartu.registry.models import Member

SHORTEST, LONGEST, FEWEST_SIGNS = 15, 200, 5
# Enough where a second step follows (NIST SP 800-63B-4, 3.1.1.2).
SHORTEST_WITH_SECOND_STEP = 8
HASHER = Argon2id()
# Who is not there is compared with this, so that a miss takes as long as a hit. It is the hash of nothing.
NOBODY = "argon2$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9i$" + "A" * 43


class WeakPassword(DomainError):
    """Too short, or of too few different signs."""

    code = "weak-password"
    id = "Kata sandi ini mudah ditebak. Pakai paling sedikit {shortest} huruf, misalnya empat kata yang acak."
    en = "This password is easy to guess. Use at least {shortest} characters, such as four unrelated words."


class BreachedPassword(WeakPassword):
    """It, or what it is made of, is among those that were in breaches and are tried first."""

    code = "breached-password"
    id = "Kata sandi ini pernah bocor di tempat lain dan dicoba paling dulu. Pilih yang lain, misalnya empat kata acak."
    en = "This password was in a breach elsewhere and is tried first. Choose another, such as four unrelated words."


class PersonalPassword(WeakPassword):
    """It rests on what strangers know of the member."""

    code = "personal-password"
    id = "Jangan pakai nama, NIK, tanggal lahir, atau nomor Anda sebagai kata sandi. Pilih kata-kata lain."
    en = "Do not use your name, identity number, birth date or phone number as a password. Choose other words."


def check_strength(password: str, *, member: Member | None = None, second_step: bool = False) -> None:
    """Raise WeakPassword or a kind of it. Length counts; kinds of signs do not (NIST SP 800-63B-4, 3.1.1.2)."""
    shortest = SHORTEST_WITH_SECOND_STEP if second_step else SHORTEST
    if not (shortest <= len(password) <= LONGEST and len(set(password)) >= FEWEST_SIGNS):
        raise WeakPassword(shortest=shortest)
    if was_breached(password):
        raise BreachedPassword
    if rests_on(password, words_about(member)):
        raise PersonalPassword


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
