"""Signing in with a name and a password. Who is not there and who types a wrong password get the same answer.

Limits count what was typed, the network it came from, and, for a browser known to the account, that browser alone: a
stranger may use up the name's budget, but never the one of the person whose phone it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kartu.accounts.codes import SIGN_IN, send_code_to
from kartu.accounts.devices import known_to
from kartu.accounts.models import SentCode, User
from kartu.accounts.names import BadContact, read_contact, users_named
from kartu.accounts.passwords import with_password
from kartu.base.errors import DomainError
from kartu.base.throttle import LIMITS, forgive, take
from kartu.base.work import check_work


class SignInRefused(DomainError):
    """No account has this name and this password."""

    code = "sign-in-refused"
    id = "Email, nomor ponsel, atau kata sandi tidak cocok"
    en = "The e-mail, phone number or password does not match"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: what was typed, the proof of work ("" without script), the browser's cookie and its network."""

    name: str
    password: str
    work: str
    device: str
    address: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What a try came to. With `code` the accounts open only once that code has come back."""

    users: tuple[User, ...]
    code: SentCode | None = None


def sign_in(attempt: Attempt, *, now: datetime) -> Opened:
    """Check name and password. Of a family that shares a name, several accounts may open.

    A browser without script brings no proof of work; then a code is sent to the account's own contact instead, and
    the answer is the same whether the password was right or not. Raises SignInRefused, TooMany, NoWork.
    """
    kind, value = _name(attempt.name)
    users = users_named(kind, value) if kind else []
    known = known_to(users, attempt.device)
    if not known:  # a stranger in the same network uses up nothing of the owner's
        take("sign-in-address", attempt.address, now=now)
    budget, key = _budget(known, f"{kind}:{value}", attempt.device)
    left = take(budget, key, now=now)
    first = left == LIMITS[budget].tries - 1
    proved = (known and first) or bool(attempt.work)
    if attempt.work:
        check_work(attempt.work, now=now)
    opened = tuple(with_password(users, attempt.password))
    if not proved:
        member_id = opened[0].member_id if opened else None
        return Opened(opened, send_code_to(SIGN_IN, member_id, kind or "phone", now=now))
    if not opened:
        raise SignInRefused
    forgive(budget, key)
    return Opened(opened)


def _name(typed: str) -> tuple[str, str]:
    """What was typed in normal form; what is neither an address nor a number is counted as it stands."""
    try:
        return read_contact(typed)
    except BadContact:
        return "", typed.strip().casefold()[:254]


def _budget(known: bool, name: str, device: str) -> tuple[str, str]:
    return ("sign-in-device", f"{name}:{device}") if known else ("sign-in-account", name)
