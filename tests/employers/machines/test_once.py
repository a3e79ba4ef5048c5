from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from kartu.audit.actors import OPERATOR
from kartu.base.errors import DomainError
from kartu.base.tenancy import fund_scope
from kartu.employers.machines.keys import STATES, make_key
from kartu.employers.machines.models import ApiCall, ApiKey
from kartu.employers.machines.once import GONE, KEPT, answer_of, begin_call, drop_call, end_call, sweep_calls
from kartu.employers.machines.refusals import CallDiffers, CallNameMissing, CallRuns
from tests.employers.builders import employer, hr_person

NOW = timezone.now()
NAME, REQUEST, SECRET = "2f9c6a1e-0001", b"POST /api/v1/reports {}", "kartu_abc"


def new_key() -> ApiKey:
    company = employer(f"KO{ApiKey.objects.count():06d}", NOW)
    owner = hr_person(company, NOW)
    return make_key(company, owner, "HR", [STATES], life=timedelta(days=1), actor=OPERATOR, now=NOW)[0]


@pytest.mark.django_db
def test_the_same_request_gets_the_answer_it_got_before() -> None:
    key = new_key()
    call = begin_call(key, NAME, REQUEST, now=NOW)
    end_call(call, 201, b'{"number":"1"}', secret=SECRET)

    again = begin_call(key, NAME, REQUEST, now=NOW + timedelta(hours=1))

    assert (again.pk, again.answered, answer_of(again, secret=SECRET)) == (call.pk, 201, b'{"number":"1"}')


@pytest.mark.django_db
def test_the_kept_answer_opens_with_the_senders_key_only() -> None:
    key = new_key()
    call = begin_call(key, NAME, REQUEST, now=NOW)
    end_call(call, 201, b"whsec_shown_once", secret=SECRET)

    stored = bytes(ApiCall.objects.get(pk=call.pk).answer_sealed or b"")

    assert b"whsec" not in stored
    with pytest.raises(CallDiffers):
        answer_of(call, secret="another")


@pytest.mark.django_db
def test_a_name_used_for_another_request_is_refused() -> None:
    key = new_key()
    end_call(begin_call(key, NAME, REQUEST, now=NOW), 201, b"{}", secret=SECRET)

    with pytest.raises(CallDiffers):
        begin_call(key, NAME, REQUEST + b" ", now=NOW)


@pytest.mark.django_db
def test_the_same_name_of_another_key_is_another_call() -> None:
    first, second = new_key(), new_key()

    assert begin_call(first, NAME, REQUEST, now=NOW) != begin_call(second, NAME, REQUEST, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "short", "x" * 65, "with blank in it", "nul\0nul\0nul", "é" * 10])
def test_a_request_without_a_proper_name_is_refused(name: str) -> None:
    with pytest.raises(CallNameMissing):
        begin_call(new_key(), name, REQUEST, now=NOW)


@pytest.mark.django_db
def test_a_call_whose_doer_died_is_taken_over_by_one() -> None:
    key = new_key()
    begin_call(key, NAME, REQUEST, now=NOW)

    with pytest.raises(CallRuns):
        begin_call(key, NAME, REQUEST, now=NOW + GONE - timedelta(seconds=1))
    taken = begin_call(key, NAME, REQUEST, now=NOW + GONE + timedelta(seconds=1))

    assert taken.answered is None
    with pytest.raises(CallRuns):
        begin_call(key, NAME, REQUEST, now=NOW + GONE + timedelta(seconds=2))


@pytest.mark.django_db
def test_a_refused_call_leaves_its_name_free_and_old_ones_are_forgotten() -> None:
    key = new_key()
    drop_call(begin_call(key, NAME, REQUEST, now=NOW))
    end_call(begin_call(key, NAME, b"other", now=NOW), 201, b"{}", secret=SECRET)

    assert begin_call(key, NAME, REQUEST, now=NOW + KEPT + timedelta(1)).answered is None
    assert sweep_calls(now=NOW + 2 * KEPT + timedelta(2)) == 1


@pytest.mark.usefixtures("committed")
def test_of_eight_at_once_one_does_it_and_the_others_are_told_that_it_runs() -> None:
    with fund_scope():
        key = new_key()
    start = threading.Barrier(8)
    outcomes: list[object] = []

    def send() -> None:
        start.wait(30)
        try:
            with fund_scope():
                outcomes.append(begin_call(key, NAME, REQUEST, now=NOW).answered)
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, outcomes)) == ["None", *["request-running"] * 7]
