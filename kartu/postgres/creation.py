"""Making a new cluster: whole, with its roles and database, or not there at all."""

import shutil
from pathlib import Path

from kartu.postgres.account import Account
from kartu.postgres.configuration import APP, DATABASE, OWNER, SUPER
from kartu.postgres.errors import PostgresError, refused_by_server
from kartu.postgres.programs import MAJOR, Programs

# C.UTF-8 of the server's own ("builtin") sorts and folds alike on every machine; no locale has to be installed.
INITDB = (
    f"--username={SUPER}",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--auth-local=peer",
    "--auth-host=reject",
    "--no-instructions",
)

# One statement a line. The application's role owns nothing; what it may do, the migrations grant.
FIRST_STATEMENTS = f"""\
CREATE ROLE {OWNER} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
CREATE ROLE {APP} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
CREATE DATABASE {DATABASE} OWNER {OWNER}
REVOKE ALL ON DATABASE {DATABASE}, postgres, template1 FROM PUBLIC
GRANT CONNECT ON DATABASE {DATABASE} TO {APP}
"""


def ensure_cluster(home: Path, account: Account, programs: Programs, *, careless: bool = False) -> Path:
    """Return the cluster's data directory below `home`, made now if it is not there."""
    pgdata = home / "pgdata"
    if not pgdata.is_dir():
        _create(pgdata, account, programs, careless=careless)
    _check_version(pgdata)
    return pgdata


def _create(pgdata: Path, account: Account, programs: Programs, *, careless: bool) -> None:
    draft = pgdata.with_name("pgdata.draft")
    shutil.rmtree(draft, ignore_errors=True)  # what a creation cut short left behind
    account.own(draft)
    sync = ["--no-sync"] if careless else []
    made = account.run([programs.path("initdb"), "-D", str(draft), *INITDB, *sync])
    if made.returncode != 0:
        raise _refused(draft, made.stdout)
    fsync = "off" if careless else "on"
    single = ["--single", "-D", str(draft), "-c", "exit_on_error=on", "-c", f"fsync={fsync}", "postgres"]
    filled = account.run([programs.path("postgres"), *single], words=FIRST_STATEMENTS)
    if filled.returncode != 0:
        raise _refused(draft, filled.stdout)
    draft.rename(pgdata)


def _refused(draft: Path, output: str) -> PostgresError:
    shutil.rmtree(draft, ignore_errors=True)
    return refused_by_server("The database could not be created", output, where=draft.parent)


def _check_version(pgdata: Path) -> None:
    version = (pgdata / "PG_VERSION").read_text(encoding="ascii").strip()
    if version != str(MAJOR):
        raise PostgresError(
            "version",
            f"The database in {pgdata} was made by PostgreSQL {version}; this Kartu carries {MAJOR}. "
            f"Dump it with a Kartu that carries {version}, move the folder away and restore the dump.",
        )
