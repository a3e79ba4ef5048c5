"""What HR does for many workers at once: a batch under one letter, digital cards in one file; time, CPU, memory
above what the process held before.

Run: python -m bench.acting [--workers 1000] [--cards 500]. A PostgreSQL of its own; the jobs run in this process, one
slice after the other, as one worker would.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kartu.settings")

import django

from kartu.base.database import throwaway_database

MEGABYTE = 1024  # of the kilobytes the kernel counts


def main() -> None:
    """Measure each act and print one line for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=1_000)
    parser.add_argument("--cards", type=int, default=500)
    given = parser.parse_args()
    with TemporaryDirectory() as folder, throwaway_database():
        os.environ["KARTU_DATA"] = os.environ.get("KARTU_DATA") or folder
        django.setup()
        run(given.workers, given.cards)


def run(workers: int, cards: int) -> None:
    """Every act over a company of so many workers, all of whom consent."""
    from kartu.base.schema import ensure_schema  # noqa: PLC0415 -- the settings read the database's address
    from kartu.base.tenancy import employer_scope, fund_scope  # noqa: PLC0415

    ensure_schema()
    with fund_scope():
        began = time.perf_counter()
        bench = Bench(workers)
        print(f"{workers} workers made in {time.perf_counter() - began:.0f} s")
    print(f"{'':<44}{'number':>8}{'seconds':>9}{'cpu s':>8}{'more MB':>9}{'bytes':>13}")
    with employer_scope([bench.ours.employer.id]):
        for form in ("zip", "pdf"):
            timed(f"download ({form}): drawn and sealed", cards, lambda form=form: bench.draw(form, cards))
            timed(f"download ({form}): fetched, an event and a message each", cards, bench.fetch)
        timed("still works here: staged", workers, bench.state)
        timed("still works here: written down", workers, bench.write)
        timed("slips (PDF)", 200, bench.slips)
        timed("batch: letter kept, list matched", workers, bench.prepare)
        timed("batch: blocked and asked for", workers, bench.work)


def timed(name: str, number: int, act: Callable[[], int]) -> None:
    """Run `act` and print what it took; it returns bytes made, 0 for none."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    before, wall, cpu = _kilobytes("VmRSS"), time.perf_counter(), time.process_time()
    made = act()
    spent = time.perf_counter() - wall, time.process_time() - cpu
    peak = (_kilobytes("VmHWM") - before) / MEGABYTE
    print(f"{name:<44}{number:>8}{spent[0]:>9.1f}{spent[1]:>8.1f}{peak:>9.0f}{made:>13,}", flush=True)


def _kilobytes(what: str) -> int:
    status = Path("/proc/self/status").read_text()
    return int(re.search(rf"^{what}:\s+(\d+)", status, re.MULTILINE)[1])  # type: ignore[index]  # Linux has both


class Bench:
    """A company whose workers all consent, and what HR does with them."""

    def __init__(self, number: int) -> None:
        from django.conf import settings  # noqa: PLC0415

        # What is measured is the work, not the day's limit.
        limits = replace(settings.PROFILE.acting, cards_at_once=number, cards_a_day=10 * number)
        settings.PROFILE = replace(settings.PROFILE, acting=limits)
        from tests.employers.acting import company, consents, with_digital, worker  # noqa: PLC0415

        self.ours = company("PT Laut Biru")
        self.workers = [worker(self.ours, f"Pekerja {place}", staff_number=f"A-{place}") for place in range(number)]
        for one in self.workers:
            for purpose in ("employer_acts", "employer_downloads"):
                consents(one, purpose)
            with_digital(self.ours, one)
        self.batch: Any = None
        self.download: Any = None
        self.upload: Any = None

    @property
    def now(self) -> Any:
        from django.utils import timezone  # noqa: PLC0415

        return timezone.now()

    def prepare(self) -> int:
        from kartu.employers import batches  # noqa: PLC0415
        from tests.employers.acting import letter, photo  # noqa: PLC0415

        plan = batches.Plan("lost", self._listed().workers, [], self.ours.branch)
        self.batch = batches.prepare_batch(
            self.ours.employer, plan, letter(self.now), photo(), actor=self.ours.hr, now=self.now
        )
        return 0

    def work(self) -> int:
        from kartu.employers import batches  # noqa: PLC0415

        batches.start_batch(self.batch, actor=self.ours.hr, now=self.now)
        while batches.counts_of(self.batch).get("", 0):
            batches.work_slice(self.batch.id, now=self.now)
        print(f"  {batches.counts_of(self.batch)}")
        return 0

    def draw(self, form: str, cards: int) -> int:
        from kartu.employers import downloads, pieces  # noqa: PLC0415
        from kartu.employers.acts import Download  # noqa: PLC0415

        chosen = self.workers[-cards:]
        ask = (self.ours.employer, chosen, form, "{staff_number} {name}", "worksite")
        self.download = downloads.ask_download(*ask, actor=self.ours.hr, now=self.now)
        if self.download.needs_second:
            downloads.agree_to_download(self.download, actor=self.ours.second, now=self.now)
        while Download.objects.get(pk=self.download.id).status == Download.AGREED:
            pieces.make_slice(self.download.id, now=self.now)
        return 0

    def fetch(self) -> int:
        from kartu.employers import downloads, pieces  # noqa: PLC0415

        download = downloads.download_of(self.ours.scope, self.download.number)
        rows = downloads.begin_fetch(download, actor=self.ours.hr, now=self.now)
        return sum(len(part) for part in pieces.parts_of(download, rows, now=self.now))

    def state(self) -> int:
        from kartu.accounts.models import User  # noqa: PLC0415
        from kartu.employers.stating import state_of_many  # noqa: PLC0415

        user = User.objects.get(pk=self.ours.hr.id)
        self.upload = state_of_many(self.ours.employer, user, self._listed(), actor=self.ours.hr, now=self.now)
        return 0

    def write(self) -> int:
        from kartu.employers.uploads import confirm_upload  # noqa: PLC0415
        from kartu.employers.writing import write_upload  # noqa: PLC0415

        confirm_upload(self.upload, actor=self.ours.hr, now=self.now)
        write_upload(self.upload.id, now=self.now)
        return 0

    def slips(self) -> int:
        from kartu.accounts.models import User  # noqa: PLC0415
        from kartu.employers.drawing import draw_slips  # noqa: PLC0415
        from kartu.employers.opening import make_slips  # noqa: PLC0415

        user, chosen = User.objects.get(pk=self.ours.hr.id), [one.id for one in self.workers[:200]]
        made = make_slips(self.ours.employer, chosen, user=user, actor=self.ours.hr, now=self.now)
        return len(draw_slips(made, "id"))

    def _listed(self) -> Any:
        from kartu.employers.listing import listed_in_file  # noqa: PLC0415
        from kartu.registry.roster.plain import workbook_of  # noqa: PLC0415

        rows = [["No", "No KPJ", "Nama"]] + [[str(at), one.number, "x"] for at, one in enumerate(self.workers)]
        return listed_in_file(workbook_of(rows), self.ours.employer.id, today=self.now.date())


if __name__ == "__main__":
    main()
