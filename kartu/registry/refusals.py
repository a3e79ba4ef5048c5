"""The file of refused rows: where it comes to lie, and that it never replaces somebody's corrections."""

from __future__ import annotations

import filecmp
import os
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from kartu.registry.findings import Finding
from kartu.registry.roster import RosterLine
from kartu.registry.roster.refused import RefusedRows, write_refused


def refused_beside(roster: Path) -> Path:
    """`pekerja.xlsx` has its refused rows in `pekerja-ditolak.csv`."""
    return roster.with_name(f"{roster.stem}-ditolak.csv")


class RefusalFile:
    """Collects refused rows; a file appears only when there is one, and only when the block ends in order.

    `path` is then where it lies: as wanted, in the folder `fallback` when that place cannot be written (`elsewhere`),
    and under a numbered name when another file is there already.
    """

    def __init__(self, wanted: Path | None, *, fallback: Path, language: str) -> None:
        self.path: Path | None = None
        self.elsewhere = False
        self._wanted = wanted
        self._fallback = fallback
        self._language = language
        self._place: Path | None = None
        self._draft: Path | None = None
        self._rows: RefusedRows | None = None
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, reason: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()
        if self._draft is None or self._place is None:
            return
        if kind is not None:
            self._draft.unlink()
            return
        self.path = _free_place(self._place, self._draft)
        self._draft.replace(self.path)

    def add(self, line: RosterLine, why: Finding | None) -> None:
        """Write one row; `why` is the register's reason, None when the row's own problems are."""
        if self._wanted is None:
            return
        if self._rows is None:
            self._rows = self._begin(self._wanted)
        self._rows.add(line, why.words(self._language) if why else None)

    def _begin(self, wanted: Path) -> RefusedRows:
        try:
            return self._begin_at(wanted)
        except OSError:
            self.elsewhere = True
            self._fallback.mkdir(parents=True, exist_ok=True)
            return self._begin_at(self._fallback / wanted.name)

    def _begin_at(self, place: Path) -> RefusedRows:
        if place.is_dir():
            raise IsADirectoryError(place)
        draft = place.with_name(f".{place.name}.{os.getpid()}")
        # It holds what people sent about people: for its owner only.
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        self._place, self._draft = place, draft
        return self._open.enter_context(write_refused(draft, language=self._language))


def _free_place(place: Path, draft: Path) -> Path:
    """`place`, or the next numbered name that is free or holds the very same rows."""
    for number in count(2):
        if not place.exists() or filecmp.cmp(place, draft, shallow=False):
            return place
        place = place.with_name(f"{place.stem.removesuffix(f'-{number - 1}')}-{number}{place.suffix}")
    raise AssertionError
