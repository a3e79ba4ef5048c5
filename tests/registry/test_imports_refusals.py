from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from kartu.audit.actors import OPERATOR
from kartu.registry import imports
from kartu.registry.imports import ImportOutcome, import_roster
from kartu.registry.refusals import refused_beside
from tests.registry.rosters import Entry, entry, write

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def imported(roster: Path, *entries: Entry, refused_to: Path | None = None, dry_run: bool = False) -> ImportOutcome:
    return import_roster(
        write(roster, entries),
        npp="12345678",
        actor=OPERATOR,
        now=NOW,
        refused_to=refused_to or refused_beside(roster),
        dry_run=dry_run,
    )


def test_refused_rows_lie_beside_the_file_and_come_back_corrected(tmp_path: Path) -> None:
    roster = tmp_path / "pekerja.csv"

    outcome = imported(roster, entry(1), entry(2, nik="123"), entry(3, kpj=entry(4).kpj), entry(4))
    refused = tmp_path / "pekerja-ditolak.csv"
    text = refused.read_text(encoding="utf-8-sig")
    refused.write_text(text.replace("123;", f"{entry(2).nik};"), encoding="utf-8")
    again = import_roster(refused, npp="12345678", actor=OPERATOR, now=NOW)

    assert (outcome.refused_file, outcome.refused_elsewhere) == (refused, False)
    assert "Baris 3" in text
    assert (again.read, again.accepted, again.refused) == (2, 1, 1)


def test_a_reason_only_the_register_knows_stands_in_the_file(tmp_path: Path) -> None:
    imported(tmp_path / "a.csv", entry(1))

    outcome = imported(tmp_path / "b.csv", entry(2, kpj=entry(1).kpj))

    assert outcome.refused_file is not None
    assert "sudah terdaftar atas nama orang lain" in outcome.refused_file.read_text(encoding="utf-8-sig")


def test_nothing_refused_leaves_no_file(tmp_path: Path) -> None:
    outcome = imported(tmp_path / "pekerja.csv", entry(1))

    assert outcome.refused_file is None
    assert [file.name for file in tmp_path.iterdir()] == ["pekerja.csv"]


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    outcome = imported(tmp_path / "pekerja.csv", entry(2, nik="123"))

    assert outcome.refused_file is not None
    assert stat.S_IMODE(outcome.refused_file.stat().st_mode) == 0o600


def test_a_place_that_cannot_be_written_gives_way_to_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path / "data")

    outcome = imported(tmp_path / "pekerja.csv", entry(2, nik="123"), refused_to=tmp_path / "tidak-ada" / "x.csv")

    assert (outcome.refused_file, outcome.refused_elsewhere) == (tmp_path / "data" / "x.csv", True)


def test_corrections_under_way_are_never_written_over(tmp_path: Path) -> None:
    roster = tmp_path / "pekerja.csv"

    first = imported(roster, entry(2, nik="123"), dry_run=True)
    same = imported(roster, entry(2, nik="123"))
    other = imported(roster, entry(3, nik="123"))
    third = imported(roster, entry(4, nik="123"))

    names = [one.refused_file.name for one in (first, same, other, third) if one.refused_file]
    assert names == ["pekerja-ditolak.csv", "pekerja-ditolak.csv", "pekerja-ditolak-2.csv", "pekerja-ditolak-3.csv"]


def test_an_import_that_fails_leaves_no_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "BLOCK", 1)
    monkeypatch.setattr(imports, "record", None)

    def fails(*_: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(imports.ImportOutcome, "add", fails)
    with pytest.raises(RuntimeError, match="disk full"):
        imported(tmp_path / "pekerja.csv", entry(2, nik="123"))

    assert [file.name for file in tmp_path.iterdir()] == ["pekerja.csv"]


def test_findings_beyond_the_limit_are_counted_and_stand_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_FINDINGS", 3)
    monkeypatch.setattr(imports, "BLOCK", 2)

    outcome = imported(tmp_path / "pekerja.csv", *(entry(i, nik="123") for i in range(5)))

    assert (outcome.refused, len(outcome.rows), outcome.rows_left_out) == (5, 3, 2)
    assert outcome.refused_file is not None
    assert len(outcome.refused_file.read_text(encoding="utf-8-sig").splitlines()) == 6
