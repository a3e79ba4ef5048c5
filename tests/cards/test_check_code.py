"""`kartu check-code`, as a real command against a data folder of its own: the exit code is the verdict."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from kartu.postgres import Cluster
from tests.cards.commands import KARTU, LIMIT, ROOT, kartu, python

pytestmark = pytest.mark.slow

GOOD, BLOCKED, EXPIRED, COULD_NOT_CHECK, NOT_OURS, USAGE = 0, 1, 2, 3, 4, 64


@dataclass(frozen=True)
class Shelf:
    """A data folder with cards, and the environment in which the command finds it."""

    env: dict[str, str]
    out: Path
    codes: dict[str, str]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """One server for all of this module's commands, which join it as they would join an operator's."""
    data, out = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("out")
    with Cluster(data).start_or_join() as running:
        env = {name: value for name, value in os.environ.items() if not name.startswith(("KARTU_", "DATABASE_"))}
        env |= {"KARTU_DATA": str(data), "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "kartu.settings"}
        named = {"DATABASE_URL": running.dsn("app", "kartu"), "DATABASE_OWNER_URL": running.dsn("owner", "kartu")}
        filled = python("tests.cards.shelf", out, env=env | named)
        assert filled.returncode == 0, filled.stderr
        yield Shelf(env, out, json.loads((out / "codes.json").read_text()))


@pytest.mark.parametrize(
    ("which", "code", "verdict", "reason"),
    [
        ("good", GOOD, "good", "valid"),
        ("blocked", BLOCKED, "blocked", "suspended"),
        ("expired", EXPIRED, "expired", "expired"),
        ("unlisted", COULD_NOT_CHECK, "could-not-check", "status-missing"),
        ("foreign", NOT_OURS, "not-ours", "unknown-key"),
        ("prepared", NOT_OURS, "not-handed-over", "prepared"),
    ],
)
def test_each_verdict_has_its_exit_code(shelf: Shelf, which: str, code: int, verdict: str, reason: str) -> None:
    done = kartu("check-code", shelf.codes[which], "--json", env=shelf.env)

    said = json.loads(done.stdout)
    assert (done.returncode, said["verdict"], said["reason"], done.stderr) == (code, verdict, reason, "")


def test_the_verdict_stands_when_nobody_reads_the_words_to_their_end(shelf: Shelf) -> None:
    command = [*KARTU, "check-code", shelf.codes["good"]]
    process = subprocess.Popen(command, env=shelf.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None

    process.stdout.close()
    _, told = process.communicate(timeout=LIMIT)

    assert (process.returncode, told) == (GOOD, b"")


def test_a_good_card_shows_what_can_be_compared_and_says_so(shelf: Shelf) -> None:
    done = kartu("check-code", shelf.codes["good"], env=shelf.env | {"KARTU_LANGUAGE": "en"})

    assert done.returncode == GOOD
    lines = done.stdout.splitlines()
    assert lines[0] == "THE CARD IS GOOD."
    assert "Name: Siti Nur'aini Rahmawati" in lines
    assert lines[-1] == ("Compare name and birth date with an identity document of the person who carries the card.")


def test_a_card_that_is_not_good_names_nobody(shelf: Shelf) -> None:
    answers = [
        kartu("check-code", shelf.codes[which], *more, env=shelf.env).stdout
        for which in ("blocked", "prepared")
        for more in ([], ["--json"])
    ]

    assert all(answers)
    assert not any("Siti" in answer or "2001" in answer for answer in answers)


def test_a_card_never_handed_over_is_said_in_words(shelf: Shelf) -> None:
    done = kartu("check-code", shelf.codes["prepared"], env=shelf.env)

    assert done.stdout.startswith("KARTU BELUM PERNAH DISERAHKAN")


def test_text_comes_from_standard_input_too(shelf: Shelf) -> None:
    done = kartu("check-code", "-", env=shelf.env, given=shelf.codes["blocked"] + "\n")

    assert done.returncode == BLOCKED


def test_the_card_s_picture_is_read_also_after_a_messenger_squeezed_it(shelf: Shelf) -> None:
    squeezed = shelf.out / "squeezed.jpg"
    picture = Image.open(shelf.out / "good.png").convert("RGB")
    picture.resize((800, round(800 * picture.height / picture.width))).save(squeezed, quality=40)

    results = [kartu("check-code", path, env=shelf.env).returncode for path in (shelf.out / "good.png", squeezed)]

    assert results == [GOOD, GOOD]


def test_a_picture_without_a_code_is_no_verdict_on_the_card(shelf: Shelf) -> None:
    blank, nonsense = shelf.out / "blank.png", shelf.out / "nonsense.jpg"
    Image.new("RGB", (400, 300), "white").save(blank)
    nonsense.write_bytes(b"this is no picture")

    answers = [kartu("check-code", path, env=shelf.env) for path in (blank, nonsense)]

    assert [answer.returncode for answer in answers] == [COULD_NOT_CHECK] * 2
    assert all("Tidak ada kode QR yang terbaca" in answer.stdout for answer in answers)
    assert all("Traceback" not in answer.stderr for answer in answers)


def test_a_picture_that_is_not_there_is_said_and_not_taken_for_a_code(shelf: Shelf) -> None:
    done = kartu("check-code", shelf.out / "gone.png", env=shelf.env)

    assert done.returncode == COULD_NOT_CHECK
    assert (done.stdout, "gone.png tidak ada" in done.stderr) == ("", True)


@pytest.mark.parametrize("text", ["HELLO", "https://bjp.example/periksa", "6BF" * 130, "", "\U0001f600", "/" * 5000])
def test_any_other_text_is_no_card_of_ours(shelf: Shelf, text: str) -> None:
    done = kartu("check-code", text, env=shelf.env)

    assert (done.returncode, done.stderr) == (NOT_OURS, "")
    assert done.stdout.startswith("BUKAN KODE KARTU KAMI.")


def test_without_keys_it_could_not_be_checked(shelf: Shelf, tmp_path: Path) -> None:
    done = kartu("check-code", shelf.codes["good"], "--json", env=shelf.env | {"KARTU_KEYS": str(tmp_path)})

    assert (done.returncode, json.loads(done.stdout)["reason"]) == (COULD_NOT_CHECK, "no-keys")
    assert list(tmp_path.iterdir()) == []


def test_without_a_database_it_could_not_be_checked(shelf: Shelf) -> None:
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/kartu"}

    done = kartu("check-code", shelf.codes["good"], "--json", env=shelf.env | nowhere)

    assert (done.returncode, done.stderr) == (COULD_NOT_CHECK, "")
    assert json.loads(done.stdout)["reason"] == "status-unreachable"


def test_a_fault_of_the_program_never_reads_as_blocked(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "card").mkdir()
    (tmp_path / "card" / "keys.json").write_text("torn")

    done = kartu("check-code", shelf.codes["good"], env=shelf.env | {"KARTU_KEYS": str(tmp_path)})

    assert (done.returncode, done.stdout) == (COULD_NOT_CHECK, "")


def test_a_slip_in_the_options_is_no_verdict(shelf: Shelf) -> None:
    assert kartu("check-code", env=shelf.env).returncode == USAGE
    assert kartu("check-code", "A", "--colour", env=shelf.env).returncode == USAGE
