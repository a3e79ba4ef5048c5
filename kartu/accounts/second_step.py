"""The second step of signing in: six digits from an app (TOTP, RFC 6238), or one of ten recovery codes.

The rows, the making of a secret and the computation of a code are django-allauth's. What decides whether a code counts
is ours, in one statement each: a code of the app counts once, whichever process it comes to, and so does a recovery
code. The secret is sealed with its member's key; of recovery codes only keyed digests are kept.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from typing import Final, Literal

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.db import connection, transaction

from kartu.accounts.activation import CODE_BYTES, CODE_LENGTH, normal_code
from kartu.accounts.devices import known_to
from kartu.accounts.models import Device, User
from kartu.accounts.telling import tell_contacts
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.base.crypto import DataKey
from kartu.base.errors import DomainError
from kartu.base.throttle import forgive, take
from kartu.notifications.security_words import (
    RECOVERY_CODE_USED,
    RECOVERY_CODES_MADE,
    SECOND_STEP_GUESSED,
    SECOND_STEP_OFF,
    SECOND_STEP_ON,
)
from kartu.registry.sealing import keyring

Step = Literal["totp", "recovery"]
TOTP: Final = "totp"
RECOVERY: Final = "recovery"
CODES: Final = 10
SECONDS: Final = 30
# One step before and after: phones' clocks are not all right.
DRIFT: Final = 1
PLACE = "mfa_authenticator.data"

# One statement uses a step up: of two who bring the same code, or an older one, one gets in.
USE_STEP = """
    UPDATE mfa_authenticator SET data = jsonb_set(data, '{step}', to_jsonb(%(step)s::bigint)), last_used_at = %(now)s
    WHERE user_id = %(user)s AND type = 'totp' AND COALESCE((data->>'step')::bigint, 0) < %(step)s
    RETURNING id
"""
# One statement takes a code off the list and says how many are left.
USE_CODE = """
    UPDATE mfa_authenticator SET data = jsonb_set(data, '{left}', (data->'left') - %(digest)s), last_used_at = %(now)s
    WHERE user_id = %(user)s AND type = 'recovery_codes' AND jsonb_exists(data->'left', %(digest)s)
    RETURNING jsonb_array_length(data->'left')
"""


class CodeNotRight(DomainError):
    """Neither a code of the app at this moment nor an unused recovery code."""

    code = "second-code-refused"
    id = "Kode ini tidak cocok atau sudah dipakai. Tunggu kode berikutnya di aplikasi, lalu coba lagi."
    en = "This code does not match or was used already. Wait for the next one in the app, then try again."


def has_second_step(user: User) -> bool:
    """Whether signing in with a password asks for a code as well."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def codes_left(user: User) -> int:
    """How many recovery codes are unused."""
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(row.data["left"]) if row else 0


def new_secret() -> str:
    """160 random bits as the 32 letters an app takes."""
    return str(generate_totp_secret())


def set_second_step(user: User, secret: str, typed: str, *, device: Device | None = None, now: datetime) -> list[str]:
    """Switch it on once a code shows that the app has the secret. Returns ten recovery codes, to be shown once.

    `device` is the browser of the session it is set in. Raises CodeNotRight, TooMany.
    """
    take("second-set", str(user.id), now=now)
    step = _step_of(secret, typed, now=now)
    if step is None:
        raise CodeNotRight
    data = {"secret": _seal(user, secret), "step": step, "made_on": device.id if device else None}
    with transaction.atomic():
        Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data, created_at=now)
        codes = _make_codes(user, now=now)
        _record(Action.SECOND_FACTOR_SET, user, user.actor, now)
        tell_contacts(user, SECOND_STEP_ON, now=now)
    return codes


def renew_recovery_codes(user: User, *, now: datetime) -> list[str]:
    """Ten new codes in place of the old ones, to be shown once."""
    with transaction.atomic():
        codes = _make_codes(user, now=now)
        tell_contacts(user, RECOVERY_CODES_MADE, now=now)
    return codes


