"""What a visitor or an officer can be refused here, in words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kartu.base.errors import DomainError
from kartu.base.language import say, written_date


class SlotTaken(DomainError):
    """Somebody else has the time, or it is not offered."""

    code = "slot-taken"
    id = "Waktu itu sudah dipesan orang lain. Pilih waktu lain."
    en = "Somebody else has that time by now. Choose another one."


class AlreadyVisiting(DomainError):
    """One open visit a person, branch and day."""

    code = "already-visiting"
    id = "Anda sudah punya kunjungan {number} di kantor ini pada hari itu. Buka kunjungan itu atau pilih hari lain."
    en = "You already have the visit {number} at this branch on that day. Open that one or choose another day."


class MissedTooOften(DomainError):
    """Booked times were missed again and again."""

    code = "missed-too-often"
    id = "Anda {count} kali tidak datang pada waktu yang dipesan. Datang saja pada jam buka dan ambil nomor antrean."
    en = "You missed a booked time {count} times. Come while the branch is open and take a ticket."


class NotOpen(DomainError):
    """Tickets are given out while the branch is open; `at` says when it opens next, `zone` by which clock."""

    code = "not-open"
    id = "Kantor sedang tutup, jadi tidak perlu datang sekarang. Nomor antrean dibagikan mulai {when}."
    en = "The branch is closed, so there is no need to come now. Tickets are given out from {when}."

    def __init__(self, *, at: datetime | None, zone: str) -> None:
        super().__init__(at=at.isoformat() if at else "")
        self.at = at.astimezone(ZoneInfo(zone)) if at else None

    def words(self, language: str) -> str:
        if self.at is None:
            return say(language, id="Kantor sedang tutup.", en="The branch is closed.")
        clock = self.at.strftime(say(language, id="pukul %H.%M", en="%H:%M"))
        when = f"{written_date(self.at, language)} {clock}"
        return say(language, id=self.id, en=self.en).format(when=when)


class WrongDay(DomainError):
    """Somebody says "I am here" on another day than booked."""

    code = "wrong-day"
    id = "Kunjungan ini bukan untuk hari ini."
    en = "This visit is not for today."


class CounterBusy(DomainError):
    """One person a counter."""

    code = "counter-busy"
    id = "Di loket {counter} masih ada {label}. Selesaikan dulu."
    en = "{label} is still at counter {counter}. Finish that one first."


class NobodyWaits(DomainError):
    """There is nobody to call."""

    code = "nobody-waits"
    id = "Tidak ada yang menunggu."
    en = "Nobody is waiting."


class CalledJustNow(DomainError):
    """A person needs a moment to get to the counter."""

    code = "called-just-now"
    id = "Baru saja dipanggil. Tunggu sebentar sebelum memanggil lagi."
    en = "Called a moment ago. Wait a little before calling again."


class CallAgain(DomainError):
    """Who was not called three times is not absent yet."""

    code = "call-again"
    id = "Baru dipanggil {calls} kali. Panggil sampai {of} kali sebelum ditandai tidak ada."
    en = "Called {calls} times only. Call {of} times before marking the person absent."


class CameBackBefore(DomainError):
    """One may come back once."""

    code = "came-back-before"
    id = "Nomor ini sudah pernah kembali sekali. Ambil nomor baru."
    en = "This ticket came back once before. Take a new one."


class DayClosed(DomainError):
    """The queue of the day is closed."""

    code = "day-closed"
    id = "Antrean hari ini sudah ditutup."
    en = "Today's queue is closed."


class StillAtCounter(DomainError):
    """The day is closed when nobody is at a counter any more."""

    code = "still-at-counter"
    id = "Masih ada {count} orang di loket. Selesaikan dulu, lalu tutup hari ini."
    en = "{count} people are still at a counter. Finish with them, then close the day."


class NotInQueue(DomainError):
    """The visit is not where this step begins."""

    code = "not-in-queue"
    id = "Nomor ini tidak sedang menunggu."
    en = "This ticket is not waiting."
