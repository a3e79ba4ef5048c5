"""The password hash: argon2id with the least memory that is called sound, so that a small server bears it."""

from __future__ import annotations

from argon2.low_level import hash_secret
from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """19 MiB, two passes, one lane."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode_like(self, password: str, pattern: str) -> str:
        """`password` hashed with the very parameters and salt of the existing hash `pattern`."""
        given = self.decode(pattern)
        parameters = given["params"]
        hashed = hash_secret(
            password.encode(),
            given["salt"].encode("latin1"),
            time_cost=parameters.time_cost,
            memory_cost=parameters.memory_cost,
            parallelism=parameters.parallelism,
            hash_len=parameters.hash_len,
            type=parameters.type,
            version=parameters.version,
        )
        return f"{self.algorithm}{hashed.decode()}"

    def salt_of(self, encoded: str) -> str:
        return str(self.decode(encoded)["salt"])
