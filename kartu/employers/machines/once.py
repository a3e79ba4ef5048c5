"""A request named by its sender is done once, however often it is sent (the Idempotency-Key draft of the IETF).

Its row is written before the act, by itself: of many at once one wins the unique name. An act that was refused leaves
no row, for nothing happened. After a crash between the act and its answer the row is taken over; the verbs
themselves refuse to do the same thing twice (a report repeated is the first one, a second open case is refused).
"""

from __future__ import annotations

import hmac
import os
import re
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import IntegrityError, transaction

from kartu.base.tenancy import fund_scope
from kartu.employers.machines.models import ApiCall, ApiKey
from kartu.employers.machines.refusals import CallDiffers, CallNameMissing, CallRuns
from kartu.registry.sealing import keyring

NAME = re.compile(r"[A-Za-z0-9_-]{8,64}")
NONCE = 12
KEPT = timedelta(hours=24)
# No act takes this long: whoever has not answered by then is gone.
GONE = timedelta(minutes=2)


def begin_call(key: ApiKey, name: str, request: bytes, *, now: datetime) -> ApiCall:
    """The call of this name, new or done before (`answered` says which).

    Raises CallNameMissing, CallDiffers when the name was used for another request, CallRuns while it is being done.
    """
    if not NAME.fullmatch(name):
        raise CallNameMissing
    digest = hmac.digest(keyring().secret("api-call"), request, "sha256")
    try:
        with transaction.atomic():
            return ApiCall.objects.create(employer_id=key.employer_id, key=key, name=name, digest=digest, began_at=now)
    except IntegrityError:
        kept = ApiCall.objects.get(key=key, name=name)
    if kept.began_at < now - KEPT:
        ApiCall.objects.filter(pk=kept.pk, began_at=kept.began_at).delete()
        return begin_call(key, name, request, now=now)
    if not hmac.compare_digest(bytes(kept.digest), digest):
        raise CallDiffers
    if kept.answered is None and not _taken_over(kept, now):
        raise CallRuns
    return kept


def end_call(call: ApiCall, status: int, answer: bytes, *, secret: str) -> None:
    """Keep the answer for whoever sends the same again with the same key."""
    nonce = os.urandom(NONCE)
    call.answered = status
    call.answer_sealed = nonce + AESGCM(_key(secret)).encrypt(nonce, answer, call.name.encode())
    call.save(update_fields=["answered", "answer_sealed"])


def answer_of(call: ApiCall, *, secret: str) -> bytes:
    """The answer that was given. Raises CallDiffers when another key of the row sealed it."""
    sealed = bytes(call.answer_sealed or b"")
    try:
        return AESGCM(_key(secret)).decrypt(sealed[:NONCE], sealed[NONCE:], call.name.encode())
    except InvalidTag as error:
        raise CallDiffers from error


def drop_call(call: ApiCall) -> None:
    """Nothing was done: the name is free again."""
    ApiCall.objects.filter(pk=call.pk, answered=None).delete()


def sweep_calls(*, now: datetime) -> int:
    """Forget what nobody will send again; returns how many."""
    with fund_scope():
        return ApiCall.objects.filter(began_at__lt=now - KEPT).delete()[0]


def _taken_over(kept: ApiCall, now: datetime) -> bool:
    if kept.began_at > now - GONE:
        return False
    return bool(ApiCall.objects.filter(pk=kept.pk, answered=None, began_at=kept.began_at).update(began_at=now))


def _key(secret: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"kartu api answer").derive(secret.encode())
