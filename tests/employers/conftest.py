"""Verbs of this room run here as the fund's jobs run them; what a scope shows and hides is tested in tests/walls."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kartu.base.tenancy import fund_scope


@pytest.fixture(autouse=True)
def fund() -> Iterator[None]:
    with fund_scope():
        yield
