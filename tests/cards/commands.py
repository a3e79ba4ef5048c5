"""Real processes of Kartu against one database: what a test starts, and ends by its own hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connections

from kartu.postgres import Running

ROOT = Path(__file__).parents[2]
LIMIT = 90  # seconds; nothing here needs a tenth of it


def environment(cluster: Running) -> dict[str, str]:
    """The environment in which a child works on the present test's database with the run's keys."""
    name = str(connections.settings["default"]["NAME"])
    return {
        **os.environ,
        "DATABASE_URL": cluster.dsn("app", name),
        "DATABASE_OWNER_URL": cluster.dsn("owner", name),
        "KARTU_KEYS": str(settings.KEYS),
        "KARTU_DATA": str(settings.DATA),
        "DJANGO_SETTINGS_MODULE": "kartu.settings",
        "PYTHONPATH": str(ROOT),
    }


def python(module: str, *arguments: object, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run one of this folder's driver scripts to its end."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT, check=False)


def kartu(*arguments: object, env: dict[str, str], given: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run one command of the command line to its end; `given` is its standard input."""
    return subprocess.run(
        [*KARTU, *map(str, arguments)],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        input=given,
        check=False,
    )


KARTU = (sys.executable, "-c", "from kartu.cli import main; main()")
