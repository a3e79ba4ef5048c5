"""One throw-away PostgreSQL for the run; each committed test gets a database of its own, cloned in a moment."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from pytest_django import DjangoDbBlocker

from kartu.base.collector import RARELY
from kartu.base.database import DJANGO_NAMES
from kartu.postgres import Running, throwaway

pytest_plugins = ["tests.pages.client"]

TEMPLATE, ROLLED_BACK, COMMITTED = "kartu", "kartu_rolled_back", "kartu_committed"
# Counting the rows that tests took back would make the plans of the tests after them a matter of luck.
LEFT_ALONE = """
    DO $$ DECLARE each regclass; BEGIN
        FOR each IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
            EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = false)', each);
        END LOOP;
    END $$
"""
# Django and the tests' own modules stay for the whole run.
gc.set_threshold(*RARELY)
PAIRS = ("[phone-id]", "[desktop-en]", "[phone-en]", "[desktop-id]")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright keeps an event loop in this thread, beside which no worker can be run.
    (pytest-xdist hands tests out in this order, so that they come last in each process.)

    A walk is walked once, one on a phone in Indonesian and the next on a desktop in English; `make pages`
    (KARTU_PAGES=all) walks each in all four pairs.
    """
    items.sort(key=lambda item: "tests/browser/" in item.nodeid)
    if os.environ.get("KARTU_PAGES") != "all":
        left_out = [item for item in items if not _has_its_turn(item.nodeid)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _has_its_turn(item.nodeid)]


def _has_its_turn(nodeid: str) -> bool:
    """The same pair for a walk in every run, whatever else is run with it."""
    walk, mark, pair = nodeid.rpartition("[")
    return mark + pair not in PAIRS or mark + pair == PAIRS[crc32(walk.encode()) % 2]


@pytest.fixture(scope="session", autouse=True)
def static_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where static files are packed once: for all processes of the run, and for every demonstration they start."""
    mine = tmp_path_factory.getbasetemp()
    folder = (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / "static"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KARTU_STATIC", str(folder))
        yield folder


@pytest.fixture(scope="session")
def cluster() -> Iterator[Running]:
    """The run's own PostgreSQL server."""
    with throwaway() as running:
        yield running


@pytest.fixture(scope="session")
def django_db_setup(
    cluster: Running, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Migrate a template as the owner and point Django at a clone of it, as the application's role."""
    settings.KEYS = tmp_path_factory.mktemp("keys")
    settings.DATA = tmp_path_factory.mktemp("data")
    names = {"default": cluster.dsn("app", TEMPLATE), "owner": cluster.dsn("owner", TEMPLATE)}
    for alias, dsn in names.items():
        parts = conninfo_to_dict(dsn)
        connections.settings[alias].update({DJANGO_NAMES[key]: str(value) for key, value in parts.items()})
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)
        _point_at(cluster, ROLLED_BACK)
        with connections["owner"].cursor() as cursor:
            cursor.execute(LEFT_ALONE)
        yield
        connections.close_all()


@pytest.fixture
def committed(cluster: Running, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database where this test really commits: for threads, jobs, kills and roll-backs."""
    with django_db_blocker.unblock():
        _point_at(cluster, COMMITTED)
        yield
        _point_at(cluster, ROLLED_BACK, existing=True)
    with psycopg.connect(cluster.dsn("super", "postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(COMMITTED)))


@pytest.fixture
def keys() -> Path:
    """The run's key folder."""
    return Path(settings.KEYS)


def _point_at(cluster: Running, name: str, *, existing: bool = False) -> None:
    connections.close_all()
    if not existing:
        with psycopg.connect(cluster.dsn("super", "postgres"), autocommit=True) as server:
            clone = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER kartu_owner")
            server.execute(clone.format(sql.Identifier(name), sql.Identifier(TEMPLATE)))
    for alias in ("default", "owner"):
        connections.settings[alias]["NAME"] = name
