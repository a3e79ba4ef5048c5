from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, connections, transaction

from kartu.audit.actions import Action
from kartu.audit.actors import OPERATOR
from kartu.audit.models import Event
from kartu.audit.recording import record

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def _event() -> Event:
    return record(
        Action.MEMBER_READ, actor=OPERATOR, now=NOW, subject="member", subject_id=7, member_id=7, reason="case"
    )


@pytest.mark.django_db
def test_an_event_says_who_did_what_to_which_row() -> None:
    _event()

    event = Event.objects.get()

    assert (event.at, event.action, event.actor_kind, event.subject, event.subject_id, event.member_id) == (
        NOW,
        "member-read",
        "operator",
        "member",
        7,
        7,
    )
    assert event.detail == {"reason": "case"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event"]
)
def test_the_application_can_neither_change_nor_remove_an_event(statement: str) -> None:
    _event()

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event"]
)
def test_even_the_owner_is_refused_by_a_trigger_also_when_replicating(committed: None, statement: str) -> None:
    _event()

    with pytest.raises(DatabaseError, match="append-only"), connections["owner"].cursor() as cursor:
        cursor.execute(statement)

    assert Event.objects.count() == 1


@pytest.mark.django_db
def test_events_of_different_months_rest_in_different_partitions_and_the_application_opens_coming_months() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kartu_open_months('audit_event', '2031-01-20', 1)")
        (opened,) = cursor.fetchone()
        cursor.execute("SELECT kartu_open_months('audit_event', '2031-01-01', 1)")
        (again,) = cursor.fetchone()
        for day in ("2031-01-31 23:59:59+00", "2031-02-01 00:00+00", "1999-01-01 00:00+00"):
            cursor.execute(
                "INSERT INTO audit_event (at, action, actor_kind, subject, old_status, new_status, detail)"
                " VALUES (%s, 'x', 'system', '', '', '', '{}')",
                [day],
            )
        cursor.execute("SELECT tableoid::regclass::text FROM audit_event ORDER BY at")
        rest = [name for (name,) in cursor.fetchall()]

    assert (opened, again) == (2, 0)
    assert rest == ["audit_event_rest", "audit_event_2031_01", "audit_event_2031_02"]


@pytest.mark.django_db
def test_the_application_opens_months_of_no_other_table() -> None:
    with pytest.raises(DatabaseError, match="kartu_open_months"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT kartu_open_months('registry_member', current_date, 1)")
