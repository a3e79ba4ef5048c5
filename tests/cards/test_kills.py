"""kill -9 in the middle of issuing: resumed with the same serial and the same bytes, never a second copy."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from kartu.audit.actors import OPERATOR
from kartu.audit.models import Event
from kartu.cards.issuing import finish_copy, prepare_copy, renew_digital
from kartu.cards.models import Copy
from kartu.cards.queries import active_digital, copies_of, copy_of
from kartu.cards.states import ACTIVE, DIGITAL, PREPARED, REPLACED
from kartu.cards.status import publish_shard
from kartu.credential.verdict import Verdict
from kartu.postgres import Running
from kartu.publishing.checking import check_code
from tests.cards.builders import new_card
from tests.cards.commands import KARTU, LIMIT, ROOT, environment, python

KILLED = -signal.SIGKILL

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]

POINTS = {
    "after the commit of what will be signed": "issuing.finish_copy",
    "before signing": "issuing.assemble",
    "after signing, before storing": "+issuing.assemble",
    "before drawing": "issuing.front_png",
    "after reading back, before saying so": "+issuing.read_code",
    "before putting to use": "issuing.activate_copy",
    "after putting to use, before the commit": "+issuing.activate_copy",
    "between ending the former and the commit": "lifecycle.queue_publication",
}


@pytest.mark.parametrize("point", POINTS.values(), ids=POINTS.keys())
def test_a_killed_issuing_is_resumed_with_the_same_serial_and_bytes(point: str, cluster: Running) -> None:
    card = new_card(now=timezone.now())
    former = renew_digital(card, actor=OPERATOR, now=timezone.now())

    died = python("tests.cards.killed", point, card.id, env=environment(cluster))

    assert (died.returncode, died.stderr) == (KILLED, "")
    assert active_digital(card) == former
    left = copies_of(card).get(status=PREPARED)
    serial, to_sign, code = bytes(left.serial), left.to_sign, left.code
    assert ProcrastinateJob.objects.filter(args__copy_id=left.id, status="todo").exists()

    done = renew_digital(card, actor=OPERATOR, now=timezone.now())

    assert (done.id, done.status, bytes(done.serial), done.to_sign) == (left.id, ACTIVE, serial, to_sign)
    assert code in ("", done.code)
    assert list(copies_of(card).values_list("id", "status")) == [(former.id, REPLACED), (done.id, ACTIVE)]
    publish_shard(done.shard, actor=OPERATOR, now=timezone.now())
    assert check_code(done.code, now=timezone.now()).verdict is Verdict.GOOD
    assert check_code(former.code, now=timezone.now()).verdict is Verdict.BLOCKED


def test_killed_before_the_first_commit_nothing_is_left(cluster: Running) -> None:
    card = new_card(now=timezone.now())
    jobs, events = ProcrastinateJob.objects.count(), Event.objects.count()

    died = python("tests.cards.killed", "+issuing.defer", card.id, env=environment(cluster))

    assert died.returncode == KILLED
    assert not copies_of(card).exists()
    assert (ProcrastinateJob.objects.count(), Event.objects.count()) == (jobs, events)


@pytest.mark.parametrize("point", ["issuing.front_png", "+issuing.activate_copy"])
def test_a_worker_killed_in_the_middle_is_taken_up_by_the_next(point: str, cluster: Running) -> None:
    card = new_card(now=timezone.now())
    copy = prepare_copy(card, DIGITAL, actor=OPERATOR, now=timezone.now())

    died = python("tests.cards.killed_worker", point, env=environment(cluster))

    assert died.returncode == KILLED
    assert ProcrastinateJob.objects.get(args__copy_id=copy.id).status == "doing"
    assert copy_of(copy.member_id, copy.id).status == PREPARED
    _let_its_heartbeat_grow_old()
    with _worker(environment(cluster)) as worker:
        _wait_until(lambda: copy_of(copy.member_id, copy.id).status == ACTIVE and not _left_to_do())
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(LIMIT) == 0

    done = copies_of(card).get()
    assert (bytes(done.serial), done.to_sign) == (bytes(copy.serial), copy.to_sign)
    assert Event.objects.filter(action="copy-activated", subject_id=copy.id).count() == 1
    assert check_code(done.code, now=timezone.now()).verdict is Verdict.GOOD


def test_a_worker_goes_on_after_it_lost_every_connection(cluster: Running) -> None:
    card = new_card(now=timezone.now())

    with _worker(environment(cluster)) as worker:
        _wait_until(_a_worker_is_registered)
        _end_the_connections_of_others()
        copy = prepare_copy(card, DIGITAL, actor=OPERATOR, now=timezone.now())
        _wait_until(lambda: copy_of(copy.member_id, copy.id).status == ACTIVE)
        worker.send_signal(signal.SIGTERM)

        assert worker.wait(LIMIT) == 0


def test_a_worker_finishes_what_it_does_before_it_stops(cluster: Running) -> None:
    copies = [prepare_copy(new_card(), DIGITAL, actor=OPERATOR, now=timezone.now()) for _ in range(3)]

    with _worker(environment(cluster)) as worker:
        _wait_until(lambda: Copy.objects.filter(status=ACTIVE).exists())
        worker.send_signal(signal.SIGTERM)
        left = worker.wait(LIMIT)

    assert left == 0
    assert not ProcrastinateJob.objects.filter(status="doing").exists()
    resumed = [finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=timezone.now()) for copy in copies]
    assert [copy.status for copy in resumed] == [ACTIVE] * 3


@contextmanager
def _worker(env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    worker = subprocess.Popen([*KARTU, "worker"], env=env, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        yield worker
    finally:
        if worker.poll() is None:
            os.kill(worker.pid, signal.SIGKILL)
        worker.wait()


def _wait_until(reached: Callable[[], bool]) -> None:
    """Ask again until it is so; gives up after LIMIT. Other processes do the work, so there is nothing to step."""
    until, pause = time.monotonic() + LIMIT, threading.Event()
    while not reached():
        assert time.monotonic() < until, "not reached in time"
        pause.wait(0.1)


def _left_to_do() -> bool:
    ours = ProcrastinateJob.objects.filter(task_name__startswith="cards.", status__in=("todo", "doing"))
    return ours.exists()


def _a_worker_is_registered() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        return bool(cursor.fetchone()[0])


def _let_its_heartbeat_grow_old() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")


def _end_the_connections_of_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = current_user"
        )
        assert cursor.fetchone()[0]
