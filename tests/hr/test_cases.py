"""Following requests from HR's pages: handing in a worker's papers, sending again, taking back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from kartu.accounts.codes import CodeRefused, whom_of
from kartu.accounts.consents import withdraw_consent
from kartu.accounts.models import Role, SentCode, User
from kartu.audit.actors import Actor, member_actor
from kartu.audit.models import Event
from kartu.base.digits import six_digits
from kartu.base.tenancy import fund_scope
from kartu.employers import news
from kartu.employers.acting import report_for_worker, request_for_worker
from kartu.employers.models import Colleague
from kartu.employers.news_address import confirm_address, send_news_code
from kartu.letters.issuing import Loss
from kartu.letters.states import CARD
from kartu.registry.models import Membership
from kartu.replacements import states
from kartu.replacements.models import Evidence, Replacement
from kartu.replacements.requests import resubmit
from kartu.replacements.review import ask_for_evidence, take_case
from tests.employers.acting import Company, company, consents, photo, with_digital, worker
from tests.letters.builders import issued
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer
from tests.replacements.builders import again, staff
from tests.replacements.test_signed import photographed

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def ours(committed: None) -> Iterator[Company]:
    with fund_scope():
        yield company()


def _lost(ours: Company) -> tuple[Membership, Replacement, str]:
    """A worker's lost card, reported and asked for without a vouching; the page of the request."""
    one = worker(ours, staff_number="A-17")
    with_digital(ours, one)
    consents(one)
    report_for_worker(one, states.LOST, actor=ours.hr, now=timezone.now())
    case = request_for_worker(one, states.LOST, ours.branch, actor=ours.hr, now=timezone.now())
    return one, case, f"/perusahaan/permohonan/{case.number}"


def _file(colour: str = "navy") -> SimpleUploadedFile:
    return SimpleUploadedFile("foto.jpg", photo(colour), "image/jpeg")


def test_hr_hands_in_what_the_branch_waits_for_and_sends_it_again(pages: PageClient, ours: Company) -> None:
    _, case, path = _lost(ours)
    officer = staff(Role.Kind.OFFICER, ours.branch)
    take_case(again(case), actor=officer, now=timezone.now())
    ask_for_evidence(again(case), ("police_letter", "identity"), actor=officer, now=timezone.now())
    sign_in_officer(pages, ours.hr)

    home, _ = pages.both("/perusahaan")
    listed, _ = pages.both("/perusahaan/permohonan?keadaan=menunggu")
    pages.both(path)
    for kind in ("police_letter", "identity"):
        pages.both(f"{path}/berkas/{kind}")
    empty = pages.post(f"{path}/berkas/identity")
    letter = {"number": "LP/B/9", "station": "Polsek Tual", "file": _file()}
    old = {**letter, "dated": (timezone.localdate() - timedelta(days=40)).isoformat()}
    lapsed = pages.post(f"{path}/berkas/police_letter", old)
    bare = pages.post(f"{path}/berkas/police_letter", {"file": _file()})
    letter = {**letter, "file": _file(), "dated": timezone.localdate().isoformat()}
    assert pages.post(f"{path}/berkas/police_letter", letter).status_code == 302
    assert pages.post(f"{path}/berkas/identity", {"photo": _file("green")}).status_code == 302
    pages.both(f"{path}?kirim=identity")
    for _ in range(2):
        assert pages.post(f"{path}/kirim-ulang").status_code == 302

    assert "permohonan menunggu berkas" in home.content.decode()
    assert "Sekarang giliran petugas" in pages.get(path).content.decode()
    assert case.number in listed.content.decode()
    assert (empty.status_code, lapsed.status_code) == (200, 200)
    assert all(words in bare.content.decode() for words in ("Tulis nomor surat", "Tulis nama kantor", "Tulis tanggal"))
    assert sorted(Evidence.objects.values_list("kind", "status")) == [
        ("identity", "received"),
        ("police_letter", "received"),
    ]
    assert again(case).status == states.SUBMITTED
    assert Event.objects.filter(action="evidence-added", actor_kind="employer").count() == 2
    Replacement.objects.filter(pk=case.pk).update(status=states.PRINTED, delivery=states.BY_POST)
    posted, _ = pages.both(path)
    assert "Kartunya dikirim lewat pos ke alamat pekerjanya" in posted.content.decode()


def test_who_of_hr_acts_in_a_request_is_told_that_the_branch_waits_for_papers(pages: PageClient, ours: Company) -> None:
    _, case, path = _lost(ours)
    officer, now = staff(Role.Kind.OFFICER, ours.branch), timezone.now()
    other = PageClient()
    for client, who, address in ((pages, ours.hr, "Rina@Contoh.id"), (other, ours.second, "budi@contoh.id")):
        sign_in_officer(client, who)
        assert client.post("/perusahaan/kabar", {"email": address}).headers["Location"] == "/perusahaan/kabar/kode"
        assert client.post("/perusahaan/kabar/kode", {"code": _code(who)}).status_code == 302
    saved, _ = pages.both("/perusahaan/kabar?simpan=1")
    wrong = pages.post("/perusahaan/kabar", {"email": "0812 3456"})
    take_case(again(case), actor=officer, now=now)

    ask_for_evidence(again(case), ("identity",), actor=officer, now=now)
    queued = ProcrastinateJob.objects.filter(task_name="employers.tell_acting", args={"replacement_id": case.id})
    told = news.tell_acting(again(case), now=now)
    rina = Colleague.objects.get(user=ours.hr.id)
    sent = news.send_news(rina, again(case), now=now)

    assert (queued.count(), told, sent) == (1, 1, True)  # whoever has not acted is not told
    letter = json.loads((settings.DATA / "outbox" / f"kartu-hr-news-{rina.id}-{case.id}.json").read_text())
    assert letter["to"] == "rina@contoh.id"
    assert path in letter["text"]
    assert 'value="rina@contoh.id"' in saved.content.decode()
    assert (wrong.status_code, Colleague.objects.get(pk=rina.id).news) == (200, "rina@contoh.id")
    resubmit(again(case), actor=ours.hr, now=now)
    assert not news.send_news(rina, again(case), now=now)


