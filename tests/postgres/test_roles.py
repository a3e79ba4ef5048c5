"""Who may enter the embedded server, and as what."""

import psycopg
import pytest

from kartu.postgres import Running


def rows(server: Running, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.dsn("super")) as connection:
        return connection.execute(question.encode()).fetchall()


def test_only_the_administrator_is_a_superuser(server: Running) -> None:
    roles = rows(
        server,
        "SELECT rolname, rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls FROM pg_roles"
        " WHERE rolcanlogin ORDER BY 1",
    )

    assert roles == [("kartu_app", False), ("kartu_owner", False), ("postgres", True)]


def test_the_application_owns_nothing_and_the_owner_owns_the_database(server: Running) -> None:
    owned = rows(
        server,
        "SELECT d.refobjid::regrole::text, d.classid::regclass::text FROM pg_shdepend d"
        " WHERE d.deptype = 'o' AND d.refobjid IN ('kartu_app'::regrole, 'kartu_owner'::regrole)",
    )

    assert owned == [("kartu_owner", "pg_database")]


def test_the_application_may_not_make_tables(server: Running) -> None:
    with psycopg.connect(server.dsn("app")) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE public.mine (id int)")


def test_the_application_may_not_enter_other_databases(server: Running) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(server.dsn("app", "postgres"))


def test_the_owner_makes_tables_and_the_application_reads_them_only_when_granted(server: Running) -> None:
    with psycopg.connect(server.dsn("owner"), autocommit=True) as owner, psycopg.connect(server.dsn("app")) as app:
        owner.execute("CREATE TABLE granted (id int); CREATE TABLE kept (id int); GRANT SELECT ON granted TO kartu_app")

        answer = app.execute("SELECT count(*) FROM granted").fetchone()

        assert answer == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("SELECT count(*) FROM kept")


def test_the_only_way_in_is_the_socket_with_the_name_the_system_vouches_for(server: Running) -> None:
    rules = rows(server, "SELECT type, database, user_name, auth_method, error FROM pg_hba_file_rules")
    addresses = rows(server, "SHOW listen_addresses")
    files = {path.name for path in server.socket.iterdir()}

    assert rules == [("local", ["all"], ["all"], "peer", None)]
    assert addresses == [("",)]
    assert files == {".s.PGSQL.5432", ".s.PGSQL.5432.lock"}
    assert server.socket.stat().st_mode & 0o077 == 0


def test_a_name_the_map_does_not_know_is_refused(server: Running) -> None:
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        psycopg.connect(f"host={server.socket} user=somebody dbname=kartu")


def test_text_sorts_and_folds_alike_on_every_machine(server: Running) -> None:
    database = rows(server, "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'kartu'")
    folded = rows(server, "SELECT lower('ÉTOILE')")

    assert database == [("b", "C.UTF-8")]
    assert folded == [("étoile",)]


def test_a_failed_statement_leaves_no_values_in_the_log(server: Running) -> None:
    with psycopg.connect(server.dsn("owner"), autocommit=True) as owner:
        owner.execute("CREATE TABLE unique_number (number text PRIMARY KEY)")
        owner.execute("INSERT INTO unique_number VALUES ('3174000000000001')")

        with pytest.raises(psycopg.errors.UniqueViolation):
            owner.execute("INSERT INTO unique_number VALUES ('3174000000000001')")

    log = (server.socket.parent / "server.log").read_text(encoding="utf-8")
    assert "duplicate key" in log
    assert "3174000000000001" not in log


def test_an_address_reaches_the_same_place_as_a_connection_string(server: Running) -> None:
    with psycopg.connect(server.url("app")) as connection:
        answer = connection.execute("SELECT current_user, current_database()").fetchone()

    assert answer == ("kartu_app", "kartu")
