"""After the whole road: no personal datum in a dump, in the log, in a job, in an event."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from kartu.audit.models import Event
from kartu.postgres import Running
from kartu.registry.models import Member
from kartu.replacements.walkthrough import Walk

NIK, NAME, PLACE, BIRTH = "3174012802011501", "Siti Rahmawati", "Lhokseumawe", "2001-02-28"
PHONE, MAIL = "81234567890", "siti.rahmawati@contoh.id"
ROSTER = (
    "NIK;No KPJ;Nama Lengkap;Tempat Lahir;Tanggal Lahir;No HP;Email\n"
    f"{NIK};10901749037;{NAME};{PLACE};28/02/2001;0{PHONE};{MAIL}\n"
)


@pytest.fixture
def walked(committed: None, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> str:
    """Walk the road with every logger open; returns the whole log."""
    (tmp_path / "roster.csv").write_text(ROSTER)
    with caplog.at_level(logging.DEBUG, logger="kartu"):
        steps = list(Walk(tmp_path / "roster.csv", tmp_path, "id").steps())
    assert all(step.ok for step in steps), steps
    return caplog.text


def _plain(text: str) -> list[str]:
    return [word for word in (NIK, NAME, PLACE, BIRTH, PHONE, MAIL, "Rahmawati") if word.casefold() in text.casefold()]


def test_a_dump_of_the_database_holds_no_personal_datum_in_the_clear(walked: str, cluster: Running) -> None:
    member = Member.objects.get()
    assert (member.identity, member.name, member.birth_place) == (NIK, NAME, PLACE)  # it could leak

    with psycopg.connect(cluster.dsn("super", connection.settings_dict["NAME"])) as server:
        tables = server.execute(
            "SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        names = [name for (name,) in tables]
        dumped = "".join(_dump(server, name) for name in names)

    assert {"registry_member", "cards_copy", "procrastinate_jobs"} <= set(names)
    assert bytes(member.data_key).decode("latin-1") in dumped
    assert _plain(dumped) == []


def _dump(server: psycopg.Connection[Any], table: str) -> str:
    """A table as pg_dump writes it, and once more with its binary columns read as text."""
    with server.cursor().copy(f"COPY {table} TO STDOUT") as out:
        text = b"".join(bytes(block) for block in out).decode()
    hexadecimal = re.findall(r"\\\\x([0-9a-f]+)", text)
    return text + "".join(bytes.fromhex(digits).decode("latin-1") for digits in hexadecimal)


def test_log_events_and_jobs_name_rows_never_people(walked: str) -> None:
    events = " ".join(str(row) for row in Event.objects.values())
    jobs = " ".join(str(row) for row in ProcrastinateJob.objects.values("args", "lock", "queueing_lock"))

    assert Event.objects.count() > 20
    assert _plain(walked + events + jobs) == []