def _code(who: Actor) -> str:
    """The digits that are on their way to where `who` wants news."""
    sent = SentCode.objects.filter(purpose="news").latest("id")
    assert whom_of(sent)[0] == str(who.id)
    return six_digits(sent.seed)


def test_news_goes_to_no_address_whose_code_was_not_typed_in(pages: PageClient, ours: Company) -> None:
    sign_in_officer(pages, ours.hr)
    assert pages.get("/perusahaan/kabar/kode").status_code == 302
    pages.post("/perusahaan/kabar", {"email": "orang@asing.id"})
    sent, code = SentCode.objects.latest("id"), _code(ours.hr)
    first = send_news_code(sent.id, now=timezone.now())
    letter = json.loads((settings.DATA / "outbox" / f"kartu-hr-code-{sent.id}-1.json").read_text())
    pages.both("/perusahaan/kabar/kode")

    wrong = pages.post("/perusahaan/kabar/kode", {"code": f"{(int(code) + 1) % 10**6:06}"})
    others = [pages.post("/perusahaan/kabar/kode", {"again": "1"}) for _ in range(3)]
    with pytest.raises(CodeRefused):
        confirm_address(User.objects.get(pk=ours.second.id or 0), ours.employer, sent.id, code, now=timezone.now())

    assert (first, letter["to"], f"{code[:3]} {code[3:]}" in letter["text"]) == (True, "orang@asing.id", True)
    assert ("tidak cocok" in wrong.content.decode(), "3 kali" in others[2].content.decode()) == (True, True)
    assert not Colleague.objects.exclude(news_sealed=None).exists()
    assert not SentCode.objects.exclude(whom_sealed=None).exists()
    assert not send_news_code(sent.id, now=timezone.now())  # somebody else's try has used it up
    limits = [pages.post("/perusahaan/kabar", {"email": "orang@asing.id"}).status_code for _ in range(5)]
    assert limits == [302, 302, 302, 302, 200]


def test_of_a_signed_letter_its_photo_is_all_that_is_asked_for(pages: PageClient, ours: Company) -> None:
    one, _, path = _lost(ours)
    who = one.member
    letter = issued(Loss(who.name, (CARD,), who.identity_kind, who.identity), now=timezone.now())
    sign_in_officer(pages, ours.hr)

    picture = SimpleUploadedFile("surat.jpg", photographed(letter), "image/jpeg")
    assert pages.post(f"{path}/berkas/police_letter", {"photo": picture}).status_code == 302

    paper = Evidence.objects.get()
    assert (paper.status, paper.machine, paper.letter_number) == (states.ACCEPTED, states.GOOD, letter.number)


def test_a_request_is_taken_back_after_one_question(pages: PageClient, ours: Company) -> None:
    _, case, path = _lost(ours)
    sign_in_officer(pages, ours.second)

    pages.both(f"{path}/batal")
    for _ in range(2):
        assert pages.post(f"{path}/batal").status_code == 302
    page, _ = pages.both(path)

    assert again(case).status == states.CANCELLED
    assert "Dibatalkan" in page.content.decode()
    assert pages.get(f"{path}/berkas/identity").status_code == 200
    assert pages.post(f"{path}/berkas/identity", {"file": _file()}).status_code == 302
    assert not Evidence.objects.exists()


def test_without_consent_no_paper_goes_in_and_nothing_is_taken_back(pages: PageClient, ours: Company) -> None:
    one, case, path = _lost(ours)
    consent = one.member.consents.get()
    withdraw_consent(one.member_id, consent.id, actor=member_actor(one.member_id), now=timezone.now())
    sign_in_officer(pages, ours.hr)

    page = pages.post(f"{path}/berkas/identity", {"file": _file()})
    refused = pages.post(f"{path}/batal")

    assert "belum memberi izin" in page.content.decode()
    assert refused.status_code == 400
    assert not Evidence.objects.exists()
    assert again(case).status == states.SUBMITTED


@pytest.mark.parametrize("kind", ["correct_data", "authority_letter", "damaged_card", "x"])
def test_a_paper_the_request_does_not_need_is_not_there(pages: PageClient, ours: Company, kind: str) -> None:
    _, _, path = _lost(ours)
    sign_in_officer(pages, ours.hr)

    assert pages.get(f"{path}/berkas/{kind}").status_code == 404


def test_every_page_of_a_long_list_can_be_reached(pages: PageClient, ours: Company) -> None:
    for number in range(27):
        worker(ours, phone=False, staff_number=f"A-{number:02d}")
    sign_in_officer(pages, ours.hr)

    first = pages.get("/perusahaan/pekerja?keadaan=none").content.decode()
    address = first.partition('class="link" href="?keadaan')[2].partition('"')[0].replace("&amp;", "&")
    second = pages.get(f"/perusahaan/pekerja?keadaan{address}").content.decode()

    assert "A-00" in first
    assert "A-26" in second
    assert "A-00" not in second
