"""Jobs of this room: fetch by id, call one verb, safe to run twice."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from kartu.base.queue import LONG, defer
from kartu.notifications import delivery, notices
from kartu.notifications.models import Message


@app.task(name="notifications.deliver")
def deliver(member_id: int, message_id: int) -> None:
    delivery.deliver(Message.objects.get(member_id=member_id, id=message_id), now=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="notifications.deliver_waiting", queueing_lock="notifications.deliver_waiting")
def deliver_waiting(timestamp: int) -> None:
    for message in delivery.waiting(now=timezone.now()):
        defer("notifications.deliver", member_id=message.member_id, message_id=message.id)


@app.periodic(cron="41 2 * * *")
@app.task(name="notifications.sweep", queue=LONG, queueing_lock="notifications.sweep")
def sweep(timestamp: int) -> None:
    """Old messages and unused phones go."""
    now = timezone.now()
    delivery.sweep_messages(now=now)
    notices.sweep_notices(now=now)
