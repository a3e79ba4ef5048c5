from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management.base import OutputWrapper
from django.db import connection

from kartu.postgres import Running
from kartu.registry.management.commands.import_roster import ProgressLine
from kartu.registry.models import Employer, Member, Membership
from tests.registry.rosters import entry, write

KARTU = [sys.executable, "-c", "from kartu.cli import main; main()", "import-roster"]
SAMPLES = Path(__file__).parents[2] / "samples"
KEYS = {
    "employer",
    "employer_created",
    "dry_run",
    "read",
    "accepted",
    "known",
    "refused",
    "warnings",
    "refused_file",
    "rows_left_out",
    "rows",
}


@pytest.fixture
def environment(cluster: Running, tmp_path: Path) -> dict[str, str]:
    """A process of its own reaches the test's database and keys."""
    name = str(connection.settings_dict["NAME"])
    return {
        **os.environ,
        "DATABASE_URL": cluster.dsn("app", name),
        "DATABASE_OWNER_URL": cluster.dsn("owner", name),
        "KARTU_KEYS": str(settings.KEYS),
        "KARTU_DATA": str(tmp_path / "data"),
    }


def run(environment: dict[str, str], *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [*KARTU, *map(str, arguments), "--employer", "12345678"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.usefixtures("committed")
def test_the_sample_is_told_as_json_and_doubles_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    target = tmp_path / "perbaiki.csv"
    arguments = (SAMPLES / "roster-pt-contoh.xlsx", "--json", "--refused", target)

    first, second = (run(environment, *arguments) for _ in range(2))

    told, again = json.loads(first.stdout), json.loads(second.stdout)
    assert (first.returncode, second.returncode) == (0, 0)
    assert set(told) == KEYS
    assert told["read"] == told["accepted"] + told["known"] + told["refused"] > 0
    assert (again["read"], again["accepted"], again["refused"]) == (told["read"], 0, told["refused"])
    assert (told["refused_file"], told["employer_created"], again["employer_created"]) == (str(target), True, False)
    assert set(told["rows"][0]) == {"sheet", "row", "column", "code", "severity", "read", "words"}
    assert Membership.objects.count() == told["accepted"]


@pytest.mark.usefixtures("committed")
def test_in_words_the_new_employer_the_counts_and_the_file_are_told(
    environment: dict[str, str], tmp_path: Path
) -> None:
    roster = write(tmp_path / "pekerja.csv", [entry(1), entry(2, nik="123")])

    trial = run(environment, roster, "--dry-run", "--employer-name", "PT Contoh")
    stored = (Employer.objects.count(), Member.objects.count())
    real = run(environment, roster, "--employer-name", "PT Contoh")
    english = run({**environment, "KARTU_LANGUAGE": "en"}, roster)

    assert stored == (0, 0)
    assert "tidak ada yang disimpan" in trial.stdout
    assert "Perusahaan 12345678 belum dikenal dan dicatat" in real.stdout
    assert "2 baris: 1 diterima, 0 sudah ada, 1 ditolak" in real.stdout
    assert "pekerja-ditolak.csv" in real.stdout
    assert "2 rows: 0 accepted, 1 already known, 1 refused" in english.stdout
    assert Employer.objects.get().name == "PT Contoh"


@pytest.mark.usefixtures("committed")
def test_a_file_that_is_no_roster_leaves_with_one_and_words(environment: dict[str, str], tmp_path: Path) -> None:
    picture = tmp_path / "foto.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))

    outcomes = [run(environment, path, "--json") for path in (picture, tmp_path / "tidak-ada.csv")]

    assert [one.returncode for one in outcomes] == [1, 1]
    assert [one.stdout for one in outcomes] == ["", ""]
    assert "bukan tabel" in outcomes[0].stderr
    assert "tidak-ada.csv" in outcomes[1].stderr
    assert "Traceback" not in outcomes[0].stderr + outcomes[1].stderr


@pytest.mark.slow
@pytest.mark.usefixtures("committed")
def test_kill_9_in_the_middle_loses_and_doubles_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    rows = 12_000
    roster = write(
        tmp_path / "pekerja.csv", (entry(i, nik=f"3174{i // 9000 + 1:02}280201{i % 9000:04}") for i in range(rows))
    )
    command = [*KARTU, str(roster), "--employer", "12345678", "--json"]

    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        while not Membership.objects.count() and process.poll() is None:
            pass
        process.send_signal(signal.SIGKILL)
    kept = Membership.objects.count()
    told = json.loads(run(environment, roster, "--json").stdout)

    assert process.returncode == -signal.SIGKILL
    assert kept in (5_000, 10_000)
    assert (told["accepted"], told["known"]) == (rows - kept, kept)
    assert Membership.objects.count() == Member.objects.count() == rows


def test_progress_is_one_line_that_updates_on_a_terminal() -> None:
    screen = OutputWrapper(StringIO())
    line = ProgressLine(screen, is_terminal=True)

    line.show(500, 0.5)
    line.show(12_000, 1.0)

    assert screen.getvalue() == "\r12.000 baris dibaca · 100%\n"
