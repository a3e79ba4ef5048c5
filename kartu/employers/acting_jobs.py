"""Jobs of acting for workers: in the employer's scope, one verb each, safe to run twice."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kartu.base.queue import LONG
from kartu.base.tenancy import employer_scope, fund_scope
from kartu.employers import batches, consents, downloads, news, news_address, papers, pieces
from kartu.employers.models import Colleague
from kartu.replacements.models import Replacement

# Tried again after 3, 9, 27 ... seconds; the last wait is some five hours.
AGAIN = RetryStrategy(max_attempts=9, exponential_wait=3)


@app.task(name="employers.work_batch", queue=LONG, retry=AGAIN)
def work_batch(employer_id: int, batch_id: int) -> None:
    """Do the next rows of a batch."""
    with employer_scope([employer_id]):
        batches.work_slice(batch_id, now=timezone.now())


@app.task(name="employers.go_on", retry=AGAIN)
def go_on(employer_id: int, membership_id: int) -> None:
    """Go on with rows that waited for a worker's consent."""
    with employer_scope([employer_id]):
        batches.go_on(membership_id, now=timezone.now())


@app.task(name="employers.make_download", queue=LONG, retry=AGAIN)
def make_download(employer_id: int, download_id: int) -> None:
    """Draw the next cards of a download."""
    with employer_scope([employer_id]):
        pieces.make_slice(download_id, now=timezone.now())


@app.task(name="employers.tell_acting", retry=AGAIN)
def tell_acting(replacement_id: int) -> None:
    """The branch waits for papers: a letter to each person of HR who acts in the case."""
    with fund_scope():
        news.tell_acting(_case(replacement_id), now=timezone.now())


@app.task(name="employers.send_news", retry=AGAIN)
def send_news(colleague_id: int, replacement_id: int) -> None:
    """Send one such letter."""
    with fund_scope():
        news.send_news(Colleague.objects.get(pk=colleague_id), _case(replacement_id), now=timezone.now())


@app.task(name="employers.send_news_code", retry=AGAIN)
def send_news_code(code_id: int) -> None:
    """Send the code that proves where a person of HR wants news."""
    with fund_scope():
        news_address.send_news_code(code_id, now=timezone.now())


def _case(replacement_id: int) -> Replacement:
    return Replacement.objects.select_related("card__membership", "branch").get(pk=replacement_id)


@app.periodic(cron="*/15 * * * *")
@app.task(name="employers.end_downloads", queue=LONG, queueing_lock="employers.end_downloads")
def end_downloads(timestamp: int) -> None:
    """Remove downloads whose hours are over."""
    downloads.end_downloads(now=timezone.now())


@app.periodic(cron="35 2 * * *")
@app.task(name="employers.lapse_askings", queue=LONG, queueing_lock="employers.lapse_askings")
def lapse_askings(timestamp: int) -> None:
    """Once a night: close questions nobody answered, and remove files whose rows were never written."""
    consents.lapse_askings(now=timezone.now())
    papers.sweep_files(now=timezone.now())
