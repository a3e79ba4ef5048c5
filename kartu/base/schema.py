"""Keeping the embedded database's schema at this version without being asked."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

# Any constant will do: whoever migrates holds it, and a second command waits instead of migrating beside the first.
MIGRATING = 0x4B41525455


def ensure_schema(*, alias: str = "owner") -> bool:
    """Migrate when something is to be applied. Returns whether it was. Two at once: one migrates, the other waits."""
    connection = connections[alias]
    if not _plan(alias):
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            call_command("migrate", database=alias, verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])
    return True


def _plan(alias: str) -> bool:
    executor = MigrationExecutor(connections[alias])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
