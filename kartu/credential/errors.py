"""Every way a signed thing can be refused. Reading raises one of these; it never answers False or None.

`code` is stable (logs, APIs, vectors). `id` and `en` are what a person reads, Indonesian first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kartu.credential.claims import CardClaims


class CredentialError(Exception):
    """A signed thing was refused."""

    code = "credential-refused"
    id = "Kode ini ditolak."
    en = "This code was refused."

    def words(self, language: str) -> str:
        """The refusal in `language` ("en", otherwise Indonesian)."""
        return self.en if language == "en" else self.id


class NotACode(CredentialError):
    """The text is not a signed code at all (Base45, zlib, CBOR or COSE do not read)."""

    code = "not-a-code"
    id = "Ini bukan kode kartu."
    en = "This is not a card's code."


class TooLarge(NotACode):
    """The text, or what it unpacks to, is larger than any code of ours; nothing more was unpacked."""

    code = "too-large"


class NoCode(CredentialError):
    """No QR code could be read in the picture, or it is no picture."""

    code = "no-code"
    id = "Tidak ada kode QR yang terbaca pada gambar ini."
    en = "No QR code could be read in this picture."


class ForeignCode(CredentialError):
    """A signed code, but not one of this fund's cards."""

    code = "foreign-code"
    id = "Kode ini bukan milik dana ini."
    en = "This code was not issued by this fund."


class ForeignTag(ForeignCode):
    """A CBOR tag other than 18 or 61(18) in front."""

    code = "foreign-tag"


class WrongAlgorithm(ForeignCode):
    """The header names an algorithm other than the one fixed for the key, or a critical header we do not know."""

    code = "wrong-algorithm"


class UnknownKey(ForeignCode):
    """No key of that identifier is published for this purpose."""

    code = "unknown-key"


class WrongIssuer(ForeignCode):
    """Signed with a known key but in the name of another issuer."""

    code = "wrong-issuer"


class BadSignature(CredentialError):
    """The signature does not belong to these bytes and this key."""

    code = "bad-signature"
    id = "Tanda tangan kode ini tidak sah: kode ini palsu atau rusak."
    en = "The signature is not valid: this code is forged or damaged."


class BadClaims(CredentialError):
    """Signed by us, but the content does not follow the layout."""

    code = "bad-claims"


class NotYetValid(CredentialError):
    """Begins in the future, or the clock that judges is slow."""

    code = "not-yet-valid"
    id = "Kode ini belum berlaku. Periksa tanggal dan jam perangkat."
    en = "This code is not valid yet. Check the date and time of the device."

    def __init__(self, claims: CardClaims) -> None:
        super().__init__(self.code)
        self.claims = claims


class Expired(CredentialError):
    """Genuine, and its time has passed."""

    code = "expired"
    id = "Kode ini sudah habis masa berlakunya."
    en = "This code has expired."

    def __init__(self, claims: CardClaims) -> None:
        super().__init__(self.code)
        self.claims = claims


class CodeTooLong(CredentialError):
    """The claims do not fit a version 12 code; a bad setting (issuer, status address), never a long name."""

    code = "code-too-long"
    id = "Isi kartu tidak muat dalam kode."
    en = "The card's content does not fit the code."


class StatusError(CredentialError):
    """A status list cannot be used; the answer is then 'could not check', never 'blocked'."""

    code = "status-refused"
    id = "Daftar status tidak dapat dipakai."
    en = "The status list cannot be used."


class StatusMissing(StatusError):
    """There is no list for this address."""

    code = "status-missing"


class StatusMalformed(StatusError):
    """The list does not read."""

    code = "status-malformed"


class StatusTooLarge(StatusError):
    """The list, or what it unpacks to, is larger than a shard can be."""

    code = "status-too-large"


class StatusWrongType(StatusError):
    """`typ` is not that of a status list, or the algorithm is not ours."""

    code = "status-wrong-type"


class StatusUnknownKey(StatusError):
    """Not signed by a published status key."""

    code = "status-unknown-key"


class StatusBadSignature(StatusError):
    """The list's signature does not hold."""

    code = "status-bad-signature"


class StatusWrongSubject(StatusError):
    """A list for another address."""

    code = "status-wrong-subject"


class StatusExpired(StatusError):
    """The list is older than it may be."""

    code = "status-expired"


class StatusNotYetValid(StatusError):
    """The list says it was made in the future."""

    code = "status-not-yet-valid"


class StatusOutOfRange(StatusError):
    """The list has no such place."""

    code = "status-out-of-range"


class KeyRefused(CredentialError):
    """A key cannot be read, or its life does not allow this."""

    code = "key-refused"
    id = "Kunci ini tidak dapat dipakai."
    en = "This key cannot be used."
