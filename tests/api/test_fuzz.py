"""Nothing that is sent gets a 5xx, nor an answer the document does not know. KARTU_FUZZ=100000 for the long run."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from kartu.base.throttle import LIMITS, Limit
from tests.api import fuzz
from tests.api.conftest import Company

TIMES = int(os.environ.get("KARTU_FUZZ", "400"))


@pytest.fixture(autouse=True)
def _without_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("api-key", "roster-employer", "webhook-test"):
        monkeypatch.setitem(LIMITS, name, Limit(10**9, timedelta(minutes=1)))


def test_whatever_is_sent_gets_an_answer_of_the_document(company: Company) -> None:
    counted = fuzz.run(company.machine, TIMES)

    assert sum(counted.values()) == TIMES
    assert {200, 400, 404, 422} <= set(counted)


def test_a_planted_fault_is_found(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """The canary: without the care taken of what a column cannot hold, the run above would fail."""
    monkeypatch.setattr("kartu.api.checking._text", lambda *_: iter(()))
    monkeypatch.setattr("kartu.api.views.workers.limit", lambda call: int(call.query.get("limit", "x")))

    with pytest.raises(AssertionError):
        fuzz.run(company.machine, TIMES)
