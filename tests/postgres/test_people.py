"""Root with a server of its own user, and plain users."""

import multiprocessing
import os
import pwd
import shutil
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest

from kartu.postgres import Cluster, PostgresError, creation, throwaway
from kartu.postgres import programs as found_programs
from kartu.postgres.account import SERVER_USER, STATE, find_account
from kartu.postgres.homes import OWNER_NOTE
from kartu.postgres.programs import PACKAGE, find_programs
from tests.postgres.conftest import find_pgdata

T = TypeVar("T")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


PLAIN_USER = "nobody" if os.geteuid() == 0 else find_account().runner


@pytest.fixture
def open_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that a plain user owns and can reach."""
    if os.geteuid() != 0:
        yield tmp_path
        return
    folder = STATE.parent / f"kartu-test-{os.getpid()}"
    folder.mkdir()
    shutil.chown(folder, PLAIN_USER)
    yield folder
    shutil.rmtree(folder)


def as_plain_user(act: Callable[[Path], T], folder: Path) -> T:
    """What `act` says when a plain user does it: as root in a child that has the code loaded already, else here."""
    if os.geteuid() != 0:
        return act(folder)
    here, there = multiprocessing.get_context("fork").Pipe()
    programs = Path(find_programs(find_account()).path("postgres")).parents[3] / PACKAGE

    def become_and_act(answer: Connection) -> None:
        found_programs._find_package = lambda: programs
        entry = pwd.getpwnam(PLAIN_USER)
        os.setgroups([])
        os.setresgid(entry.pw_gid, entry.pw_gid, entry.pw_gid)
        os.setresuid(entry.pw_uid, entry.pw_uid, entry.pw_uid)
        answer.send(act(folder))

    child = multiprocessing.get_context("fork").Process(target=become_and_act, args=(there,))
    child.start()
    there.close()
    try:
        result: T = here.recv()
    finally:
        child.join(60)
    return result


def start_and_ask(folder: Path) -> tuple[str, int, str]:
    """Who the server's files belong to, whether others may enter, and who the application is."""
    with (
        Cluster(folder).start_or_join() as running,
        psycopg.connect(running.dsn("app")) as connection,
    ):
        row = connection.execute("SELECT current_user").fetchone()
        assert row is not None
        state = (folder / "postgres" / "pgdata").stat()
        return pwd.getpwuid(state.st_uid).pw_name, state.st_mode & 0o777, str(row[0])


def try_to_connect(folder: Path) -> str:
    """What a stranger hears at the socket."""
    try:
        psycopg.connect(f"host={folder} user=kartu_app dbname=kartu").close()
    except psycopg.OperationalError as refusal:
        return str(refusal)
    return "came in"


def use_throwaway(_folder: Path) -> tuple[bool, bool]:
    """Whether a throwaway server's folder is there during its life, and after."""
    with throwaway() as running:
        home = running.socket.parent
        during = home.is_dir()
    return during, home.exists()


def code_of_start(folder: Path) -> str:
    """The code of the refusal to start here."""
    try:
        Cluster(folder).start_or_join().stop()
    except PostgresError as refusal:
        return refusal.code
    return "started"


@as_root
def test_as_root_the_server_runs_as_its_own_user_and_opens_no_folder(data: Path) -> None:
    closed = data.parent
    before = closed.stat().st_mode

    with Cluster(data).start_or_join():
        state = find_pgdata(data).stat()
        owner = pwd.getpwuid(state.st_uid).pw_name

    assert owner == SERVER_USER
    assert state.st_mode & 0o777 == 0o700
    assert closed.stat().st_mode == before
    assert (data / "postgres").stat().st_mode & 0o777 == 0o700


@as_root
def test_as_root_the_server_cannot_loosen_who_may_enter(data: Path) -> None:
    with Cluster(data).start_or_join():
        home = find_pgdata(data).parent
        files = [home, home / "pg_hba.conf", home / "pg_ident.conf", home / "postgresql.conf", home / "server.log"]

        owners = {(path.stat().st_uid, path.stat().st_mode & 0o022) for path in files}

    assert owners == {(0, 0)}


@as_root
def test_the_programs_of_the_server_belong_to_root(data: Path) -> None:
    folder = find_programs(find_account()).folder

    loose = [path for path in [folder, *folder.rglob("*")] if path.stat().st_uid != 0 or path.stat().st_mode & 0o022]

    assert loose == []


@as_root
def test_another_user_of_the_machine_does_not_get_in(data: Path) -> None:
    with Cluster(data).start_or_join() as running:
        heard = as_plain_user(try_to_connect, running.socket)

    assert "Permission denied" in heard


@as_root
def test_a_copied_data_folder_does_not_share_the_cluster(data: Path) -> None:
    copy = data.with_name("copy")
    shutil.copytree(data, copy)

    with pytest.raises(PostgresError) as refusal:
        Cluster(copy).start_or_join()

    assert refusal.value.code == "copied"


@as_root
def test_a_cluster_that_could_not_be_made_leaves_nothing(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(creation, "INITDB", ("--no-such-option",))
    before = set((STATE / "clusters").iterdir())

    code = code_of_start(fresh)

    assert code == "start_failed"
    assert not (fresh / "postgres" / "cluster").exists()
    assert {home for home in set((STATE / "clusters").iterdir()) - before if not (home / OWNER_NOTE).exists()} == set()


@as_root
def test_a_folder_of_somebody_else_is_refused(data: Path) -> None:
    shutil.chown(data / "postgres", "nobody")

    code = code_of_start(data)
    shutil.chown(data / "postgres", "root")

    assert code == "wrong_owner"


def test_a_plain_user_runs_the_server_himself(open_folder: Path) -> None:
    seen = as_plain_user(start_and_ask, open_folder / "data")

    assert seen == (PLAIN_USER, 0o700, "kartu_app")


def test_a_plain_user_may_use_a_path_longer_than_a_socket_allows(open_folder: Path) -> None:
    seen = as_plain_user(start_and_ask, open_folder / ("long" * 30) / "a 'strange', name")

    assert seen == (PLAIN_USER, 0o700, "kartu_app")


def test_a_plain_user_has_throwaway_servers_too(open_folder: Path) -> None:
    seen = as_plain_user(use_throwaway, open_folder)

    assert seen == (True, False)


@as_root
def test_a_folder_that_cannot_be_made_is_said(open_folder: Path) -> None:
    code = as_plain_user(code_of_start, STATE / "not-yours")

    assert code == "no_data_folder"


def test_a_throwaway_server_leaves_nothing() -> None:
    seen = use_throwaway(Path())

    assert seen == (True, False)


def test_what_a_killed_run_left_behind_is_cleared_by_the_next() -> None:
    with throwaway() as running:
        parent = running.socket.parent.parent
    left = parent / f"kartu-throwaway-left{os.getpid()}"
    (left / "pgdata").mkdir(parents=True)
    os.utime(left, (0, 0))

    with throwaway():
        cleared = not left.exists()

    assert cleared