def take_second_step(user: User, typed: str, *, device: str, now: datetime) -> Step:
    """Take a code of the app, or a recovery code. Returns TOTP or RECOVERY. Raises CodeNotRight, TooMany.

    Wrong codes are counted for a browser known to the account apart from all others: whoever has the password uses up
    the budget of strange browsers, never the one of the member's own. Call it outside a transaction.
    """
    known = known_to([user], device)
    budget = ("second-device", f"{user.id}:{device}") if known else ("second-account", str(user.id))
    left = take(*budget, now=now)
    used = _use_totp(user, typed, now=now) or _use_recovery_code(user, typed, now=now)
    if used is None:
        _refused(user, last=left == 0 and not known, now=now)
        raise CodeNotRight
    forgive(*budget)
    return used


def remove_second_step(user: User, *, actor: Actor, now: datetime) -> None:
    """Switch it off, recovery codes as well; a short password lets nobody in before there is a longer one."""
    with transaction.atomic():
        gone, _ = Authenticator.objects.filter(user=user).delete()
        if not gone:
            return
        if user.password_short and user.password_void_at is None:
            user.password_void_at = now
            user.save(update_fields=["password_void_at"])
        _record(Action.SECOND_FACTOR_REMOVED, user, actor, now)
        tell_contacts(user, SECOND_STEP_OFF, now=now)


def drop_made_on(device: Device) -> None:
    """Take back a second step that was set on a device that turned out to be somebody else's."""
    if Authenticator.objects.filter(user=device.user, type=Authenticator.Type.TOTP, data__made_on=device.id).exists():
        Authenticator.objects.filter(user=device.user).delete()


def _use_totp(user: User, typed: str, *, now: datetime) -> Step | None:
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    step = _step_of(_open(user, row.data["secret"]), typed, now=now) if row else None
    if step is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(USE_STEP, {"step": step, "user": user.id, "now": now})
        return TOTP if cursor.fetchone() else None


def _use_recovery_code(user: User, typed: str, *, now: datetime) -> Step | None:
    code = normal_code(typed)
    if len(code) != CODE_LENGTH:
        return None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(USE_CODE, {"digest": _digest(user, code), "user": user.id, "now": now})
        used = cursor.fetchone()
        if used is None:
            return None
        _record(Action.RECOVERY_CODE_USED, user, user.actor, now, left=used[0])
        tell_contacts(user, RECOVERY_CODE_USED, now=now, left=used[0])
    return RECOVERY


def _step_of(secret: str, typed: str, *, now: datetime) -> int | None:
    """The step of time whose code this is, near `now`; None for no step at all."""
    digits = "".join(mark for mark in typed if mark.isdecimal() and mark.isascii())
    at = int(now.timestamp()) // SECONDS
    for step in range(at - DRIFT, at + DRIFT + 1):
        if hmac.compare_digest(str(format_hotp_value(hotp_value(secret, step))), digits):
            return step
    return None


def _make_codes(user: User, *, now: datetime) -> list[str]:
    codes = [base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()[:CODE_LENGTH] for _ in range(CODES)]
    data = {"left": [_digest(user, code) for code in codes]}
    kind = Authenticator.Type.RECOVERY_CODES
    Authenticator.objects.filter(user=user, type=kind).delete()
    Authenticator.objects.create(user=user, type=kind, data=data, created_at=now)
    _record(Action.RECOVERY_CODES_MADE, user, user.actor, now)
    return codes


def _refused(user: User, *, last: bool, now: datetime) -> None:
    with transaction.atomic():
        _record(Action.SECOND_FACTOR_REFUSED, user, user.actor, now)
        if last:
            tell_contacts(user, SECOND_STEP_GUESSED, now=now)


def _digest(user: User, code: str) -> str:
    """50 random bits under a key that is not in the database: whoever reads the table alone tries in vain."""
    return hmac.digest(keyring().secret("recovery-codes"), f"{user.id}:{code}".encode(), "sha256").hex()


def _seal(user: User, secret: str) -> str:
    return base64.b64encode(_key(user).seal(PLACE, user.id, secret)).decode()


def _open(user: User, sealed: str) -> str:
    return _key(user).open(PLACE, user.id, base64.b64decode(sealed))


def _key(user: User) -> DataKey:
    if user.member is None:
        raise TypeError(f"user {user.id} is no member")
    return user.member.key


def _record(action: Action, user: User, actor: Actor, now: datetime, **detail: int) -> None:
    record(action, actor=actor, now=now, subject="user", subject_id=user.id, member_id=user.member_id, **detail)
