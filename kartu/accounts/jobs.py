"""Jobs of this room: fetch by id, call one verb, safe to run twice."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from kartu.accounts import codes, consents, contacts, mandates, open_sessions
from kartu.accounts.models import Consent, SentCode
from kartu.accounts.recovery import finishing
from kartu.accounts.signon import ending
from kartu.base.queue import LONG


@app.task(name="accounts.deliver_code")
def deliver_code(code_id: int) -> None:
    codes.deliver_code(SentCode.objects.get(id=code_id), now=timezone.now())


@app.task(name="accounts.end_consent")
def end_consent(consent_id: int) -> None:
    consents.end_consent(Consent.objects.select_related("member").get(id=consent_id), now=timezone.now())


@app.periodic(cron="17 3 * * *")
@app.task(name="accounts.sweep", queue=LONG, queueing_lock="accounts.sweep")
def sweep(timestamp: int) -> None:
    codes.sweep_codes(now=timezone.now())
    contacts.sweep_asked(now=timezone.now())
    ending.sweep_sign_ons(now=timezone.now())
    open_sessions.sweep_sessions(now=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="accounts.finish_due_changes", queueing_lock="accounts.finish_due_changes")
def finish_due_changes(timestamp: int) -> None:
    contacts.finish_due_changes(now=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="accounts.move_recoveries", queueing_lock="accounts.move_recoveries")
def move_recoveries(timestamp: int) -> None:
    finishing.ripen_recoveries(now=timezone.now())
    finishing.lapse_recoveries(now=timezone.now())
    mandates.expire_mandates(now=timezone.now())
