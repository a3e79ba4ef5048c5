"""Proving once more who is there, before an act that could take an account away from its owner.

Tries are counted for a browser known to the account apart from all others: whoever sits at a strange one uses up the
account's budget there, never the one of the person's own phone.
"""

from __future__ import annotations

from datetime import datetime

from kartu.accounts.devices import known_to
from kartu.accounts.models import User
from kartu.accounts.passkeys import PasskeyRefused, open_with_passkey
from kartu.accounts.passwords import with_password
from kartu.base.errors import DomainError
from kartu.base.throttle import forgive, take


class ProofRefused(DomainError):
    """It is not this account's password."""

    code = "proof-refused"
    id = "Kata sandi tidak cocok"
    en = "The password does not match"


def prove_by_password(user: User, password: str, *, device: str, now: datetime) -> None:
    """Raise ProofRefused unless this is the account's password; TooMany after too many tries."""
    budget = count_proof(user, device, now=now)
    if not with_password([user], password) or not user.password_opens:
        raise ProofRefused
    forgive(*budget)


def prove_by_passkey(user: User, answer: str, *, device: str, now: datetime) -> None:
    """Raise PasskeyRefused unless a passkey of this very account answered; TooMany after too many tries."""
    budget = count_proof(user, device, now=now)
    if open_with_passkey(answer, now=now).user_id != user.id:
        raise PasskeyRefused
    forgive(*budget)


def count_proof(user: User, device: str, *, now: datetime) -> tuple[str, str]:
    """Count one try on the browser of `device`; returns what to forgive when it was right. Raises TooMany."""
    known = known_to([user], device)
    budget = ("prove-device", f"{user.id}:{device}") if known else ("prove-account", str(user.id))
    take(*budget, now=now)
    return budget
