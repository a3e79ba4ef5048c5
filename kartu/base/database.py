"""Where the database is: a real server by DATABASE_URL, else the embedded one in the data folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from kartu.base.errors import BadSetting
from kartu.postgres import Cluster, Running, throwaway

# Set when the server is the embedded one, whose schema the command line keeps up to date by itself.
EMBEDDED = "KARTU_EMBEDDED"

DJANGO_NAMES = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}


def data_folder() -> Path:
    """KARTU_DATA, else the user's own data folder."""
    named = os.environ.get("KARTU_DATA")
    if named:
        return Path(named).expanduser().absolute()
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "kartu"


def django_database(variable: str) -> dict[str, Any]:
    """Django's settings for the connection string in `variable`. Raises BadSetting when it cannot be read."""
    given = os.environ.get(variable, "")
    try:
        parts: dict[str, Any] = dict(conninfo_to_dict(given))
    except ProgrammingError as error:
        raise BadSetting(name=variable, why=str(error).strip()) from error
    named = {DJANGO_NAMES[key]: str(parts.pop(key)) for key in list(parts) if key in DJANGO_NAMES}
    return {"ENGINE": "kartu.base.scoped", "NAME": "kartu", "OPTIONS": parts, **named}


@contextmanager
def database() -> Iterator[None]:
    """Have a database for the time of the block: the named server, or the embedded one, started or joined.

    Sets DATABASE_URL and DATABASE_OWNER_URL for this process and its children; to be entered before settings load.
    """
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with Cluster(data_folder()).start_or_join() as running:
        _name(running)
        yield


@contextmanager
def throwaway_database() -> Iterator[None]:
    """A new embedded server with a data folder of its own, both gone after the block."""
    with TemporaryDirectory(prefix="kartu-") as folder, throwaway() as running:
        os.environ["KARTU_DATA"] = folder
        _name(running)
        yield


def _name(running: Running) -> None:
    os.environ["DATABASE_URL"] = running.dsn("app", "kartu")
    os.environ["DATABASE_OWNER_URL"] = running.dsn("owner", "kartu")
    os.environ[EMBEDDED] = "1"
