"""No page of the desk or of a branch's queue reads a whole table that grows: asked of the planner, page by page.

A small fund on every run; `python -m bench.desk` asks the same at full size (docs/plans-desk.txt).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from bench.asking import explained, pages_of
from bench.fund import Size, seed_fund
from bench.plans import readings
from kartu.replacements.models import Replacement

SMALL = Size(branches=20, cases=300, members=12_000, closed=3_000, visits=200, days=15, events=12_000)

pytestmark = [pytest.mark.usefixtures("committed", "statics"), pytest.mark.slow]


def test_every_page_finds_its_rows_by_an_index(tmp_path: Path) -> None:
    fund = seed_fund(SMALL, tmp_path, now=timezone.now())

    found = {page.name: explained(page, fund) for page in pages_of(fund)}
    whole = readings([("SELECT * FROM replacements_replacement WHERE decision = %s", ["x"])], [TABLE])

    assert [f"{page}: {reading}" for page, all_of in found.items() for reading in all_of if reading.whole] == []
    assert all(found[page] for page in ("worklist", "case", "counter", "board", "search: nobody"))
    # The canary: a question without an index is found.
    assert [reading.whole for reading in whole] == [True]


TABLE = Replacement._meta.db_table
