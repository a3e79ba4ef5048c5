"""Passkeys of members and staff: made by somebody already proved, asked for at the entrances (WebAuthn Level 3).

The checks of registration (7.1) and assertion (7.2) are the library's; ours are the origin, compared whole, the
counter, whose key it is, and that a challenge is ours, young and answered once. Attestation is not asked for: which
maker built a device decides nothing here.
"""

from __future__ import annotations

import json
import logging
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from kartu.accounts.challenges import ChallengeRefused, check_challenge, new_challenge, use_challenge
from kartu.accounts.devices import Browser, device_for
from kartu.accounts.models import Device, Passkey, User
from kartu.accounts.staff import roles_of
from kartu.accounts.telling import tell_contacts
from kartu.audit.actions import Action
from kartu.audit.recording import record
from kartu.base.browsers import kinds_of
from kartu.base.errors import DomainError, NotThere
from kartu.notifications.security_words import PASSKEY_ADDED, PASSKEY_REMOVED

log = logging.getLogger(__name__)

Options: TypeAlias = Mapping[str, Any]
State: TypeAlias = Mapping[str, Any]
# ECDSA P-256, Ed25519, RSA (older Windows): what browsers make today.
ALGORITHMS = (-7, -8, -257)
# All that the library says when what a browser sent is not what it must be.
MALFORMED = (
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    AssertionError,
    NotImplementedError,
    OverflowError,
    struct.error,
)


class PasskeyRefused(DomainError):
    """The browser's answer does not prove a passkey of this fund."""

    code = "passkey-refused"
    id = "Passkey tidak diterima. Coba sekali lagi; bila tetap gagal, pakai cara lain di bawah."
    en = "The passkey was not accepted. Try once more; if it fails again, use the other way below."


class LastWayIn(DomainError):
    """Nothing else would let the owner in."""

    code = "last-way-in"
    id = "Ini satu-satunya cara Anda masuk. Buat kata sandi atau passkey lain dulu, baru hapus yang ini."
    en = "This is your only way in. Set a password or make another passkey first, then remove this one."


@dataclass(frozen=True, slots=True)
class Made:
    """What came of asking a browser to make a passkey: what was asked, its answer, and which browser it is.

    `device` is the browser of the session it was made in, where there is one: a cookie can be left out.
    """

    state: State
    answer: str
    browser: Browser
    device: Device | None = None


def begin_passkey(user: User, name: str) -> tuple[Options, State]:
    """What a browser needs to make a passkey for `user`, shown there as `name`; and what to keep until it answers."""
    options, state = _server().register_begin(
        PublicKeyCredentialUserEntity(id=user.handle.bytes, name=name, display_name=name),
        [_credential(passkey) for passkey in user.passkeys.all()] if user.pk else [],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options)["publicKey"], {**state, "handle": user.handle.hex}


def make_passkey(user: User, made: Made, *, for_staff: bool = False, now: datetime) -> Passkey:
    """Store the passkey a browser has made for `user`; every contact of a member is told. Raises PasskeyRefused.

    Only one made `for_staff`, by an entry link, opens the staff entrance.
    """
    answered, found = _checked(user, made)
    device = made.device or device_for(user, made.browser.token)
    browser, system = kinds_of(made.browser.agent)
    try:
        with transaction.atomic():
            passkey = Passkey.objects.create(
                user=user,
                credential_id=found.credential_id,
                credential=bytes(found),
                sign_count=answered.counter,
                since=now,
                made_on=device,
                for_staff=for_staff,
                browser=browser,
                system=system,
            )
            _record(Action.PASSKEY_MADE, passkey, now)
            tell_contacts(user, PASSKEY_ADDED, now=now)
    except IntegrityError as error:
        raise PasskeyRefused from error
    return passkey


