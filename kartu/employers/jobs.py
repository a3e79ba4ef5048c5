"""Jobs of this room: fetch by id, call one verb, safe to run twice."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from kartu.base.queue import LONG
from kartu.base.tenancy import fund_scope
from kartu.employers import acting_jobs as acting_jobs  # found here by the queue
from kartu.employers import inviting, reading, storage, undoing, uploads, writing
from kartu.employers.machines.once import sweep_calls
from kartu.employers.machines.sending import send_due
from kartu.employers.machines.watching import watch
from kartu.employers.models import Colleague, Upload

# Longer than any piece of the work takes: who has not come on for so long has died without a trace.
SILENT = timedelta(minutes=10)


@app.task(name="employers.read_upload", queue=LONG)
def read_upload(upload_id: int) -> None:
    with fund_scope():
        reading.read_upload(upload_id, now=timezone.now())


@app.task(name="employers.write_upload", queue=LONG)
def write_upload(upload_id: int) -> None:
    with fund_scope():
        writing.write_upload(upload_id, now=timezone.now())


@app.task(name="employers.undo_upload", queue=LONG)
def undo_upload(upload_id: int) -> None:
    with fund_scope():
        undoing.undo_written(upload_id, now=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="employers.take_up", queueing_lock="employers.take_up")
def take_up(timestamp: int) -> None:
    with fund_scope():
        for upload in Upload.objects.filter(status__in=uploads.JOBS, worked_at__lt=timezone.now() - SILENT):
            uploads.queue_work(upload)


@app.periodic(cron="43 3 * * *")
@app.task(name="employers.sweep", queue=LONG, queueing_lock="employers.sweep")
def sweep(timestamp: int) -> None:
    with fund_scope():
        uploads.sweep_uploads(now=timezone.now())
        storage.sweep_files(now=timezone.now())
        inviting.forget_addresses(now=timezone.now())


@app.task(name="employers.send_invitation")
def send_invitation(colleague_id: int) -> None:
    with fund_scope():
        colleague = Colleague.objects.select_related("user", "employer").get(pk=colleague_id)
        inviting.send_invitation(colleague, now=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="employers.send_waiting", queueing_lock="employers.send_waiting")
def send_waiting(timestamp: int) -> None:
    with fund_scope():
        for colleague in inviting.waiting(now=timezone.now()):
            inviting.send_invitation(colleague, now=timezone.now())


@app.periodic(cron="* * * * * */10")
@app.task(name="employers.tell_machines", queueing_lock="employers.tell_machines")
def tell_machines(timestamp: int) -> None:
    with fund_scope():
        watch(now=timezone.now())
        send_due(now=timezone.now())


@app.periodic(cron="13 * * * *")
@app.task(name="employers.sweep_calls", queue=LONG, queueing_lock="employers.sweep_calls")
def forget_calls(timestamp: int) -> None:
    sweep_calls(now=timezone.now())
