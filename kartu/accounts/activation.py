"""Opening a member's account with a code that was handed over: NIK and birth date alone open nothing."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from kartu.accounts.models import ActivationCode, User
from kartu.audit.actions import Action
from kartu.audit.actors import Actor, member_actor
from kartu.audit.recording import record
from kartu.base.errors import DomainError
from kartu.base.throttle import take
from kartu.registry.lookups import identity_text
from kartu.registry.members import lock_member
from kartu.registry.models import Member
from kartu.registry.sealing import keyring

CODE_BYTES = 7  # 56 bits make the ten and more base32 characters of which ten are used
CODE_LENGTH = 10
TRIES = 5
LIFETIME = timedelta(days=30)

# One statement counts the try and says whether it was allowed: parallel guesses cannot share a try.
COUNT_A_TRY = """
    UPDATE accounts_activationcode SET tries = tries + 1
    WHERE member_id = (SELECT id FROM registry_member WHERE identity_index = ANY(%s) LIMIT 1)
        AND used_at IS NULL AND expires_at > %s AND tries < %s
    RETURNING id, code_hash, member_id
"""


class ActivationRefused(DomainError):
    """The identity and the code do not open an account; the answer is the same whatever was wrong."""

    code = "activation-refused"
    id = "Nomor identitas dan kode ini tidak cocok, atau kodenya tidak berlaku lagi. Periksa lagi atau minta kode baru."
    en = "This identity number and code do not match, or the code is no longer valid. Check them or ask for a new code."


class AccountInUse(DomainError):
    """The member has an account with a password: one person's slip must not take it over."""

    code = "account-in-use"
    id = "Orang ini sudah punya akun. Kalau tidak bisa masuk, pakai pemulihan akses; di sana dua orang memeriksa."
    en = "This person has an account. If they cannot get in, use a way back in, where two people check."


def make_activation_code(member: Member, source: str, *, actor: Actor, now: datetime) -> str:
    """Make a code for `member` and void the one before. Returns ten base32 characters, stored only as a digest.

    Raises AccountInUse: a code of one person opens new accounts, and none that somebody has.
    """
    if account_in_use(member.id):
        raise AccountInUse
    code = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()[:CODE_LENGTH]
    with transaction.atomic():
        lock_member(member.id)
        ActivationCode.objects.filter(member=member, used_at=None).delete()
        made = ActivationCode.objects.create(
            member=member, code_hash=_digest(member.id, code), source=source, made_at=now, expires_at=now + LIFETIME
        )
        record(
            Action.ACTIVATION_CODE_MADE,
            actor=actor,
            now=now,
            subject="activation-code",
            subject_id=made.id,
            member_id=member.id,
            source=source,
        )
    return code


def activate(identity_kind: str, identity: str, code: str, *, now: datetime) -> User:
    """Open the account of the member with this identity and code. Raises ActivationRefused, always in the same words.

    The account has no password yet. A code opens once; after five tries it opens no more.
    """
    found = check_activation(identity_kind, identity, code, now=now)
    with transaction.atomic():
        use_activation(found.id, now=now)
        return account_of(found.member, now=now)


def check_activation(
    identity_kind: str, identity: str, code: str, *, address: str = "", now: datetime, opens: bool = True
) -> ActivationCode:
    """The unused code of the member with this identity, if it is this one. Raises ActivationRefused, TooMany.

    Counts a try, for the network `address` as well where one is given: in one commit, so that what a try costs does not
    tell whether there is a code. A code kept since before its account was opened `opens` nothing; it still proves who
    reports a loss.
    """
    indexes = keyring().blinds("identity", identity_text(identity_kind, identity))
    with transaction.atomic(), connection.cursor() as cursor:
        if address:
            take("activation-address", address, now=now)
        cursor.execute(COUNT_A_TRY, [indexes, now, TRIES])
        code_id, stored, member_id = cursor.fetchone() or (0, bytes(32), 0)
    # A miss is compared as a hit is, so that neither the answer nor its time tells who is a member.
    fits = hmac.compare_digest(bytes(stored), _digest(member_id, normal_code(code)))
    if not fits or (opens and account_in_use(member_id)):
        raise ActivationRefused
    return ActivationCode.objects.select_related("member").get(pk=code_id)


def use_activation(code_id: int, *, now: datetime) -> None:
    """Use a code up: of two callers one does. Raises ActivationRefused."""
    if not ActivationCode.objects.filter(pk=code_id, used_at=None, expires_at__gt=now).update(used_at=now):
        raise ActivationRefused


def account_in_use(member_id: int) -> bool:
    """Whether the member has an account that opens with a password or a passkey."""
    user = User.objects.filter(member=member_id).first()
    return user is not None and (user.has_usable_password() or user.passkeys.exists())


def account_of(member: Member, *, now: datetime, handle: UUID | None = None) -> User:
    """The member's account, opened without a password where there is none yet; `handle` is then its random name."""
    fresh = {"created_at": now, "password": make_password(None), "handle": handle or uuid4()}
    user, made = User.objects.get_or_create(member=member, defaults=fresh)
    if made:
        record(
            Action.ACCOUNT_OPENED,
            actor=member_actor(member.id),
            now=now,
            subject="user",
            subject_id=user.id,
            member_id=member.id,
        )
    return user


def normal_code(typed: str) -> str:
    """A code as it is stored: capitals, without blanks and dashes; 0, 1 and 8 read as the letters they look like."""
    kept = "".join(mark for mark in typed.upper() if mark.isalnum())
    return kept.translate(str.maketrans("018", "OIB"))


def _digest(member_id: int, code: str) -> bytes:
    return hmac.digest(keyring().secret("activation"), f"{member_id}:{code}".encode(), "sha256")
