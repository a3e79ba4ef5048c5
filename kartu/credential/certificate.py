"""The signed code on an interim certificate: the machinery of the loss letter's code, with a type of its own.

The type stands in what is signed, so neither a card's code nor a police letter's can be taken for a certificate's, nor
the other way round, even under one key. `number` is the certificate's, `identity` the membership number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kartu.credential import cose, drafts, names
from kartu.credential.code import assemble, unpacked
from kartu.credential.errors import CodeTooLong, NotACode, WrongIssuer
from kartu.credential.keys import KeySet
from kartu.credential.letter import LetterClaims, from_payload, to_payload
from kartu.credential.signers import Signer
from kartu.credential.squeeze import SIGNATURE_SIZE


def sign_certificate(claims: LetterClaims, signer: Signer) -> str:
    """The text of the code, the name as short as it has to be (see `names`). Raises `CodeTooLong`."""
    for candidate in _candidates(replace(claims, name=names.tidy(claims.name))):
        stored = cose.bytes_to_sign(to_payload(candidate), signer.kid, drafts.CERTIFICATE_TYPE)
        try:
            assemble(stored, bytes(SIGNATURE_SIZE))
        except CodeTooLong:
            continue
        return assemble(stored, signer.sign(stored))
    raise CodeTooLong


def read_certificate(text: str, keys: KeySet) -> LetterClaims:
    """Read a certificate's code; every doubt raises a `CredentialError`. Order: form, type, key, signature, issuer.

    Time is not judged here, nor whether it was withdrawn: the publication says both.
    """
    signed = cose.open_sign1(unpacked(text))
    if signed.typ != drafts.CERTIFICATE_TYPE:
        raise NotACode("no interim certificate")
    keys.verify(signed.kid, signed.to_be_signed, signed.signature)
    claims = from_payload(signed.payload)
    if keys.issuer is not None and claims.issuer != keys.issuer:
        raise WrongIssuer
    return claims


def _candidates(claims: LetterClaims) -> Iterator[LetterClaims]:
    yield claims
    for name in names.shortenings(claims.name):
        yield replace(claims, name=name)
