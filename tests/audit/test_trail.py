"""The trail of a member, page by page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kartu.audit.actions import Action
from kartu.audit.actors import OPERATOR, SYSTEM
from kartu.audit.recording import record
from kartu.audit.trail import mark_of, trail_before, trail_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def _happen(times: int, *, member_id: int, at: datetime = NOW) -> None:
    for _ in range(times):
        record(Action.MEMBER_READ, actor=OPERATOR, now=at, subject="member", subject_id=member_id, member_id=member_id)


def test_a_trail_is_walked_page_by_page_without_loss_or_double() -> None:
    _happen(3, member_id=7)
    _happen(2, member_id=7, at=NOW + timedelta(days=1))
    _happen(1, member_id=8)

    whole = [event.id for event in trail_of(7)]
    pages, mark = [], ""
    while part := list(trail_before(7, mark)[:2]):
        pages.append([event.id for event in part])
        mark = mark_of(part[-1])

    assert len(whole) == 5
    assert pages == [whole[:2], whole[2:4], whole[4:]]


@pytest.mark.parametrize(
    "mark", ["", "x", "1-", "-1", "1-2-3", "٣-٣", "9" * 30 + "-1", "1" * 60, "-5-1", "0-99999999999999999999"]
)
def test_a_mark_that_is_none_breaks_nothing(mark: str) -> None:
    _happen(1, member_id=7)
    record(Action.STATUS_PUBLISHED, actor=SYSTEM, now=NOW, subject="shard", subject_id=0)

    assert len(list(trail_before(7, mark))) in (0, 1)
