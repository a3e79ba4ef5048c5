"""Old messages go, months ahead are there, and the operator sees how messages fare."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from kartu.audit.actors import OPERATOR
from kartu.audit.months import open_months
from kartu.notifications import catalogue
from kartu.notifications.delivery import deliver, sweep_messages
from kartu.notifications.health import note_failure
from kartu.notifications.management.commands.messages import Command
from kartu.notifications.messages import tell
from kartu.notifications.models import Message
from kartu.notifications.trouble import Failing
from kartu.registry.members import Person, register_member, sealed_contact
from kartu.registry.models import Member

DAY = timedelta(days=1)


def _member() -> Member:
    member = register_member(Person("3174012802011501", "Siti"), actor=OPERATOR, now=timezone.now())
    sealed_contact(member, "email", "siti@laut.example", "roster", timezone.now()).save()
    return member


def _tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid"
            " WHERE inhparent = 'notifications_message'::regclass"
        )
        return {name for (name,) in cursor.fetchall()}


def _open(month: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kartu_open_months('notifications_message', %s, 0)", [month])


def test_old_messages_go_by_whole_months_and_by_the_day_and_newer_ones_stay(committed: None) -> None:
    now, member = timezone.now(), _member()
    kept = settings.PROFILE.messages.kept_days
    _open(date(2024, 1, 1))
    for at in (datetime(2024, 1, 15, tzinfo=UTC), now - kept * DAY - DAY, now - kept * DAY + DAY, now):
        tell(member, catalogue.REPLACEMENT_APPROVED, now=at, number="4H7K-29RX")
    assert "notifications_message_2024_01" in _tables()

    assert sweep_messages(now=now) == 1

    assert "notifications_message_2024_01" not in _tables()
    assert "notifications_message_rest" in _tables()
    assert Message.objects.count() == 2
    assert sweep_messages(now=now) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "before"),
    [("audit_event", date(2024, 1, 1)), ("registry_member", date(2024, 1, 1)), ("notifications_message", None)],
)
def test_the_application_can_drop_no_other_table_and_no_month_of_late(table: str, before: date | None) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT kartu_drop_months(%s, %s)", [table, before or timezone.now().date()])


def test_coming_months_are_opened_once(committed: None) -> None:
    ahead = timezone.now() + timedelta(days=400)

    open_months(now=ahead)
    open_months(now=ahead)

    assert f"notifications_message_{ahead:%Y_%m}" in _tables()
    connections.close_all()


@pytest.mark.django_db
def test_the_operator_sees_counts_what_waits_and_what_fails(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    now, member = timezone.now(), _member()
    monkeypatch.setattr(settings, "DATA", tmp_path)
    deliver(tell(member, catalogue.REPLACEMENT_APPROVED, now=now, number="4H7K-29RX"), now=now)
    late = tell(member, catalogue.REPLACEMENT_APPROVED, now=now - timedelta(hours=1), number="4H7K-29RY")
    monkeypatch.setattr(settings, "SMS_URL", "https://:secret@gateway.example/")
    note_failure("sms", Failing("503", certain=True), now=now)

    command = Command()
    call_command(command, json=True)

    assert json.loads(capsys.readouterr().out) == {
        "channels": ["sms"],
        "last_day": {"outbox": {"sent": 1}, "-": {"queued": 1}},
        "waiting": 1,
        "oldest_waiting": late.at.isoformat(),
        "failing": {"sms": {"since": now.isoformat(), "why": "503"}},
        "phones_with_notices": 0,
    }
    assert command.exit_code == 1
    call_command("messages")
    said = capsys.readouterr().out
    assert "TERGANGGU: sms" in said
    assert "SMS_URL" in said
    assert "secret" not in said


@pytest.mark.django_db
def test_when_all_is_well_the_operator_has_nothing_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    command = Command()

    call_command(command)

    assert command.exit_code == 0
    assert "TERGANGGU" not in capsys.readouterr().out
