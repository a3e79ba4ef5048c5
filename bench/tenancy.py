"""What a scope costs a statement, in microseconds of wall time. Run: python -m bench.tenancy

The framework's own engine, ours without a scope and ours within one, in turn, `--rounds` times, medians; each for a
statement by itself and for ten in one transaction. Then the look-up of a member without its table's wall and with it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kartu.settings")

import django

from kartu.base.database import throwaway_database

Way = Callable[[], AbstractContextManager[None]]


def main() -> None:
    """Measure and print one row a way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--statements", type=int, default=300)
    options = parser.parse_args()
    with throwaway_database():
        django.setup()
        # Loaded only now: settings have to know the database.
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        engines(options.rounds, options.statements)
        walls(options.rounds, options.statements)


def engines(rounds: int, statements: int) -> None:
    from django.db import connection, transaction  # noqa: PLC0415

    from kartu.base.tenancy import employer_scope  # noqa: PLC0415

    ours = list(connection.execute_wrappers)

    def engine(wrappers: list[object], way: Way) -> AbstractContextManager[None]:
        connection.execute_wrappers[:] = wrappers
        return way()

    def one() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    def ten() -> None:
        with transaction.atomic():
            for _ in range(10):
                one()

    ways: dict[str, Way] = {
        "the framework's": lambda: engine([], nullcontext),
        "ours, no scope": lambda: engine(ours, nullcontext),
        "ours, in a scope": lambda: engine(ours, lambda: employer_scope([1])),
    }
    for shape, act, size in (("by itself", one, 1), ("ten in a transaction", ten, 10)):
        for name, cost in in_turn(ways, act, rounds, statements // size).items():
            print(f"{shape:<21} {name:<18} {cost / size:7.1f} µs a statement")
    connection.execute_wrappers[:] = ours


def walls(rounds: int, statements: int) -> None:
    from django.db import connections  # noqa: PLC0415

    from kartu.registry.models import Member  # noqa: PLC0415

    def wall(word: str) -> AbstractContextManager[None]:
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"ALTER TABLE registry_member {word} ROW LEVEL SECURITY")
        return nullcontext()

    def look_up() -> None:
        Member.objects.filter(identity_index=b"nobody").first()

    ways: dict[str, Way] = {"no wall": lambda: wall("DISABLE"), "with its wall": lambda: wall("ENABLE")}
    for name, cost in in_turn(ways, look_up, rounds, statements).items():
        print(f"look-up of a member   {name:<18} {cost:7.1f} µs")


def in_turn(ways: dict[str, Way], act: Callable[[], None], rounds: int, times: int) -> dict[str, float]:
    """Median microseconds of one `act` in each way."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            with way():
                act()
                began = time.perf_counter()
                for _ in range(times):
                    act()
                found[name].append((time.perf_counter() - began) / times * 1e6)
    return {name: statistics.median(costs) for name, costs in found.items()}


if __name__ == "__main__":
    main()
