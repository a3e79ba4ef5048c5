"""The whole road, walked as its user would walk it: by the command, on a database of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
import zxingcpp
from django.core.management import call_command
from PIL import Image

from kartu.replacements.management.commands.walkthrough import Command
from tests.degrade import recompressed

STEPS = [
    "import",
    "activate",
    "issue",
    "save",
    "verify",
    "report-lost",
    "refused",
    "renewed",
    "approved",
    "printed",
    "handed-over",
]
KARTU = Path(sys.executable).with_name("kartu")
HEADER = "NIK;No KPJ;Nama Lengkap;Tanggal Lahir;No HP\n"
ROWS = "3174012802011501;10901749037;Siti Rahmawati;28/02/2001;081234567890\n317;1;Terlalu Pendek;01/01/1990;\n"


def _walk(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # A folder of data that must stay untouched: the walk has a database and keys of its own.
    environment = {**os.environ, "KARTU_DATA": str(folder / "untouched")}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [KARTU, "walkthrough", "--json", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("walk")


@pytest.fixture(scope="module")
def answer(folder: Path) -> dict[str, Any]:
    (folder / "roster.csv").write_text(HEADER + ROWS)
    done = _walk(folder, "--roster", "roster.csv", "--out", "out")
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_every_step_of_the_road_ends_well(answer: dict[str, Any]) -> None:
    assert [(step["name"], step["ok"]) for step in answer["steps"]] == [(name, True) for name in STEPS]


def test_the_old_codes_are_refused_and_the_new_ones_good(answer: dict[str, Any]) -> None:
    assert answer["verdicts"] == {
        "before": "good",
        "plastic_before": "good",
        "refused": "blocked",
        "plastic_refused": "blocked",
        "after": "good",
        "plastic_printed": "not-handed-over",
        "plastic_after": "good",
    }
    assert len(set(answer["codes"].values())) == 4


@pytest.mark.parametrize(("picture", "code"), [("kartu-depan.png", "before"), ("kartu-baru-depan.png", "after")])
def test_the_saved_picture_reads_as_the_code_even_after_a_messenger(
    answer: dict[str, Any], folder: Path, picture: str, code: str
) -> None:
    saved = (folder / "out" / picture).read_bytes()
    (folder / "sent.jpg").write_bytes(recompressed(saved))

    with Image.open(folder / "out" / picture) as kept, Image.open(folder / "sent.jpg") as sent:
        read = {zxingcpp.read_barcodes(image)[0].text for image in (kept, sent)}

    assert read == {answer["codes"][code]}


def test_the_printed_plastic_carries_the_new_code_in_card_size(answer: dict[str, Any], folder: Path) -> None:
    pages = pypdfium2.PdfDocument(folder / "out" / "kartu-plastik.pdf")

    front = pages[0].render(scale=600 / 72).to_pil()
    millimetres = [round(points * 25.4 / 72, 1) for points in pages[0].get_size()]

    assert millimetres == [85.6, 54.0]
    assert zxingcpp.read_barcodes(front)[0].text == answer["codes"]["plastic_after"]


def test_every_file_it_names_is_there_and_nothing_else_was_touched(answer: dict[str, Any], folder: Path) -> None:
    assert sorted(answer["files"]) == sorted(str(path) for path in (folder / "out").iterdir())
    assert (folder / "out" / "roster-ditolak.csv").is_file()
    assert not (folder / "untouched").exists()


@pytest.mark.usefixtures("committed")
def test_a_roster_with_nobody_to_walk_with_ends_in_words_and_a_failing_exit_code(tmp_path: Path) -> None:
    roster, told, command = tmp_path / "empty.csv", StringIO(), Command(stderr=StringIO())
    roster.write_text(HEADER + "317;1;Terlalu Pendek;01/01/1990;\n")

    call_command(command, roster=roster, out=tmp_path / "nobody", json=True, stdout=told)

    steps = json.loads(told.getvalue())["steps"]
    assert (command.exit_code, len(steps), steps[0]["ok"]) == (1, 1, False)
    assert "Tidak ada baris yang dapat diterima" in steps[0]["detail"]
