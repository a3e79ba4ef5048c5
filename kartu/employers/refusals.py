"""Refusals of this room, in the words of people."""

from __future__ import annotations

from kartu.base.errors import DomainError


class WrongMoment(DomainError):
    """The upload does not stand where this act begins."""

    code = "wrong-moment"
    id = "Daftar ini tidak dapat diproses seperti itu sekarang. Buka kembali halamannya untuk melihat keadaannya."
    en = "This list cannot be treated like that now. Open its page again to see how it stands."


class TooLate(DomainError):
    """The day for undoing is over."""

    code = "too-late"
    id = "Batas satu hari untuk membatalkan sudah lewat. Hubungi kantor cabang."
    en = "The day for undoing is over. Contact a branch."


class FileTooLarge(DomainError):
    """More bytes than a roster has; context: megabytes."""

    code = "roster-file-too-large"
    id = "Berkas lebih besar dari {megabytes} MB. Simpan hanya lembar daftar pekerja, atau kirim per unit."
    en = "The file is larger than {megabytes} MB. Save only the sheet with the workers, or send it unit by unit."


class TooManyLines(DomainError):
    """More lines than one upload may have; context: most."""

    code = "roster-too-many-lines"
    id = "Daftar ini lebih dari {most} baris. Bagi per unit atau per bagian, lalu kirim satu per satu."
    en = "This list has more than {most} rows. Split it by unit or department and send one at a time."


class BadLastDay(DomainError):
    """No last day of work that can be said today."""

    code = "bad-last-day"
    id = "Hari terakhir bekerja harus dalam tiga bulan sebelum atau sesudah hari ini."
    en = "The last day of work has to be within three months before or after today."


class LastOwner(DomainError):
    """A company keeps one owner at least."""

    code = "last-owner"
    id = "Ini pemilik terakhir. Jadikan orang lain pemilik lebih dulu."
    en = "This is the last owner. Make somebody else an owner first."


class UnknownWords(DomainError):
    """The value is none of those known; context: value."""

    code = "unknown-value"
    id = "Nilai ini tidak dikenal: {value}."
    en = "This value is not known: {value}."


class NoUnit(DomainError):
    """A company is no unit, a unit has no units, and belongs to one company; context: npp."""

    code = "no-unit"
    id = "{npp} tidak dapat menjadi unit: perusahaan itu sudah menjadi unit, atau mempunyai unit sendiri."
    en = "{npp} cannot become a unit: it is one already, or has units of its own."
