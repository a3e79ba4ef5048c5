"""Uploads for the tests: a small roster sent, read and written as the jobs do it, without a queue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from kartu.accounts.models import User
from kartu.audit.actors import Actor
from kartu.employers.models import Upload
from kartu.employers.reading import read_upload
from kartu.employers.uploads import SentFile, confirm_upload, send_roster
from kartu.employers.writing import write_upload
from kartu.registry.models import Employer
from tests.employers.builders import employer, hr_person
from tests.registry.rosters import HEADER, Entry


@dataclass(frozen=True, slots=True)
class Company:
    """An employer and somebody of its HR."""

    employer: Employer
    hr: User
    now: datetime

    @property
    def actor(self) -> Actor:
        return Actor("employer", self.hr.id)

    def sends(self, entries: Iterable[Entry], *, last_day: date | None = None) -> Upload:
        """Sent, and compared."""
        return self.sends_file(roster(entries), last_day=last_day)

    def sends_file(self, content: bytes, *, name: str = "pekerja.csv", last_day: date | None = None) -> Upload:
        sent = SentFile(name, content, last_day)
        upload = send_roster(self.employer, self.hr, sent, actor=self.actor, now=self.now)
        read_upload(upload.id, now=self.now)
        upload.refresh_from_db()
        return upload

    def confirms(self, upload: Upload) -> Upload:
        """Confirmed, and written down."""
        confirm_upload(upload, actor=self.actor, now=self.now)
        write_upload(upload.id, now=self.now)
        upload.refresh_from_db()
        return upload

    def has(self, entries: Iterable[Entry]) -> Upload:
        """Its workers, by way of an upload."""
        return self.confirms(self.sends(entries))


def company(npp: str, now: datetime, *, name: str = "PT Contoh") -> Company:
    made = employer(npp, now, name=name)
    return Company(made, hr_person(made, now), now)


def roster(entries: Iterable[Entry]) -> bytes:
    return "\n".join([HEADER, *(one.line() for one in entries), ""]).encode()
