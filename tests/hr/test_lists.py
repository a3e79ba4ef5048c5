"""Many workers at once: who still works here or has left, by numbers, from a roster's difference, by picking."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kartu.employers.models import Attestation, Upload
from kartu.employers.reading import read_upload
from kartu.employers.undoing import undo_written
from kartu.employers.uploads import SentFile, send_roster
from kartu.employers.writing import write_upload
from kartu.notifications.models import Message
from kartu.registry.models import Membership
from kartu.registry.roster.plain import workbook_of
from tests.employers.uploads import Company, roster
from tests.pages.client import PageClient
from tests.registry.rosters import entry

pytestmark = pytest.mark.django_db
LIST, ROSTERS = "/perusahaan/daftar-pekerja/nomor", "/perusahaan/daftar-pekerja"


def _numbers() -> list[str]:
    return list(Membership.objects.order_by("id").values_list("number", flat=True))


def _latest() -> Upload:
    return Upload.objects.latest("id")


def _confirmed(office: PageClient, upload: Upload) -> Upload:
    assert office.post(f"{ROSTERS}/{upload.id}/setuju").status_code == 302
    write_upload(upload.id, now=timezone.now())
    upload.refresh_from_db()
    return upload


def test_who_still_works_here_is_said_by_a_sheet_of_numbers(office: PageClient, mine: Company) -> None:
    mine.has([entry(1), entry(2), entry(3)])
    first, second, _ = _numbers()
    office.both(LIST)
    sheet = workbook_of([["No KPJ"], [first], [second], ["26000000000"]])
    given = {"purpose": "works", "listed": SimpleUploadedFile("masih.xlsx", sheet)}

    assert office.post(LIST, given).status_code == 302
    upload = _latest()
    page, _ = office.both(f"{ROSTERS}/{upload.id}")
    office.both(f"{ROSTERS}/{upload.id}/works")
    office.both(f"{ROSTERS}/{upload.id}/refused")
    refused = office.get(f"{ROSTERS}/{upload.id}/ditolak.csv").content.decode()

    assert Attestation.objects.count() == 0
    assert "Masih bekerja" in page.content.decode()
    assert "26000000000" in refused
    done = _confirmed(office, upload)
    assert (done.status, done.outcome) == ("done", {"recorded": 2})
    assert set(Attestation.objects.values_list("said", "membership__number")) == {("works", first), ("works", second)}
    office.both(f"{ROSTERS}/{upload.id}")
    office.post(f"{ROSTERS}/{upload.id}/tarik")
    undo_written(upload.id, now=timezone.now())
    assert Attestation.objects.filter(taken_back_at=None).count() == 0


def test_a_whole_roster_can_say_who_still_works_here(office: PageClient, mine: Company) -> None:
    mine.has([entry(1), entry(2)])

    sent = SentFile("pekerja.csv", roster([entry(1), entry(77)]), still_work=True)
    upload = send_roster(mine.employer, mine.hr, sent, actor=mine.actor, now=mine.now)
    read_upload(upload.id, now=mine.now)
    upload.refresh_from_db()

    assert (upload.purpose, upload.status) == ("works", "ready")
    assert upload.counts == {"read": 2, "works": 1, "refused": 1}


def test_all_whom_a_roster_no_longer_names_leave_with_one_more_yes(office: PageClient, mine: Company) -> None:
    mine.has([entry(1), entry(2), entry(3)])
    sent = mine.sends([entry(1)])
    page, _ = office.both(f"{ROSTERS}/{sent.id}/left")
    form, _ = office.both(f"{ROSTERS}/{sent.id}/keluar")
    today = timezone.localdate()

    far = office.post(f"{ROSTERS}/{sent.id}/keluar", {"last_day": (today + timedelta(days=400)).isoformat()})
    answer = office.post(f"{ROSTERS}/{sent.id}/keluar", {"last_day": today.isoformat()})

    upload = _latest()
    assert "Semua ini sudah keluar" in page.content.decode()
    assert "2 pekerja" in form.content.decode()
    assert far.status_code == 200
    assert answer.headers["Location"] == f"{ROSTERS}/{upload.id}"
    assert Membership.objects.exclude(ended_on=None).count() == 0
    assert _confirmed(office, upload).outcome == {"recorded": 2}
    assert Membership.objects.filter(ended_on=today).count() == 2
    assert Message.objects.filter(kind="has_left").count() == 2
    undone = office.post(f"{ROSTERS}/{upload.id}/tarik")
    undo_written(upload.id, now=timezone.now())
    assert undone.status_code == 302
    assert Membership.objects.exclude(ended_on=None).count() == 0


@pytest.mark.parametrize(
    "given", [{"purpose": "works"}, {"purpose": "left", "numbers": "1"}, {"purpose": "x", "numbers": "1"}]
)
def test_a_list_that_says_nothing_is_asked_for_again(office: PageClient, mine: Company, given: dict[str, str]) -> None:
    assert office.post(LIST, given).status_code == 200
    assert office.post(LIST, {"purpose": "works", "numbers": "26000000000"}).status_code == 200
    assert Upload.objects.count() == 0


def test_picked_workers_are_in_the_list_of_what_is_done_with_them(
    office: PageClient, mine: Company, theirs: Company
) -> None:
    mine.has([entry(1), entry(2), entry(3)])
    theirs.has([entry(500)])
    mine_ids = list(Membership.objects.filter(employer=mine.employer).order_by("id").values_list("id", flat=True))
    foreign = Membership.objects.get(employer=theirs.employer)

    office.post("/perusahaan/pekerja/pilih", {"pekerja": [mine_ids[0], foreign.id, "x"], "untuk": "tambah"})
    page, _ = office.both("/perusahaan/pekerja")
    answer = office.post("/perusahaan/pekerja/pilih", {"pekerja": [mine_ids[2]], "untuk": "nyatakan"})
    form = office.get(answer.headers["Location"]).content.decode()
    for leads in ("massal", "unduh"):
        to = office.post("/perusahaan/pekerja/pilih", {"untuk": leads}).headers["Location"]
        assert "26041187001\n26041187003" in office.get(to).content.decode()
    office.post("/perusahaan/pekerja/pilih", {"untuk": "kosong"})

    assert "1 pekerja sudah dipilih" in page.content.decode()
    assert "26041187001\n26041187003" in form
    assert foreign.number not in form
    assert "sudah dipilih" not in office.get("/perusahaan/pekerja").content.decode()
