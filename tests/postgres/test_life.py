"""Starting, joining, leaving, and what is left after a hard stop."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from kartu.postgres import Cluster, PostgresError, Running
from kartu.postgres.account import find_account
from kartu.postgres.errors import refused_by_server
from kartu.postgres.postmaster import Postmaster, is_alive, read_postmaster
from tests.postgres.conftest import find_pgdata

COMMAND = """
import select, signal, sys, psycopg
from pathlib import Path
from kartu.postgres import Cluster
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may have ignored them
signal.signal(signal.SIGHUP, signal.SIG_DFL)
with Cluster(Path(sys.argv[1])).start_or_join() as running:
    with psycopg.connect(running.dsn("app")) as connection:
        print(connection.execute("SELECT pg_postmaster_start_time()::text").fetchone()[0], flush=True)
    while not select.select([sys.stdin], [], [], 0.2)[0]:  # a signal just before one long wait would go unnoticed
        pass
"""


def begin_command(folder: Path) -> subprocess.Popen[str]:
    """A command of its own that starts or joins, says when its server began, and stays until told to end."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", COMMAND, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(command: subprocess.Popen[str]) -> str:
    assert command.stdout is not None
    return command.stdout.readline().strip()


def end(command: subprocess.Popen[str], sign: signal.Signals | None = None) -> int:
    try:
        if sign is not None:
            command.send_signal(sign)
            command.wait(60)
    finally:
        command.communicate(timeout=60)  # closing its input ends a command that did not listen
    return command.returncode


def began(running: Running) -> str:
    with psycopg.connect(running.dsn("app")) as connection:
        row = connection.execute("SELECT pg_postmaster_start_time()::text").fetchone()
    assert row is not None
    return str(row[0])


def is_running(folder: Path) -> bool:
    noted = read_postmaster(find_pgdata(folder))
    return noted is not None and is_alive(noted, find_pgdata(folder))


def note(running: Running, word: str) -> None:
    """Leave one word, and no other, in the database."""
    with psycopg.connect(running.dsn("owner")) as connection:
        connection.execute("DROP TABLE IF EXISTS notes")
        connection.execute("CREATE TABLE notes (word text)")
        connection.execute("INSERT INTO notes VALUES (%s)", [word])


def notes(running: Running) -> list[tuple[str]]:
    with psycopg.connect(running.dsn("owner")) as connection:
        return connection.execute("SELECT word FROM notes").fetchall()


def test_rows_outlive_the_server(data: Path) -> None:
    with Cluster(data).start_or_join() as running:
        note(running, "kept")

    stopped = not is_running(data)

    assert stopped
    with Cluster(data).start_or_join() as running:
        assert notes(running) == [("kept",)]


def test_a_second_user_joins_and_the_last_one_out_stops_the_server(data: Path) -> None:
    first = Cluster(data).start_or_join()
    second = Cluster(data).start_or_join()
    same = began(first) == began(second)

    first.stop()
    after_first = is_running(data)
    second.stop()
    after_second = is_running(data)

    assert (same, after_first, after_second) == (True, True, False)


def test_commands_that_begin_at_once_make_and_share_one_server(fresh: Path) -> None:
    commands = [begin_command(fresh) for _ in range(3)]

    beginnings = {said(command) for command in commands}
    codes = [end(command) for command in commands]

    assert len(beginnings) == 1
    assert beginnings != {""}
    assert codes == [0, 0, 0]
    assert not is_running(fresh)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_command_told_to_end_stops_its_server(data: Path, sign: signal.Signals) -> None:
    command = begin_command(data)
    said(command)

    end(command, sign)

    assert not is_running(data)


def test_a_killed_command_leaves_a_server_that_the_next_one_joins_and_stops(data: Path) -> None:
    command = begin_command(data)
    beginning = said(command)
    end(command, signal.SIGKILL)
    left = is_running(data)

    with Cluster(data).start_or_join() as running:
        joined = began(running)

    assert left
    assert joined == beginning
    assert not is_running(data)


