"""Eight at once: one confirms, the day's slips stay within the day's slips, two owners cannot both go."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from kartu.accounts.models import ActivationCode, Role
from kartu.audit.models import Event
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.tenancy import employer_scope, fund_scope
from kartu.employers import opening
from kartu.employers.models import SlipRun, Upload
from kartu.employers.opening import SlipQuota, make_slips
from kartu.employers.people import end_access
from kartu.employers.refusals import LastOwner
from kartu.employers.uploads import confirm_upload
from kartu.employers.writing import write_upload
from kartu.registry.models import Membership
from tests.employers.builders import hr_person
from tests.employers.uploads import company
from tests.registry.rosters import entry

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed")]
PEOPLE = 8


def _at_once(act: Callable[[int], object], people: int = PEOPLE) -> list[object]:
    start = Barrier(people)

    def one(number: int) -> object:
        start.wait()
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(people) as threads:
        return list(threads.map(one, range(people)))


def test_of_eight_who_confirm_one_does_and_the_roster_is_written_once() -> None:
    mine = company("11", timezone.now())
    upload = mine.sends(entry(number) for number in range(200))

    def confirm(_: int) -> bool:
        with employer_scope([mine.employer.id]):
            try:
                confirm_upload(Upload.objects.get(pk=upload.id), actor=mine.actor, now=timezone.now())
            except (AlreadyMoved, MoveNotAllowed):
                return False
            return True

    assert sum(map(bool, _at_once(confirm))) == 1

    def write(_: int) -> None:
        with fund_scope():
            write_upload(upload.id, now=timezone.now())

    # Workers that each believe in the job: whoever began last goes on.
    _at_once(write, 4)
    write(0)
    upload.refresh_from_db()
    assert (upload.status, upload.outcome) == ("done", {"recorded": 200})
    assert Membership.objects.count() == 200
    assert Event.objects.filter(action="membership-started").count() == 200


def test_the_quota_and_one_more_from_eight_at_once_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "A_DAY", 15)
    mine = company("11", timezone.now())
    mine.has(entry(number) for number in range(16))
    numbers = list(Membership.objects.order_by("id").values_list("id", flat=True))

    def slips(number: int) -> int:
        with employer_scope([mine.employer.id]):
            chosen = numbers[number * 2 : number * 2 + 2]
            try:
                made = make_slips(mine.employer, chosen, user=mine.hr, actor=mine.actor, now=timezone.now())
            except SlipQuota:
                return 0
            return len(made)

    assert sorted(map(str, _at_once(slips))) == ["0", *["2"] * 7]
    assert ActivationCode.objects.count() == 14
    assert sum(SlipRun.objects.values_list("slips", flat=True)) == 14


def test_two_owners_who_end_each_other_leave_one() -> None:
    mine = company("11", timezone.now())
    second = hr_person(mine.employer, timezone.now(), grade=Role.OWNER)
    roles = [mine.hr.roles.get().id, second.roles.get().id]

    def end(number: int) -> bool:
        with employer_scope([mine.employer.id]):
            role = Role.objects.select_related("user").get(pk=roles[number])
            try:
                end_access(role, actor=mine.actor, now=timezone.now())
            except LastOwner:
                return False
            return True

    assert sorted(map(bool, _at_once(end, 2))) == [False, True]
    assert Role.objects.filter(until=None).count() == 1
