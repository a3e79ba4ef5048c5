"""What the API itself refuses, in the reader's language."""

from __future__ import annotations

from kartu.base.errors import DomainError


class MethodRefused(DomainError):
    """This address does not do that."""

    code = "method-refused"
    id = "Alamat ini tidak menerima metode {method}."
    en = "This address does not take the method {method}."


class KindRefused(DomainError):
    """The body is of a kind that is not read here."""

    code = "media-type-refused"
    id = "Kirim isi sebagai {kinds}."
    en = "Send the body as {kinds}."


class NotJson(DomainError):
    """The body cannot be read as JSON."""

    code = "body-not-json"
    id = "Isinya bukan JSON (UTF-8) yang dapat dibaca."
    en = "The body is no JSON (UTF-8) that can be read."


class BodyRefused(DomainError):
    """The body does not fit; context: faults."""

    code = "body-refused"
    id = "Isinya tidak sesuai. Lihat errors: tiap baris menunjuk bagian yang perlu diperbaiki."
    en = "The body does not fit. See errors: each line points at what has to be put right."


class QueryRefused(DomainError):
    """The address' query does not fit; context: faults."""

    code = "query-refused"
    id = "Parameter alamat tidak sesuai. Lihat errors."
    en = "The address' parameters do not fit. See errors."


class NoFile(DomainError):
    """A roster came without its file."""

    code = "file-missing"
    id = "Kirim daftarnya sebagai satu berkas bernama file."
    en = "Send the list as one file called file."


class BranchRefused(DomainError):
    """No branch has this code."""

    code = "branch-not-there"
    id = "Kode kantor cabang ini tidak dikenal. Daftarnya: GET /branches."
    en = "No branch has this code. They are listed by GET /branches."
