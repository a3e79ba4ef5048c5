"""The desk of a fund at full size: how its pages are read from the database, and how long they take over HTTP.

Run: python -m bench.desk [--members 1000000 --cases 10000 --branches 300 --rounds 60] [--plans FILE]. Seeds a database
of its own (bench/fund.py), asks every page once and explains each statement, then asks a web server for them by HTTP,
in turns with a page that asks the database nothing: the ratio of the two travels from machine to machine, milliseconds
do not. Ends with 1 when a page reads a whole table that grows.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kartu.settings")

import django

from bench.uploads import processes, session_of
from kartu.base.database import throwaway_database

if TYPE_CHECKING:
    from bench.asking import Page

FLOOR = "/hubungi"


def main() -> None:
    """Seed, explain, ask; print one line a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--branches", type=int, default=300)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--closed", type=int, default=100_000)
    parser.add_argument("--visits", type=int, default=2_000, help="a day")
    parser.add_argument("--days", type=int, default=250)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--plans", type=Path, help="write how each page reads the tables that grow to this file")
    options = parser.parse_args()
    with TemporaryDirectory() as folder, throwaway_database():
        os.environ["KARTU_DATA"] = os.environ.get("KARTU_DATA") or folder
        django.setup()
        sys.exit(1 if run(options, Path(folder)) else 0)


ABOUT = """\
How the desk's pages and a branch's queue read the tables that grow, as PostgreSQL plans them at the size named below.
Written by `python -m bench.desk --plans FILE`, which ends with 1 where a line says ALL OF IT;
`tests/prove/test_plans.py` asks the same of a small fund on every run.
"made for these" is an index of these rows alone, read whole.
"""


def run(options: argparse.Namespace, folder: Path) -> list[str]:
    """Returns the readings that take in a whole table or index."""
    from django.utils import timezone  # noqa: PLC0415 -- the settings read the database's address

    from bench.asking import explained, pages_of  # noqa: PLC0415
    from bench.fund import GROWING, Size, seed_fund  # noqa: PLC0415
    from kartu.base.schema import ensure_schema  # noqa: PLC0415
    from kartu.base.statics import ensure_statics  # noqa: PLC0415

    ensure_statics()
    ensure_schema()
    began = time.perf_counter()
    names = ("branches", "cases", "members", "closed", "visits", "days", "events")
    fund = seed_fund(Size(**{name: getattr(options, name) for name in names}), folder, now=timezone.now())
    print(f"seeded in {time.perf_counter() - began:.0f} s: ", end="")
    size = ", ".join(f"{model.objects.count():,} {model._meta.db_table}" for model in GROWING)
    print(size)
    pages = pages_of(fund)
    whole = write_plans({page.name: explained(page, fund) for page in pages}, options.plans, size)
    print(f"\n{'page':<44}{'queries':>8}{'p50 ms':>8}{'p95 ms':>8}{'p95 / floor p95':>17}")
    with processes() as (_, address):
        for line in measured(pages, fund, address, options.rounds):
            print(line)
    return whole


def write_plans(plans: dict[str, Sequence[Any]], file: Path | None, size: str) -> list[str]:
    lines, whole = [ABOUT, size, ""], []
    for page, readings in plans.items():
        lines += [page, *(f"  {reading}" for reading in readings), ""]
        whole += [f"{page}: {reading}" for reading in readings if reading.whole]
    if file is not None:
        file.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(whole) or "no page reads a whole table that grows")
    return whole


def measured(pages: Sequence[Page], fund: Any, address: str, rounds: int) -> list[str]:
    """Every page and the floor once a round, in random order, over one kept connection."""
    from kartu.accounts.models import User  # noqa: PLC0415
    from kartu.base.models import Throttle  # noqa: PLC0415

    cookies = {who: session_of(User.objects.get(pk=who)) for who in (fund.officer, fund.supervisor)}
    line = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)
    token, cookie = _csrf(line, cookies[fund.officer])
    times: dict[str, list[float]] = {page.name: [] for page in pages} | {FLOOR: []}
    for number in range(rounds + 3):
        Throttle.objects.all().delete()  # no officer searches so often in an hour
        order: list[Page | None] = [*pages, None]
        random.shuffle(order)
        for page in order:
            who = f"{cookies[page.who]}; {cookie}" if page and page.who else ""
            began = time.perf_counter()
            if page is None:
                line.request("GET", FLOOR)
            elif page.sent:
                body = urlencode({**page.sent, "csrfmiddlewaretoken": token})
                kind = "application/x-www-form-urlencoded"
                line.request("POST", page.path, body, {"Cookie": who, "Content-Type": kind, "Referer": address})
            else:
                line.request("GET", page.path, headers={"Cookie": who})
            answer = line.getresponse()
            answer.read()
            took = time.perf_counter() - began
            name = page.name if page else FLOOR
            assert answer.status in (200, 302), f"{name}: {answer.status}"
            if number >= 3:
                times[name].append(took * 1000)
    floor = statistics.quantiles(times[FLOOR], n=20)[18]
    asked = {page.name: page.queries for page in pages} | {FLOOR: 0}
    lines = []
    for name, took in times.items():
        middle, high = statistics.median(took), statistics.quantiles(took, n=20)[18]
        lines.append(f"{name:<44}{asked[name]:>8}{middle:>8.1f}{high:>8.1f}{high / floor:>17.1f}")
    return lines


def _csrf(line: http.client.HTTPConnection, cookie: str) -> tuple[str, str]:
    line.request("GET", "/meja/cari", headers={"Cookie": cookie})
    answer = line.getresponse()
    page = answer.read().decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found, page[:500]
    return found[1], (answer.headers["Set-Cookie"] or "").split(";")[0]


if __name__ == "__main__":
    main()
