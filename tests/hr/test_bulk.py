"""Many cards at once, and downloads with a second person, through HR's pages."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import settings as kartu
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import Settings

from kartu.accounts.consent_models import Consent
from kartu.audit.models import Event
from kartu.base.tenancy import fund_scope
from kartu.base.worker import run_worker
from kartu.employers.acts import Batch, Download
from kartu.replacements.models import Replacement
from tests.employers.acting import Company, company, consents, photo, worker
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def ours(committed: None) -> Iterator[Company]:
    with fund_scope():
        yield company()


def _sheet(ours: Company, numbers: str) -> dict[str, object]:
    return {
        "numbers": numbers,
        "reason": "lost",
        "letter_number": "B/77",
        "station": "Dinas Pemadam",
        "letter_date": timezone.localdate().isoformat(),
        "paper": SimpleUploadedFile("surat.jpg", photo(), "image/jpeg"),
        "branch": ours.branch.code,
    }


def test_a_batch_from_the_list_to_every_outcome(pages: PageClient, ours: Company) -> None:
    yes, silent = worker(ours, "A"), worker(ours, "B")
    consents(yes)
    sign_in_officer(pages, ours.hr)
    pages.both("/perusahaan")
    blank, _ = pages.both("/perusahaan/massal/baru")
    assert f">{ours.branch.city}: {ours.branch.name}</option>" in blank.content.decode()
    nobody = pages.post("/perusahaan/massal/baru", _sheet(ours, "123"))
    empty = pages.post("/perusahaan/massal/baru", {**_sheet(ours, ""), "paper": ""})
    pages.post("/perusahaan/massal/baru", _sheet(ours, f"{yes.number}\n{silent.number}\n99999999999"))
    batch = Batch.objects.get()
    pages.both(f"/perusahaan/massal/{batch.number}")
    pages.post(f"/perusahaan/massal/{batch.number}/mulai")
    pages.post(f"/perusahaan/massal/{batch.number}/mulai")
    run_worker(concurrency=1, until_empty=True)
    page, _ = pages.both(f"/perusahaan/massal/{batch.number}")
    pages.both("/perusahaan/massal")

    assert (nobody.status_code, empty.status_code) == (200, 200)
    assert batch.unmatched == [3]
    assert sorted(batch.rows.values_list("outcome", flat=True)) == ["asked", "requested"]
    assert "2 dari 2" in page.content.decode()
    case = Replacement.objects.get()
    assert f'href="/perusahaan/permohonan/{case.number}"' in page.content.decode()


def test_a_download_by_two_people(pages: PageClient, ours: Company, settings: Settings) -> None:
    settings.PROFILE = replace(kartu.PROFILE, acting=replace(kartu.PROFILE.acting, second_person_above=1))
    workers = [worker(ours, name) for name in ("Budi", "Siti")]
    for one in workers:
        consents(one, Consent.EMPLOYER_DOWNLOADS)
    given = {
        "numbers": "\n".join(one.number for one in workers),
        "reason": "clinic",
        "form": "zip",
        "pattern": "{name}",
    }
    sign_in_officer(pages, ours.hr)
    pages.both("/perusahaan/unduh/baru")
    preview = pages.post("/perusahaan/unduh/baru", {**given, "lihat": "1"})
    wrong = pages.post("/perusahaan/unduh/baru", {**given, "pattern": "{nik}", "minta": "1"})
    pages.post("/perusahaan/unduh/baru", {**given, "minta": "1"})
    download = Download.objects.get()
    path = f"/perusahaan/unduh/{download.number}"
    mine, _ = pages.both(path)
    alone = pages.post(f"{path}/jawab", {"jawab": "ya"})
    early = pages.post(f"{path}/berkas")
    second = PageClient()
    sign_in_officer(second, ours.second)
    second.both(path)
    second.post(f"{path}/jawab", {"jawab": "ya"})
    run_worker(concurrency=1, until_empty=True)
    ready, _ = pages.both(path)
    file = pages.post(f"{path}/berkas")
    pages.both("/perusahaan/unduh")

    assert "Rekan Anda yang menyetujui" in mine.content.decode()
    assert "Bisa diunduh sampai" in ready.content.decode()
    assert "Budi.png" in preview.content.decode()
    assert "{number}" in wrong.content.decode()
    assert (alone.status_code, early.status_code) == (400, 409)
    assert zipfile.ZipFile(io.BytesIO(file.getvalue())).namelist() == ["Budi.png", "Siti.png"]
    assert Event.objects.filter(action="card-downloaded").count() == 2


def test_another_companys_batch_and_download_are_not_there(pages: PageClient, ours: Company) -> None:
    assert pages.get("/perusahaan/massal").status_code == 302
    sign_in_officer(pages, company("PT Lain").hr)

    for path in ("massal/4H7K-29RX", "unduh/4H7K-29RX", "massal/x", "unduh/x"):
        assert pages.get(f"/perusahaan/{path}").status_code == 404
    for path in ("massal/4H7K-29RX/mulai", "unduh/4H7K-29RX/berkas", "unduh/4H7K-29RX/jawab"):
        assert pages.post(f"/perusahaan/{path}").status_code == 404
