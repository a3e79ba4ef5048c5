"""The worklist: the branch's open cases, counted and in order."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kartu.desk.words import due_words
from kartu.replacements import states
from kartu.replacements.models import Replacement
from kartu.replacements.queries import cases_at
from tests.desk.looking import CLOCK, address, in_review, sent_in, words
from tests.pages.client import PageClient
from tests.replacements.arrows import case_at_status
from tests.replacements.builders import (
    Scene,
    new_scene,
    opened,
)

pytestmark = pytest.mark.django_db


def test_the_worklist_shows_the_branchs_open_cases_and_no_others(desk: PageClient, scene: Scene) -> None:
    own, other = opened(scene), opened(new_scene())

    indonesian, english = desk.both("/meja")

    assert own.number in words(indonesian)
    assert other.number not in words(indonesian)
    assert "Ready to check" in words(english)


def test_the_worklist_asks_the_database_as_often_for_three_cases_as_for_one(desk: PageClient, scene: Scene) -> None:
    asked = []
    for _ in range(3):
        other = new_scene()
        case = opened(other)
        sent_in(case, other)
        Replacement.objects.filter(pk=case.pk).update(branch=scene.branch)
        with CaptureQueriesContext(connection) as questions:
            rows = words(desk.get("/meja")).count("/ambil")
        asked.append((rows, len(questions)))

    one = asked[0][1]
    assert asked == [(1, one), (2, one), (3, one)]


@pytest.mark.parametrize(
    ("queue", "status"),
    [
        ("periksa", states.SUBMITTED),
        ("periksa", states.IN_REVIEW),
        ("menunggu", states.NEEDS_EVIDENCE),
        ("cetak", states.APPROVED),
        ("cetak", states.ISSUED),
        ("ambil", states.PRINTED),
    ],
)
def test_each_queue_holds_its_states_and_counts_them(desk: PageClient, scene: Scene, queue: str, status: str) -> None:
    case = case_at_status(scene, status)

    there = words(desk.get(f"/meja?antrean={queue}"))
    elsewhere = words(desk.get("/meja?antrean=saya"))

    assert address(case) in there
    assert there.count("<b>1</b>") == 1
    assert address(case) not in elsewhere


def test_my_queue_holds_what_i_have_taken(desk: PageClient, scene: Scene) -> None:
    case = in_review(scene)

    assert address(case) in words(desk.get("/meja?antrean=saya"))


def test_the_worklist_can_be_narrowed_to_a_reason(desk: PageClient, scene: Scene) -> None:
    case = opened(scene, states.DAMAGED)

    assert address(case) in words(desk.get("/meja?alasan=damaged"))
    assert address(case) not in words(desk.get("/meja?alasan=wrong_data"))


@pytest.mark.parametrize("query", ["antrean=x&alasan=y&halaman=z", "halaman=999", "antrean=%00&halaman=-1"])
def test_a_worklist_asked_for_nonsense_shows_the_first_queue(desk: PageClient, scene: Scene, query: str) -> None:
    case = opened(scene)

    answer = desk.get(f"/meja?{query}")

    assert answer.status_code == 200
    assert address(case) in words(answer)


def test_work_on_next_takes_the_case_promised_first(desk: PageClient, scene: Scene) -> None:
    later, sooner = new_scene(), new_scene()
    for other, hours in ((later, 5), (sooner, 2)):
        case = opened(other)
        Replacement.objects.filter(pk=case.pk).update(branch=scene.branch, due_at=CLOCK + timedelta(hours=hours))

    answer = desk.post("/meja/berikutnya")

    taken = Replacement.objects.get(status=states.IN_REVIEW)
    assert (taken.card_id, taken.officer_id) == (sooner.card.id, scene.officer.id)
    assert answer.headers["Location"] == f"{address(taken)}#langkah"


def test_work_on_next_says_when_nothing_is_left(desk: PageClient) -> None:
    answer = desk.post("/meja/berikutnya", follow=True)

    assert "Tidak ada lagi yang menunggu diperiksa" in words(answer)


def test_the_day_of_the_fund_decides_what_is_due_today() -> None:
    evening = datetime.fromisoformat("2026-11-22T20:00:00+00:00")  # already the 23rd in Jakarta

    assert due_words(evening + timedelta(hours=2), now=evening, zone="Asia/Jakarta") == ("Hari ini, 05.00", "soon")
    assert due_words(evening + timedelta(hours=24), now=evening, zone="Asia/Jakarta") == ("Besok, 03.00", "")
    assert due_words(evening - timedelta(days=2), now=evening, zone="Asia/Jakarta") == ("Lewat 2 hari", "late")


# The same case over again at two hundred branches: cards and branches nobody looks up, taken back before the test ends.
CROWD = """
    INSERT INTO replacements_replacement ({columns})
    SELECT {values} FROM replacements_replacement AS one, generate_series(1, 4000) AS n WHERE one.id = %s
"""
MADE_UP = {"id": "-n", "number": "'N' || n", "card_id": "-n", "branch_id": "-(n %% 200)"}


def test_the_worklist_is_read_by_the_index_made_for_it(scene: Scene) -> None:
    case = opened(scene)
    columns = [field.column for field in Replacement._meta.local_concrete_fields]
    values = [MADE_UP.get(column, f"one.{column}") for column in columns]
    waiting = cases_at(scene.branch.id).filter(status__in=(states.SUBMITTED, states.IN_REVIEW))

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CROWD.format(columns=", ".join(columns), values=", ".join(values)), [case.id])
        plan = waiting.explain()
        transaction.set_rollback(True)

    assert "replacements_case_desk" in plan
    assert "Seq Scan on replacements_replacement" not in plan
