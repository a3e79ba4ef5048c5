"""Rows a second of a roster import, beside bulk_create of the very same rows. Run: python -m bench.imports

Each way runs in a process and a database of its own, in turn, `--pairs` times; medians are shown. "cpu" is this
process, "server" its PostgreSQL backend; wall time on a busy machine says little, CPU time travels.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kartu.settings")

import django

from kartu.base.database import throwaway_database

HEADER = "No;NIK;No. KPJ;Nama Lengkap;Tempat Lahir;Tanggal Lahir;L/P;Email;No HP;Mulai Kepesertaan;Program"
FIRST = [
    "Siti",
    "Budi",
    "Agus",
    "Dewi",
    "Rina",
    "Joko",
    "Wati",
    "Hasan",
    "Ayu",
    "Putu",
    "Made",
    "Ketut",
    "Nur",
    "Eko",
    "Tri",
    "Sri",
]
LAST = ["Santoso", "Wijaya", "Lestari", "Haryanto", "Hidayat", "Saputra", "Pratama", "Halimah", "Simanjuntak"]
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
BATCH = 5_000
SEX = {"female": "P", "male": "L", None: ""}


def main() -> None:
    """Measure all ways in turn, or (as its own child) one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--only", choices=sorted(WAYS))
    parser.add_argument("--roster", type=Path)
    options = parser.parse_args()
    if options.only:
        print(json.dumps(measure(WAYS[options.only], options.roster)))
        return
    with TemporaryDirectory() as folder:
        roster = Path(folder) / "roster.csv"
        write_roster(roster, options.rows)
        runs: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
        for _ in range(options.pairs):
            for way, found in runs.items():
                found.append(in_a_process(way, roster))
    print(f"{'':<12}{'rows/s':>10}{'rows/cpu-s':>12}{'wall s':>9}{'cpu s':>8}{'server s':>10}{'peak MB':>9}")
    for way, found in runs.items():
        row = {key: statistics.median(one[key] for one in found) for key in found[0]}
        both = row["cpu"] + row["server"]
        print(
            f"{way:<12}{options.rows / row['wall']:>10,.0f}{options.rows / both:>12,.0f}"
            f"{row['wall']:>9.1f}{row['cpu']:>8.1f}{row['server']:>10.1f}{row['peak_mb']:>9.0f}"
        )


def in_a_process(way: str, roster: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.imports", "--only", way, "--roster", str(roster)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return found


def measure(way: Callable[[Path], None], roster: Path) -> dict[str, float]:
    """One way into an empty database. Fails when the rows are not there afterwards."""
    with throwaway_database():
        django.setup()
        from django.db import connection  # noqa: PLC0415 -- the settings read the database's address

        from kartu.base.schema import ensure_schema  # noqa: PLC0415

        ensure_schema()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend = int(cursor.fetchone()[0])
            wall, cpu, server = time.perf_counter(), time.process_time(), cpu_seconds(backend)
            way(roster)
            spent = {
                "wall": time.perf_counter() - wall,
                "cpu": time.process_time() - cpu,
                "server": cpu_seconds(backend) - server,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
            cursor.execute("SELECT count(*) FROM registry_member m JOIN registry_membership s ON s.member_id = m.id")
            assert cursor.fetchone()[0] == sum(1 for _ in roster.open()) - 1, "rows are missing"
    return spent


def cpu_seconds(process: int) -> float:
    """User and system time of a process so far (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def by_import(roster: Path) -> None:
    """The verb, into an empty register."""
    from kartu.audit.actors import OPERATOR  # noqa: PLC0415
    from kartu.registry.imports import import_roster  # noqa: PLC0415

    import_roster(roster, npp="12345678", actor=OPERATOR, now=NOW)


def again(roster: Path) -> None:
    """A first import and, after it, the second run that finds everything known; both counted."""
    by_import(roster)
    by_import(roster)


def by_bulk_create(roster: Path) -> None:
    """The same reader, seals, rows and events through the ORM. It looks nothing up: a second run would fail."""
    from kartu.audit.actors import OPERATOR  # noqa: PLC0415
    from kartu.registry.members import ensure_employer  # noqa: PLC0415
    from kartu.registry.roster import read_roster  # noqa: PLC0415

    employer, _ = ensure_employer("12345678", actor=OPERATOR, now=NOW)
    lines = iter(read_roster(roster, today=NOW.date()))
    while batch := [line.worker for line in islice(lines, BATCH) if line.worker]:
        create_batch(batch, employer.id)


def create_batch(workers: list[Any], employer_id: int) -> None:
    """Model objects, as one would write it first."""
    from django.db import transaction  # noqa: PLC0415

    from kartu.audit.actions import Action  # noqa: PLC0415
    from kartu.audit.models import Event  # noqa: PLC0415
    from kartu.registry.members import Person, next_ids, sealed_contact, sealed_member  # noqa: PLC0415
    from kartu.registry.models import Contact, Member, Membership  # noqa: PLC0415

    def event(action: Action, member: Member, subject: str, number: int) -> Event:
        return Event(
            at=NOW, action=action, actor_kind="operator", member_id=member.id, subject=subject, subject_id=number
        )

    members, contacts, memberships = [], [], []
    for number, w in zip(next_ids("registry_member", len(workers)), workers, strict=True):
        person = Person(w.nik, w.name, w.birth_date, w.birth_place or "", sex=SEX[w.sex])
        member = sealed_member(number, person, NOW)
        members.append(member)
        contacts.append(sealed_contact(member, "email", w.email, "roster", NOW))
        contacts.append(sealed_contact(member, "phone", w.phone, "roster", NOW))
        memberships.append(
            Membership(member=member, number=w.kpj, employer_id=employer_id, programmes=7, started_on=w.member_since)
        )
    with transaction.atomic():
        Member.objects.bulk_create(members)
        Contact.objects.bulk_create(contacts)
        Membership.objects.bulk_create(memberships)
        Event.objects.bulk_create([event(Action.MEMBER_REGISTERED, one, "member", one.id) for one in members])
        Event.objects.bulk_create(
            [event(Action.MEMBERSHIP_STARTED, one.member, "membership", one.id) for one in memberships]
        )


WAYS: dict[str, Callable[[Path], None]] = {"import": by_import, "import twice": again, "bulk_create": by_bulk_create}


def write_roster(path: Path, rows: int) -> None:
    """`rows` different workers with agreeing numbers, two contacts each."""
    chance = random.Random(5)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for i in range(rows):
            born = date(1960, 1, 1) + timedelta(days=chance.randrange(16_000))
            woman = chance.random() < 0.5
            nik = f"{310_000 + i // 9_000:06}{born.day + 40 * woman:02}{born:%m%y}{i % 9_000 + 1:04}"
            name = f"{chance.choice(FIRST)} {chance.choice(FIRST)} {chance.choice(LAST)}"
            contacts = f"u{i}@contoh.id;0812{i:08}"
            sex = "P" if woman else "L"
            number = 10_000_000_007 + i * 7_919 % 89_999_999_999
            line = f'{i + 1};{nik};{number};{name};Tual;{born:%d-%m-%Y};{sex};{contacts};01-07-2021;"JKK,JKM,JHT"'
            file.write(line + "\n")


if __name__ == "__main__":
    main()
