"""kill -9 of the worker in the middle of comparing, writing and undoing: nothing lost, nothing doubled.

A few thousand rows in `make test`; KARTU_ROSTER_ROWS=50000 for the long one.
"""

from __future__ import annotations

import os
import signal

import pytest
from django.db import connection
from django.utils import timezone

from kartu.accounts.models import Role
from kartu.accounts.staff import appoint
from kartu.audit.actors import staff_actor
from kartu.audit.models import Event
from kartu.employers import states
from kartu.employers.models import Upload
from kartu.employers.uploads import SentFile, confirm_upload, release_upload, send_roster, undo_upload
from kartu.postgres import Running
from kartu.registry.models import Branch, Contact, Member, Membership
from tests.cards.commands import environment, kartu, python
from tests.employers.uploads import company, roster
from tests.registry.rosters import entry

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]
ROWS = int(os.environ.get("KARTU_ROSTER_ROWS", "1200"))
KILLED = -signal.SIGKILL


def _dies(cluster: Running, point: str, nth: int) -> None:
    died = python("tests.employers.killed_worker", point, nth, env=environment(cluster))
    assert died.returncode == KILLED, died.stderr
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")


def _goes_on(cluster: Running, upload: Upload) -> Upload:
    """The next worker puts the job of the dead one back, and does it."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'todo' WHERE status = 'doing'")
    done = kartu("worker", "--until-empty", env=environment(cluster))
    assert done.returncode == 0, done.stderr
    upload.refresh_from_db()
    return upload


def _in_all() -> tuple[int, int, int]:
    return Member.objects.count(), Membership.objects.count(), Contact.objects.count()


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(cluster: Running) -> None:
    mine = company("11", timezone.now())
    people = [(str(3_174_012_802_010_000 + number), str(26_041_187_000 + number)) for number in range(ROWS)]
    content = roster(entry(0, nik=nik, kpj=kpj, phone="081234567890") for nik, kpj in people)
    upload = send_roster(mine.employer, mine.hr, SentFile("x.csv", content), actor=mine.actor, now=timezone.now())

    _dies(cluster, "+staging.insert_rows", 2)
    assert Upload.objects.get().status == states.RECEIVED
    upload = _goes_on(cluster, upload)
    assert (upload.status, upload.counts) == (states.HELD, {"read": ROWS, "new": ROWS, "left": 0})
    assert (upload.lines.count(), _in_all()) == (ROWS, (0, 0, 0))

    branch = Branch.objects.create(code="AMB", name="Cabang Ambon", city="Ambon")
    supervisor = appoint(Role.Kind.SUPERVISOR, branch=branch, now=timezone.now())
    release_upload(upload, actor=staff_actor(supervisor.id), now=timezone.now())
    confirm_upload(upload, actor=mine.actor, now=timezone.now())
    _dies(cluster, "+writing.store_matched", 2)
    assert _in_all() == (1_000, 1_000, 1_000)
    upload = _goes_on(cluster, upload)
    assert (upload.status, upload.outcome, _in_all()) == (states.DONE, {"recorded": ROWS}, (ROWS, ROWS, ROWS))
    assert Event.objects.filter(action="membership-started").count() == ROWS

    undo_upload(upload, actor=mine.actor, now=timezone.now())
    _dies(cluster, "+undoing.record_many", 2)
    upload = _goes_on(cluster, upload)
    assert (upload.status, upload.outcome["taken-back"], _in_all()) == (states.UNDONE, ROWS, (0, 0, 0))
    assert Event.objects.filter(action="membership-taken-back").count() == ROWS
