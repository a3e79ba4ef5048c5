"""Events read again, and looks written down once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kartu.audit.actions import Action
from kartu.audit.actors import OPERATOR, staff_actor
from kartu.audit.models import Event
from kartu.audit.queries import ONE_LOOK, events_about_all, last_move, record_look
from kartu.audit.recording import record

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def _record(subject: str, number: int, *, member: int, at: datetime = NOW) -> Event:
    return record(Action.CASE_TAKEN, actor=OPERATOR, now=at, subject=subject, subject_id=number, member_id=member)


def test_pages_opened_one_after_the_other_are_one_look() -> None:
    officer, colleague = staff_actor(1), staff_actor(2)

    for after in (timedelta(0), timedelta(minutes=14), ONE_LOOK):
        record_look(7, "replacement", 3, reason="case", actor=officer, now=NOW + after)
    record_look(7, "replacement", 3, reason="case", actor=colleague, now=NOW)
    record_look(7, "replacement", 3, reason="print", actor=officer, now=NOW)
    record_look(7, "replacement", 4, reason="case", actor=officer, now=NOW)

    looks = Event.objects.order_by("id").values_list("actor_id", "subject_id", "detail__reason", "at")
    assert list(looks) == [
        (1, 3, "case", NOW),
        (1, 3, "case", NOW + ONE_LOOK),
        (2, 3, "case", NOW),
        (1, 3, "print", NOW),
        (1, 4, "case", NOW),
    ]


def test_what_happened_to_several_rows_is_read_newest_first_and_of_one_member_only() -> None:
    first = _record("replacement", 3, member=7)
    second = _record("evidence", 5, member=7, at=NOW + timedelta(hours=1))
    _record("evidence", 5, member=8)
    _record("evidence", 6, member=7)

    found = events_about_all(7, [("replacement", 3), ("evidence", 5)])

    assert [event.id for event in found] == [second.id, first.id]


def test_the_last_move_is_the_latest_event_that_changed_the_status() -> None:
    _record("replacement", 3, member=7)
    for status, hours in (("in_review", 1), ("approved", 2)):
        Event.objects.create(
            at=NOW + timedelta(hours=hours),
            action=Action.CASE_TAKEN,
            actor_kind="staff",
            actor_id=1,
            subject="replacement",
            subject_id=3,
            new_status=status,
        )
    _record("replacement", 3, member=7, at=NOW + timedelta(hours=3))

    moved = last_move("replacement", 3)

    assert moved is not None
    assert moved.new_status == "approved"
    assert last_move("replacement", 4) is None
