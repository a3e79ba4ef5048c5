"""Refusals to an employer's machines, in words for the people who run them."""

from __future__ import annotations

from kartu.base.errors import DomainError


class KeyRefused(DomainError):
    """No key, an unknown, expired or revoked one, or its maker has left: the answer is the same."""

    code = "key-refused"
    id = "Kunci API tidak dikenal, sudah berakhir, atau dicabut. Kirim kunci yang berlaku: Authorization: Bearer ..."
    en = "The API key is unknown, expired or revoked. Send a valid one: Authorization: Bearer ..."


class ScopeMissing(DomainError):
    """The key may not do this."""

    code = "scope-missing"
    id = "Kunci ini tidak memiliki hak {scope}. Pemilik akun perusahaan dapat membuat kunci dengan hak itu."
    en = "This key does not have the scope {scope}. An owner of the company's account can make one that has."


class CallNameMissing(DomainError):
    """A request that may change something carries no name."""

    code = "idempotency-key-missing"
    id = "Kirim tajuk Idempotency-Key: 8–64 huruf, angka, garis bawah atau tanda hubung, baru untuk tiap tindakan."
    en = "Send the header Idempotency-Key: 8 to 64 letters, digits, underscores or hyphens, a new one for each act."


class CallDiffers(DomainError):
    """The name was used for something else."""

    code = "idempotency-key-reused"
    id = "Idempotency-Key ini sudah dipakai untuk permintaan lain. Pakai yang baru."
    en = "This Idempotency-Key was used for another request. Use a new one."


class CallRuns(DomainError):
    """The same request is being done at this moment."""

    code = "request-running"
    id = "Permintaan yang sama sedang dikerjakan. Kirim lagi sebentar lagi dengan Idempotency-Key yang sama."
    en = "The same request is being done right now. Send it again in a moment with the same Idempotency-Key."


class AddressRefused(DomainError):
    """A webhook may not go there."""

    code = "address-refused"
    id = (
        "Alamat webhook harus https ke server umum: bukan jaringan dalam, tanpa nama pengguna, paling banyak 300 huruf."
    )
    en = "A webhook's address must be https to a public server: no inner network, no user name, 300 letters at most."


class TooManyHooks(DomainError):
    """The employer has as many addresses as it may."""

    code = "too-many-webhooks"
    id = "Paling banyak {most} alamat webhook. Hapus yang tidak dipakai."
    en = "At most {most} webhook addresses. Remove one that is not used."


class TooManyKeys(DomainError):
    """The employer has as many keys as it may."""

    code = "too-many-keys"
    id = "Paling banyak {most} kunci yang berlaku. Cabut yang tidak dipakai."
    en = "At most {most} valid keys. Revoke one that is not used."


class BadKey(DomainError):
    """A key cannot be made like this."""

    code = "bad-key"
    id = "Beri nama 1 sampai 60 huruf, paling sedikit satu hak, dan masa berlaku 1 sampai 366 hari."
    en = "Give a name of 1 to 60 letters, at least one scope, and 1 to 366 days."


class UnitRefused(DomainError):
    """The registration number is of no unit this key reaches."""

    code = "unit-not-there"
    id = "Nomor pendaftaran (NPP) ini bukan milik perusahaan Anda atau unitnya."
    en = "This registration number (NPP) is not of your company or one of its units."
