from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from kartu.audit.actions import Action
from kartu.audit.actors import Actor, staff_actor
from kartu.audit.models import Event
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed, change_status
from kartu.notifications.models import Message

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture
def _message(committed: None) -> None:
    Message.objects.create(at=NOW, member_id=7, id=1, kind="x", language="id", status=Message.SENDING, status_since=NOW)


def _move(to: str, actor: Actor) -> None:
    change_status(Message.objects.get(id=1), to, Action.MESSAGE_SENT, actor=actor, now=NOW, changes={"channel": "sms"})


@pytest.mark.usefixtures("_message")
def test_a_move_writes_status_columns_and_event_together() -> None:
    _move(Message.SENT, staff_actor(3))

    message, event = Message.objects.get(id=1), Event.objects.get()

    assert (message.status, message.status_since, message.channel) == ("sent", NOW, "sms")
    assert (event.subject, event.subject_id, event.member_id) == ("message", 1, 7)
    assert (event.old_status, event.new_status, event.actor_kind, event.actor_id) == ("sending", "sent", "staff", 3)


@pytest.mark.usefixtures("_message")
def test_a_move_outside_the_table_is_refused_and_leaves_no_event() -> None:
    _move(Message.SENT, staff_actor(3))

    with pytest.raises(MoveNotAllowed):
        _move(Message.QUEUED, staff_actor(3))

    assert Event.objects.count() == 1


@pytest.mark.usefixtures("_message")
def test_of_eight_at_once_one_wins_and_seven_are_told_by_whom() -> None:
    start, told, won = threading.Barrier(8), list[AlreadyMoved](), list[int]()

    def officer(number: int) -> None:
        message = Message.objects.get(id=1)
        start.wait(30)
        try:
            change_status(message, Message.SENT, Action.MESSAGE_SENT, actor=staff_actor(number), now=NOW)
            won.append(number)
        except AlreadyMoved as refusal:
            told.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=officer, args=(number,)) for number in range(1, 9)]  # no account is 0
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(won) == 1
    assert {refusal.context["by"] for refusal in told} == {f"staff {won[0]}"}
    assert len(told) == 7
    assert Event.objects.count() == 1


@pytest.mark.usefixtures("_message")
def test_a_roll_back_leaves_neither_move_nor_event() -> None:
    class Changed(Exception):
        pass

    def change_and_fail() -> None:
        with transaction.atomic():
            _move(Message.SENT, staff_actor(3))
            raise Changed

    with pytest.raises(Changed):
        change_and_fail()

    assert Message.objects.get(id=1).status == Message.SENDING
    assert Event.objects.count() == 0