def remove_passkey(user: User, passkey_id: int, *, now: datetime) -> None:
    """Remove one of the account's passkeys. Raises NotThere; LastWayIn when nothing else would let its owner in."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        passkey = user.passkeys.filter(pk=passkey_id).first()
        if passkey is None:
            raise NotThere
        if not user.password_opens and user.passkeys.count() == 1:
            raise LastWayIn
        _record(Action.PASSKEY_REMOVED, passkey, now)
        passkey.delete()
        tell_contacts(user, PASSKEY_REMOVED, now=now)


def ask_passkey(*, now: datetime, user: User | None = None) -> Options:
    """What a browser needs to offer a passkey of this fund, of `user` alone where one is given.

    Nothing is stored: the challenge says itself until when it is good and that it is ours.
    """
    known = [_credential(passkey) for passkey in user.passkeys.all()] if user else None
    options, _ = _server().authenticate_begin(
        known, user_verification=UserVerificationRequirement.REQUIRED, challenge=new_challenge(now=now)
    )
    asked: Options = dict(options)["publicKey"]
    return asked


def open_with_passkey(answer: str, *, now: datetime) -> Passkey:
    """The passkey that answered, of an account that may enter. Raises PasskeyRefused."""
    try:
        given = AuthenticationResponse.from_dict(json.loads(answer))
        challenge = given.response.client_data.challenge
        check_challenge(challenge, now=now)
        passkey = Passkey.objects.select_related("user__member").filter(credential_id=given.raw_id).first()
        known = [_credential(passkey)] if passkey else []
        state = {"challenge": websafe_encode(challenge), "user_verification": UserVerificationRequirement.REQUIRED}
        _server().authenticate_complete(state, known, given)
        use_challenge(challenge, now=now)
        counter = given.response.authenticator_data.counter
        handle = given.response.user_handle
    except (*MALFORMED, ChallengeRefused) as error:
        raise PasskeyRefused from error
    if passkey is None or not passkey.user.is_active or (handle and handle != passkey.user.handle.bytes):
        raise PasskeyRefused
    # A counter that stands still or goes back says that the key was copied (7.2 step 22); zero says there is none.
    fresh = (
        Passkey.objects.filter(pk=passkey.pk, sign_count__lt=counter)
        if counter
        else Passkey.objects.filter(pk=passkey.pk, sign_count=0)
    )
    if not fresh.update(sign_count=counter, used_at=now):
        log.error("passkey %s answered with a counter that was used before", passkey.id)
        raise PasskeyRefused
    return passkey


def open_for_member(answer: str, *, now: datetime) -> Passkey:
    """As `open_with_passkey`, for a member's account. Raises PasskeyRefused."""
    passkey = open_with_passkey(answer, now=now)
    if passkey.user.member is None:
        raise PasskeyRefused
    return passkey


def open_for_staff(answer: str, *, now: datetime) -> Passkey:
    """As `open_with_passkey`, for an account that works with the fund now. Raises PasskeyRefused.

    A passkey that a member made with a code to a contact in hand opens no desk: staff make theirs by a link.
    """
    passkey = open_with_passkey(answer, now=now)
    if not passkey.for_staff or not roles_of(passkey.user_id, now=now):
        raise PasskeyRefused
    return passkey


def _checked(user: User, made: Made) -> tuple[AuthenticatorData, AttestedCredentialData]:
    """What the browser's answer proves. It was asked for this very account."""
    try:
        answered: AuthenticatorData = _server().register_complete(made.state, json.loads(made.answer))
        meant, found = made.state["handle"], answered.credential_data
    except MALFORMED as error:
        raise PasskeyRefused from error
    if found is None or meant != user.handle.hex:
        raise PasskeyRefused
    return answered, found


def _server() -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(id=urlsplit(settings.ADDRESS).hostname or "", name=settings.PROFILE.name)
    server = Fido2Server(entity, verify_origin=lambda origin: origin == settings.ADDRESS)
    server.allowed_algorithms = [each for each in server.allowed_algorithms if each.alg in ALGORITHMS]
    return server


def _credential(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(passkey.credential))


def _record(action: Action, passkey: Passkey, now: datetime) -> None:
    record(
        action,
        actor=passkey.user.actor,
        now=now,
        subject="passkey",
        subject_id=passkey.id,
        member_id=passkey.user.member_id,
    )
