"""Acting for workers from HR's pages to the member's answer, the box and the hand-over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone

from kartu.accounts.models import Role
from kartu.accounts.recovery.models import Recovery
from kartu.audit.actors import SYSTEM
from kartu.base.digits import link_token, ten_characters
from kartu.base.tenancy import fund_scope
from kartu.employers import consents
from kartu.employers.acts import Asking
from kartu.notifications.models import Message
from kartu.replacements import boxes, states
from kartu.replacements.evidence import add_evidence
from kartu.replacements.making import issue_replacement, mark_printed
from kartu.replacements.models import Box, Replacement, Report
from kartu.replacements.review import approve_replacement, take_case
from tests.employers.acting import Company, company, worker
from tests.pages.client import PageClient
from tests.pages.members import sign_in
from tests.pages.officers import sign_in_officer
from tests.replacements.builders import again, staff

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def ours(committed: None) -> Iterator[Company]:
    with fund_scope():
        yield company()


def test_from_the_question_to_the_hand(pages: PageClient, ours: Company) -> None:
    one, officer = worker(ours), staff(Role.Kind.OFFICER, ours.branch)
    base = f"/perusahaan/pekerja/{one.id}"
    sign_in_officer(pages, ours.hr)
    for page in ("urus", "izin", "hilang", "kartu-baru"):
        pages.both(f"{base}/{page}")
    refused = pages.post(f"{base}/kartu-baru", _wish(ours))
    assert pages.post(f"{base}/hilang", {"reason": "lost", "word": "on"}).status_code == 302
    assert pages.post(f"{base}/izin", {"purpose": "employer_acts"}).status_code == 302
    member = PageClient()
    sign_in(member, one.member)
    member.both("/profil/perusahaan")
    member.post(f"/profil/perusahaan/{Asking.objects.get().id}", {"jawab": "ya"})
    assert pages.post(f"{base}/kartu-baru", _wish(ours)).status_code == 302
    pages.both(f"{base}/urus")
    case = Replacement.objects.get()
    take_case(case, actor=officer, now=timezone.now())
    add_evidence(case, "identity", actor=officer, now=timezone.now())
    approve_replacement(case, actor=officer, now=timezone.now())
    issue_replacement(case.id, actor=SYSTEM, now=timezone.now())
    mark_printed(again(case), actor=officer, now=timezone.now())
    desk = PageClient()
    sign_in_officer(desk, officer)
    desk.both("/meja/kotak")
    desk.post("/meja/kotak", {"perusahaan": ours.employer.id})
    box = Box.objects.get()
    desk.both(f"/meja/kotak/{box.number}")
    desk.post(f"/meja/kotak/{box.number}/kirim")
    pages.both("/perusahaan/kotak")
    pages.post(f"/perusahaan/kotak/{box.number}/terima")
    pages.both("/perusahaan/serah-terima")
    code = ten_characters(Message.objects.get(kind="hand_over_code").values["follow"])
    given = {"case": case.number, "code": "0000000000", "checked": ["identity_card"]}
    wrong = pages.post("/perusahaan/serah-terima", given)
    done = pages.post("/perusahaan/serah-terima", {**given, "code": code})

    assert "belum memberi izin" in refused.content.decode()
    assert "tidak cocok" in wrong.content.decode()
    assert done.status_code == 302
    assert again(case).status == states.COLLECTED
    assert boxes.boxes_for(ours.scope).get().status == "received"
    assert Report.objects.get().status == states.SETTLED


def _wish(ours: Company) -> dict[str, str]:
    return {"reason": "lost", "branch": ours.branch.code, "delivery": "employer", "vouched": "on"}


def test_a_link_asks_and_answers_without_signing_in(pages: PageClient, ours: Company) -> None:
    one = worker(ours)
    asking = consents.ask_consent(one, "employer_downloads", actor=ours.hr, now=timezone.now())
    path = f"/persetujuan/{asking.id}/{link_token('asking', asking.id)}"

    pages.both(path)
    pages.post(path, {"jawab": "ya"})
    pages.both(path)
    given = Asking.objects.get().status
    pages.post(path, {"jawab": "cabut"})

    assert given == Asking.GIVEN
    assert Asking.objects.get().consent is not None
    assert pages.get(f"/persetujuan/{asking.id}/{'0' * 32}").status_code == 404
    assert pages.post(path, {"jawab": "x\0"}).status_code in (302, 400)


def test_somebody_elses_worker_is_not_there(pages: PageClient, ours: Company) -> None:
    other = company("PT Lain")
    one = worker(other)
    asking = consents.ask_consent(one, "employer_acts", actor=other.hr, now=timezone.now())
    assert pages.get(f"/perusahaan/pekerja/{one.id}/urus").status_code == 302
    sign_in_officer(pages, ours.hr)

    for page in ("urus", "izin", "hilang", "kartu-baru"):
        assert pages.get(f"/perusahaan/pekerja/{one.id}/{page}").status_code == 404
    assert pages.post("/perusahaan/kotak/4H7K-29RX/terima").status_code == 404
    assert pages.post(f"/perusahaan/pekerja/{one.id}/hilang", {"reason": "lost", "word": "on"}).status_code == 404
    member = PageClient()
    sign_in(member, worker(ours).member)
    assert member.post(f"/profil/perusahaan/{asking.id}", {"jawab": "ya"}).status_code == 404


def test_a_locked_out_worker_is_vouched_for_with_a_statement_and_a_slip(pages: PageClient, ours: Company) -> None:
    one = worker(ours)
    sign_in_officer(pages, ours.hr)
    path = f"/perusahaan/pekerja/{one.id}/jamin"
    pages.both(path)
    bare = pages.post(path, {"checked": ["identity_card"]})
    slip = pages.post(path, {"checked": ["identity_card"], "stated": "on"})
    again_ = pages.post(path, {"checked": ["identity_card"], "stated": "on"})

    assert Recovery.objects.get().status == Recovery.WAITING
    assert Recovery.objects.get().number in slip.content.decode()
    assert "Lembar kode" not in bare.content.decode()
    assert again_.status_code == 200
    sign_in_officer(pages, company("PT Lain").hr)
    assert pages.get(path).status_code == 404
