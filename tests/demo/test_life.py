"""The demonstration's life: it starts, says everything, survives its children's deaths, and leaves nothing running."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import psutil
import pytest

from kartu.demo.files import CASES, UNFINISHED
from kartu.portal.views.guide import PAGES
from kartu.postgres import Cluster
from tests.demo.running import AGAIN, KARTU, RunningDemo, free_port, refused

pytestmark = pytest.mark.slow

OPEN = ["/", "/panduan", *(f"/panduan/{slug}" for slug in PAGES), "/hubungi", "/privasi", "/aksesibilitas"]
OPEN += ["/masuk", "/daftar", "/hilang", "/periksa", "/kunci.json", "/s/0", "/app.webmanifest", "/demo", "/demo/pesan"]
OPEN += ["/demo/situs", "/.well-known/openid-configuration", "/oidc/jwks"]
VERDICTS = {"valid": 0, "blocked": 1, "replaced": 1, "expired": 2, "prepared": 4}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("demo") / "folder with blanks"
    yield folder
    Cluster(folder).remove()


@pytest.fixture(scope="module")
def demo(data: Path) -> Iterator[RunningDemo]:
    """One demonstration for all tests here; each leaves it running."""
    running = RunningDemo(data).start()
    yield running
    running.stop()


def test_demo_json_names_everything_a_newcomer_needs(demo: RunningDemo, data: Path) -> None:
    sheet = demo.sheet

    assert sheet["base"] == demo.base
    assert sheet["messages"] == f"{demo.base}/demo/pesan"
    assert {"member", "newcomer", "officer", "supervisor", "hr", "police", "operator"} <= sheet["accounts"].keys()
    assert all({"login", "password"} <= sheet["accounts"][role].keys() for role in ("member", "member_by_phone"))
    assert sheet["codes"].keys() == VERDICTS.keys()
    assert sheet["signon"]["issuer"] == demo.base
    assert {"client_id", "client_secret", "redirect_uri", "scope"} <= sheet["signon"].keys()
    visits = sheet["visits"]
    assert {"branch", "queue", "board", "poster", "tablet", "counter", "booked"} <= visits.keys()
    assert {demo.status(visits[name].removeprefix(demo.base)) for name in ("queue", "board", "poster", "tablet")} == {
        200
    }
    api = sheet["api"]
    key = {"Authorization": f"Bearer {api['key']}"}
    asked = Request(f"{api['base']}/workers", headers=key)  # noqa: S310  our own loopback
    with urlopen(asked, timeout=30) as answer:  # noqa: S310  as above
        assert json.load(answer)["items"]
    assert (data / "demo.json").stat().st_mode & 0o077 == 0


def test_staff_get_links_that_nobody_has_used(demo: RunningDemo) -> None:
    accounts = demo.sheet["accounts"]
    links = [accounts[role]["link"] for role in ("officer", "supervisor", "hr", "police", "operator")]

    assert len(set(links)) == len(links)
    assert all(link.startswith(f"{demo.base}/demo/masuk/") for link in links)


@pytest.mark.parametrize(("state", "exit_code"), VERDICTS.items())
def test_each_code_is_in_its_state(demo: RunningDemo, data: Path, state: str, exit_code: int) -> None:
    code = demo.sheet["codes"][state]

    done = subprocess.run([KARTU, "check-code", code], env={**os.environ, "KARTU_DATA": str(data)}, check=False)

    assert done.returncode == exit_code


@pytest.mark.parametrize("path", OPEN)
def test_every_open_page_answers(demo: RunningDemo, path: str) -> None:
    assert demo.status(path) == 200


def test_a_killed_web_server_is_started_again(demo: RunningDemo) -> None:
    web = demo.child("granian")

    web.kill()
    demo.hear(AGAIN)

    assert demo.status("/") == 200
    assert demo.child("granian").pid != web.pid


def test_a_killed_worker_is_started_again(demo: RunningDemo) -> None:
    worker = demo.child("worker")

    worker.kill()
    demo.hear(AGAIN)

    assert demo.child("worker").pid != worker.pid


def test_a_killed_database_is_started_again_and_nothing_is_lost(demo: RunningDemo, data: Path) -> None:
    (database,) = _database(data)

    database.kill()
    demo.hear("PostgreSQL berhenti")

    assert demo.status("/s/0") == 200
    assert _database(data) != [database]


def test_a_second_one_on_the_same_data_is_told_so(demo: RunningDemo, data: Path) -> None:
    code, words = refused(data, free_port(), KARTU_LANGUAGE="en")

    assert code == 1
    assert "is running already" in words


def test_a_busy_port_is_told_in_words_with_a_way_out(demo: RunningDemo, tmp_path: Path) -> None:
    code, words = refused(tmp_path, demo.port)

    assert code == 1
    assert f"Port {demo.port} sudah dipakai" in words
    assert "make demo PORT=" in words
    assert not (tmp_path / "postgres").exists()


# From here on each test stops the demonstration and starts it again.


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_stopping_leaves_nothing_running_and_the_same_fund_starts_again(
    demo: RunningDemo, data: Path, sign: signal.Signals
) -> None:
    before, family, database = demo.sheet, demo.family(), _database(data)

    code = demo.stop(sign)

    assert code == 0
    assert [process for process in (*family, *database) if process.is_running()] == []
    with socket.socket() as place:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind(("127.0.0.1", demo.port))
    after = demo.start().sheet
    assert after["codes"] == before["codes"]
    assert after["cases"] == before["cases"]
    assert after["accounts"]["officer"]["link"] != before["accounts"]["officer"]["link"]


def test_started_in_the_background_of_a_script_it_is_stopped_by_ctrl_c_as_well(demo: RunningDemo) -> None:
    demo.stop()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # what such a shell does, and children inherit

    try:
        demo.start()
    finally:
        signal.signal(signal.SIGINT, before)

    assert demo.stop(signal.SIGINT) == 0
    demo.start()


def test_a_killed_supervisor_takes_its_children_along_and_starts_again(demo: RunningDemo) -> None:
    children = demo.family()[1:]

    demo.stop(signal.SIGKILL)

    _, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []
    assert demo.start().status("/") == 200


def test_a_first_start_that_was_cut_short_begins_anew(demo: RunningDemo, data: Path) -> None:
    before = demo.sheet
    demo.stop()
    (data / UNFINISHED).touch()
    (data / CASES).unlink()

    after = demo.start().sheet

    assert after["codes"]["valid"] != before["codes"]["valid"]
    assert after["accounts"].keys() == before["accounts"].keys()


def test_a_fund_that_is_no_demonstration_is_left_alone(demo: RunningDemo, data: Path) -> None:
    demo.stop()
    mark = (data / CASES).rename(data / "elsewhere.json")  # members, and nothing that says they are invented

    code, words = refused(data, free_port(), KARTU_LANGUAGE="en")

    mark.rename(data / CASES)
    demo.start()
    assert code == 1
    assert "holds a fund of its own" in words


def _database(data: Path) -> list[psutil.Process]:
    """The server of this data folder."""
    with Cluster(data).start_or_join() as running:
        noted = (running.socket.parent / "pgdata" / "postmaster.pid").read_text().split()
        return [psutil.Process(int(noted[0]))]
