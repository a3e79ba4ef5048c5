"""What a scope costs a statement, in microseconds of wall time. Run: python -m bench.tenancy

Four ways in turn, `--rounds` times, medians: the framework's own engine, ours without a scope, ours within one, each for
a statement by itself and for ten in one transaction. Then the same look-up of a member with the table's wall and without.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from contextlib import nullcontext

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kartu.settings")

import django

from kartu.base.database import throwaway_database


def main() -> None:
    """Measure and print one row a way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--statements", type=int, default=300)
    options = parser.parse_args()
    with throwaway_database():
        django.setup()
        measure(options.rounds, options.statements)


def measure(rounds: int, statements: int) -> None:
    # Loaded only now: settings have to know the database.
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection, connections, transaction  # noqa: PLC0415

    from kartu.base.tenancy import employer_scope  # noqa: PLC0415
    from kartu.registry.models import Member  # noqa: PLC0415

    call_command("migrate", verbosity=0)

    def one() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()

    def look_up() -> None:
        Member.objects.filter(identity_index=b"nobody").first()

    def many(act: Callable[[], None]) -> Callable[[], None]:
        def ten() -> None:
            with transaction.atomic():
                for _ in range(10):
                    act()

        return ten

    ours = list(connection.execute_wrappers)

    def stock() -> nullcontext[None]:
        connection.execute_wrappers[:] = []
        return nullcontext()

    def plain() -> nullcontext[None]:
        connection.execute_wrappers[:] = ours
        return nullcontext()

    ways = {"engine of the framework": stock, "ours, no scope": plain, "ours, in a scope": lambda: employer_scope([1])}
    for acts, act in (("SELECT 1", one), ("look-up of a member", look_up)):
        for shape, run, size in (("by itself", act, 1), ("ten in a transaction", many(act), 10)):
            found: dict[str, list[float]] = {name: [] for name in ways}
            for _ in range(rounds):
                for name, way in ways.items():
                    plain()
                    with way():
                        began = time.perf_counter()
                        for _ in range(statements // size):
                            run()
                        found[name].append((time.perf_counter() - began) / (statements // size * size) * 1e6)
            for name, times in found.items():
                print(f"{acts:<20} {shape:<21} {name:<24} {statistics.median(times):7.1f} µs a statement")
    plain()
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE registry_member DISABLE ROW LEVEL SECURITY")
    bare: list[float] = []
    walled: list[float] = []
    for _ in range(rounds):
        for switch, times in (("DISABLE", bare), ("ENABLE", walled)):
            with connections["owner"].cursor() as cursor:
                cursor.execute(f"ALTER TABLE registry_member {switch} ROW LEVEL SECURITY")
            began = time.perf_counter()
            for _ in range(statements):
                look_up()
            times.append((time.perf_counter() - began) / statements * 1e6)
    print(
        f"look-up of a member without a wall {statistics.median(bare):7.1f} µs, with it {statistics.median(walled):7.1f} µs"
    )


if __name__ == "__main__":
    main()
