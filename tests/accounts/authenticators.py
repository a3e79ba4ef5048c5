"""An authenticator in software: makes passkeys and answers with them as a phone would, or wrongly when told so."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

ORIGIN, HOST = "http://localhost:8000", "localhost"
FLAG = AuthenticatorData.FLAG


class Phone:
    """One passkey on one phone; `counter` goes up with each answer unless the phone counts nothing."""

    def __init__(self, *, origin: str = ORIGIN, host: str = HOST, counts: bool = True, verifies: bool = True) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.handle = b""
        self.origin, self.host = origin, host
        self.step, self.counter = int(counts), 0
        self.flags = FLAG.UP | FLAG.UV if verifies else FLAG.UP

    def make(self, options: str | Mapping[str, Any]) -> str:
        """What the browser sends after `navigator.credentials.create`."""
        asked = json.loads(options) if isinstance(options, str) else options
        self.handle = websafe_decode(asked["user"]["id"])
        found = AttestedCredentialData.create(Aaguid.NONE, self.id, _cose(self.key.public_key()))
        data = AuthenticatorData.create(self._rp(), self.flags | FLAG.AT, self._count(), found)
        said = self._said(CollectedClientData.TYPE.CREATE, asked)
        attested = AttestationObject.create("none", data, {})
        return self._sent({"clientDataJSON": said, "attestationObject": attested})

    def answer(self, options: str | Mapping[str, Any]) -> str:
        """What the browser sends after `navigator.credentials.get`."""
        asked = json.loads(options) if isinstance(options, str) else options
        data = AuthenticatorData.create(self._rp(), self.flags, self._count())
        said = self._said(CollectedClientData.TYPE.GET, asked)
        signature = self.key.sign(data + said.hash, ec.ECDSA(hashes.SHA256()))
        parts = {"clientDataJSON": said, "authenticatorData": data, "signature": signature, "userHandle": self.handle}
        return self._sent(parts)

    def _said(self, kind: str, asked: Mapping[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(kind, asked["challenge"], self.origin)

    def _rp(self) -> bytes:
        return sha256(self.host.encode())

    def _count(self) -> int:
        self.counter += self.step
        return self.counter

    def _sent(self, parts: Mapping[str, bytes]) -> str:
        name = websafe_encode(self.id)
        response = {key: websafe_encode(part) for key, part in parts.items()}
        whole = {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
        return json.dumps(whole)


def _cose(key: ec.EllipticCurvePublicKey) -> ES256:
    numbers = key.public_numbers()
    return ES256({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})
