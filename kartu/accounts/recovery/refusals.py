"""Refusals on the ways back in, in words that say what to do."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from kartu.base.errors import DomainError
from kartu.base.language import say, written_moment


class OwnRecord(DomainError):
    """Nobody helps the own account back in."""

    code = "own-record"
    id = "Ini akun Anda sendiri. Minta rekan yang lain mengerjakannya."
    en = "This is your own account. Ask a colleague to do it."


class RecoveryRunning(DomainError):
    """The member has a way back in under way."""

    code = "recovery-running"
    id = "Untuk orang ini sudah ada pemulihan akses {number}. Selesaikan atau batalkan yang itu dulu."
    en = "A way back in is under way for this person, {number}. Finish it or call it off first."


class NobodyToWarn(DomainError):
    """The contact in hand is the only one: whoever has it would take the second step off, and nobody would be told."""

    code = "nobody-to-warn"
    id = "Tidak ada kontak lain yang bisa kami beri tahu. Pakai perusahaan Anda atau kantor cabang."
    en = "There is no other contact we could tell. Use your employer or a branch."


class DocumentMissing(DomainError):
    """The person was compared with no document."""

    code = "document-missing"
    id = "Pilih paling sedikit satu dokumen yang Anda cocokkan dengan orangnya."
    en = "Choose at least one document you compared the person with."


class SecondNeeded(DomainError):
    """Nobody else could be asked to look at it."""

    code = "second-needed"
    id = "Tidak ada petugas lain yang dapat diminta memeriksa. Hubungi penyelia."
    en = "There is no other officer who could be asked to check. Call a supervisor."


class SlipRefused(DomainError):
    """Number and code do not fit; the same words whatever was wrong."""

    code = "slip-refused"
    id = "Nomor dan kode ini tidak cocok. Periksa lembar yang Anda terima."
    en = "This number and code do not match. Check the slip you were given."


class StillWaiting(DomainError):
    """The wait is not over."""

    code = "still-waiting"
    id = "Belum bisa. Tunggu sampai {until}."
    en = "Not yet. Wait until {until}."

    def __init__(self, *, until: datetime) -> None:
        super().__init__(until=until)
        self.until = until

    def words(self, language: str) -> str:
        until = written_moment(self.until, language, settings.PROFILE.time_zone)
        return say(language, id=self.id, en=self.en).format(until=until)