def test_a_killed_server_comes_back_with_everything_committed(data: Path) -> None:
    running = Cluster(data).start_or_join()
    note(running, "before the kill")
    noted = read_postmaster(find_pgdata(data))
    assert noted is not None
    os.kill(noted.pid, signal.SIGKILL)

    with Cluster(data).start_or_join() as again:
        found = notes(again)
    running.stop()

    assert found == [("before the kill",)]
    assert not is_running(data)


def test_a_number_that_now_belongs_to_a_stranger_does_not_stop_the_start(data: Path) -> None:
    with Cluster(data).start_or_join() as running:
        note(running, "kept")
        lines = (find_pgdata(data) / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    account = find_account()  # PostgreSQL itself looks past a stranger of another user
    stranger = subprocess.Popen(["sleep", "600"], user=account.uid if account.is_separate else None)
    lines[0] = str(stranger.pid)
    (find_pgdata(data) / "postmaster.pid").write_text("\n".join(lines) + "\n", encoding="utf-8")

    try:
        with Cluster(data).start_or_join() as running:
            found = notes(running)
    finally:
        stranger.kill()
        stranger.wait()

    assert found == [("kept",)]


def test_a_process_that_began_at_another_time_is_not_the_server(data: Path) -> None:
    with Cluster(data).start_or_join():
        pgdata = find_pgdata(data)
        noted = read_postmaster(pgdata)
        assert noted is not None
        earlier = Postmaster(noted.pid, noted.started - 3600, noted.socket)

        verdicts = (is_alive(noted, pgdata), is_alive(earlier, pgdata), is_alive(noted, pgdata.parent))

    assert verdicts == (True, False, False)


def test_a_data_folder_made_anew_meets_no_older_cluster(fresh: Path) -> None:
    with Cluster(fresh).start_or_join() as running:
        note(running, "old")
    shutil.rmtree(fresh)

    with (
        Cluster(fresh).start_or_join() as running,
        psycopg.connect(running.dsn("owner")) as connection,
        pytest.raises(psycopg.errors.UndefinedTable),
    ):
        connection.execute("SELECT * FROM notes")


def test_a_data_folder_that_was_moved_keeps_its_rows(data: Path) -> None:
    with Cluster(data).start_or_join() as running:
        note(running, "moved")
    elsewhere = data.with_name("elsewhere")
    data.rename(elsewhere)

    with Cluster(elsewhere).start_or_join() as running:
        found = notes(running)
    elsewhere.rename(data)

    assert found == [("moved",)]


def test_a_cluster_in_use_is_not_removed(data: Path) -> None:
    with Cluster(data).start_or_join(), pytest.raises(PostgresError) as refusal:
        Cluster(data).remove()

    assert refusal.value.code == "in_use"


def test_a_cluster_of_another_version_is_refused_in_words(data: Path) -> None:
    (find_pgdata(data) / "PG_VERSION").write_text("17\n", encoding="ascii")

    with pytest.raises(PostgresError, match="made by PostgreSQL 17; this Kartu carries 18") as refusal:
        Cluster(data).start_or_join()
    (find_pgdata(data) / "PG_VERSION").write_text("18\n", encoding="ascii")

    assert refusal.value.code == "version"


def test_a_server_that_gives_up_is_quoted(data: Path) -> None:
    wishes = find_pgdata(data).parent / "local.conf"
    wishes.write_text("work_mem = plenty\n", encoding="ascii")
    wishes.chmod(0o644)

    with pytest.raises(PostgresError, match='invalid value for parameter "work_mem"') as refusal:
        Cluster(data).start_or_join(limit=timedelta(seconds=30))
    wishes.unlink()

    assert refusal.value.code == "start_failed"


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    error = refused_by_server("It failed", "PANIC: could not write: No space left on device", where=tmp_path)

    assert error.code == "disk_full"
    assert "is full" in str(error)
