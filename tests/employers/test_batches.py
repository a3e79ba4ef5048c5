"""Many cards under one letter: every row has its own outcome, none is lost or done twice."""

from __future__ import annotations

import signal
from collections import Counter

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from kartu.audit.models import Event
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.errors import NotThere
from kartu.base.tenancy import fund_scope
from kartu.base.worker import run_worker
from kartu.employers import batches
from kartu.employers.acts import Asking, Batch, BatchRow
from kartu.employers.batch_rows import outcome_words
from kartu.employers.consents import answer_asking
from kartu.employers.listing import ListUnreadable, as_text, listed_workers
from kartu.notifications.models import Message
from kartu.postgres import Running
from kartu.registry.models import Membership
from kartu.replacements import states
from kartu.replacements.models import Evidence, Replacement, Report, SharedPaper
from tests.cards.commands import environment, python
from tests.employers.acting import Company, company, consents, letter, photo, with_digital, worker

TODAY = timezone.localdate()


def _batch(ours: Company, workers: list[Membership]) -> Batch:
    plan = batches.Plan(states.LOST, workers, [], ours.branch)
    return batches.prepare_batch(ours.employer, plan, letter(ours.now), photo(), actor=ours.hr, now=timezone.now())


def _outcomes(batch: Batch) -> list[str]:
    return list(batch.rows.order_by("id").values_list("outcome", flat=True))


@pytest.mark.usefixtures("committed")
def test_each_row_ends_by_itself_and_none_stops_the_others() -> None:
    with fund_scope():
        ours = company()
        consenting, silent, gone, open_already = (worker(ours, name) for name in ("A", "B", "C", "D"))
        for one in (consenting, gone, open_already):
            consents(one)
        for one in (consenting, silent):
            with_digital(ours, one)
        batch = _batch(ours, [consenting, silent, gone, open_already])
        Membership.objects.filter(pk=gone.pk).update(ended_on="2020-01-01")

        batches.start_batch(batch, actor=ours.hr, now=timezone.now())
        run_worker(concurrency=1, until_empty=True)

        assert _outcomes(batch) == ["requested", "asked", "not-there", "requested"]
        assert Batch.objects.get().status == Batch.DONE
        assert SharedPaper.objects.count() == 1
        assert Evidence.objects.count() == 2
        assert Replacement.objects.filter(together=True, vouched=True, channel="employer").count() == 2
        assert Report.objects.filter(status=states.BLOCKING).count() == 3
        assert all(outcome_words(row, language) for row in batches.rows_of(batch) for language in ("id", "en"))

        answer_asking(Asking.objects.get(), yes=True, proof="login", now=timezone.now())
        run_worker(concurrency=1, until_empty=True)

        assert _outcomes(batch) == ["requested", "requested", "not-there", "requested"]


@pytest.mark.django_db
def test_a_batch_is_its_employers_own_and_begins_once() -> None:
    with fund_scope():
        ours, other = company(), company("PT Lain")
        batch = _batch(ours, [worker(ours), worker(ours)])

        for act in (batches.start_batch, batches.cancel_batch):
            with pytest.raises(NotThere):
                act(batch, actor=other.hr, now=timezone.now())
        with pytest.raises(NotThere):
            batches.batch_of(other.scope, batch.number)
        stale = Batch.objects.get()
        batches.start_batch(batch, actor=ours.hr, now=timezone.now())
        with pytest.raises((AlreadyMoved, MoveNotAllowed)):
            batches.start_batch(stale, actor=ours.second, now=timezone.now())

        assert ProcrastinateJob.objects.filter(task_name="employers.work_batch").count() == 1


@pytest.mark.django_db
def test_a_list_names_workers_by_either_number_and_tells_the_lines_that_name_none() -> None:
    with fund_scope():
        ours, other = company(), company("PT Lain")
        first, second = worker(ours), worker(ours, staff_number="A-77")
        strange = worker(other)
        typed = f"{first.number[:4]} {first.number[4:]}"
        text = f"Nomor;Nama\n{typed};Siti\nA-77\n{strange.number}\n\n{first.number}\nzz9"

        listed = listed_workers(text, ours.employer.id, today=TODAY)

        assert [one.id for one in listed.workers] == [first.id, second.id]
        assert listed.unmatched == [4, 7]
        assert listed_workers("", ours.employer.id, today=TODAY).workers == []
        with pytest.raises(batches.NobodyListed):
            _batch(ours, [strange])


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00", b"\x00"])
def test_a_file_that_is_no_text_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(ListUnreadable):
        as_text(content)


@pytest.mark.slow
@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize(
    "point", ["batch_rows.request_for_worker", "+batch_rows.add_shared", "+batch_rows.report_for_worker"]
)
def test_a_killed_worker_loses_and_doubles_nothing(point: str, cluster: Running) -> None:
    with fund_scope():
        ours = company()
        workers = [worker(ours, f"Pekerja {number}") for number in range(6)]
        for one in workers:
            consents(one)
        batch = _batch(ours, workers)
        batches.start_batch(batch, actor=ours.hr, now=timezone.now())

        died = python("tests.employers.killed_acting", point, "3", env=environment(cluster))
        assert died.returncode == -signal.SIGKILL, died.stderr
        assert _outcomes(batch).count("requested") == 2
        ProcrastinateJob.objects.filter(status="doing").delete()
        batches.queue_slice(batch)
        run_worker(concurrency=1, until_empty=True)

        assert _outcomes(batch) == ["requested"] * 6
        assert Replacement.objects.count() == 6
        assert Report.objects.count() == 6
        assert Evidence.objects.count() == 6
        told = Counter(Message.objects.values_list("member_id", "kind"))
        assert {told[one.member_id, "employer_requested"] for one in workers} == {1}
        assert {told[one.member_id, "employer_blocked"] for one in workers} == {1}
        assert Event.objects.filter(action="replacement-opened").count() == 6
        assert BatchRow.objects.exclude(replacement=None).count() == 6
