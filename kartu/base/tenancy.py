"""Whose rows a stretch of code may touch: one employer's (with its units), or the fund's.

The database itself holds the wall (forced row-level security, docs/decisions/0012-tenancy.md); this module says which
side of it the code stands on. `kartu.base.scoped` tells it to every transaction, in settings that end with it:

- `employer_scope`: kartu.employers names the ids. Tables that hang on members show these employers' workers only.
- `fund_scope`: kartu.fund is on. Needed for tables that belong to one employer alone, which show nothing otherwise.
- neither: members' tables are whole, employers' tables are shut.

The innermost scope counts alone. Do not enter one in a generator: what stands behind a `yield` runs in its reader's
context. Doors never enter `fund_scope`; a verb that must look past one employer does (tests/rules/test_tenancy.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """What a transaction is told: the employers' ids as the policies read them, and whether the fund acts."""

    employers: str = ""
    fund: str = ""


NOBODY = Scope()
_scope: ContextVar[Scope] = ContextVar("kartu_scope", default=NOBODY)


def current_scope() -> Scope:
    """The scope statements run in now."""
    return _scope.get()


@contextmanager
def employer_scope(employer_ids: Collection[int]) -> Iterator[None]:
    """Run every statement of the block for these employers. Opens no transaction that outlives a statement."""
    if not employer_ids:
        raise ValueError("a scope of no employer")
    with _within(Scope(employers=",".join(str(int(number)) for number in sorted(employer_ids)))):
        yield


@contextmanager
def fund_scope() -> Iterator[None]:
    """Run the block for the fund: every employer's rows are there. Inside `employer_scope` it lifts that scope."""
    with _within(Scope(fund="on")):
        yield


@contextmanager
def no_scope() -> Iterator[None]:
    """Run the block as if no scope had been entered: a request begins with this, whatever ran before in its thread."""
    with _within(NOBODY):
        yield


@contextmanager
def _within(scope: Scope) -> Iterator[None]:
    before = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(before)
