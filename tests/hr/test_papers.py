"""Papers HR and the branch print: the packing list of a box, hand-over slips; the consent a worker signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kartu.accounts.models import Role
from kartu.accounts.staff import appoint
from kartu.audit.models import Event
from kartu.base.tenancy import fund_scope
from kartu.employers.acts import Asking
from kartu.portal.trail import told
from kartu.registry.models import Membership
from kartu.replacements import boxes
from kartu.replacements.models import Box, HandOverCode
from tests.employers.acting import Company, company, consents, photo, printed_for, with_digital, worker
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer
from tests.replacements.builders import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Iterator[Company]:
    with fund_scope():
        yield company()


def _packed(ours: Company, names: list[str], *, phone: bool) -> tuple[Box, PageClient]:
    """A box with a printed card for each, and the branch's desk."""
    officer, now = staff(Role.Kind.OFFICER, ours.branch), timezone.now()
    for number, name in enumerate(names):
        one = worker(ours, name, phone=phone, staff_number=f"GD-{number}")
        consents(one)
        printed_for(ours, one, officer, now=now)
    box = boxes.pack_box(ours.branch.id, ours.employer.id, actor=officer, now=now)
    boxes.send_box(box, actor=officer, now=now)
    desk = PageClient()
    sign_in_officer(desk, officer)
    return box, desk


def _text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_the_packing_list_names_what_lies_in_the_box_and_a_look_is_recorded(
    pages: PageClient, ours: Company, statics: object
) -> None:
    box, desk = _packed(ours, ["Siti Rahmawati", "Budi Santoso"], phone=True)
    sign_in_officer(pages, ours.hr)
    pages.both("/perusahaan/kotak")
    desk.both(f"/meja/kotak/{box.number}")

    for client, path in ((pages, "perusahaan"), (desk, "meja")):
        text = _text(client.get(f"/{path}/kotak/{box.number}/daftar.pdf").content)
        for words in (box.number, "Siti Rahmawati", "Budi Santoso", "GD-0", "2 kartu", ours.branch.name):
            assert words in text
    assert Event.objects.filter(action="member-read", actor_kind="employer").count() == 2


def test_slips_are_for_whom_no_message_reaches_and_make_new_codes(ours: Company, statics: object) -> None:
    box, desk = _packed(ours, ["Siti Rahmawati", "Budi Santoso"], phone=False)

    first = _text(desk.post(f"/meja/kotak/{box.number}/lembar.pdf").content)
    codes = set(HandOverCode.objects.values_list("id", flat=True))
    desk.post(f"/meja/kotak/{box.number}/lembar.pdf")

    assert "Kode serah terima" in first
    assert "Siti Rahmawati" in first
    assert codes.isdisjoint(HandOverCode.objects.values_list("id", flat=True))


def test_where_every_worker_got_a_message_there_is_no_slip(ours: Company, statics: object) -> None:
    box, desk = _packed(ours, ["Siti Rahmawati"], phone=True)

    assert desk.post(f"/meja/kotak/{box.number}/lembar.pdf").status_code == 302


def test_the_paper_a_worker_signed_can_be_seen_again(pages: PageClient, ours: Company) -> None:
    one = worker(ours)
    sign_in_officer(pages, ours.hr)
    given = {"purpose": "employer_acts", "signed_on": timezone.localdate().isoformat()}
    paper = SimpleUploadedFile("izin.jpg", photo(), "image/jpeg")
    assert pages.post(f"/perusahaan/pekerja/{one.id}/izin", {**given, "paper": paper}).status_code == 302

    page, _ = pages.both(f"/perusahaan/pekerja/{one.id}/urus")
    path = f"/perusahaan/izin/{Asking.objects.get().id}"
    picture = pages.get(f"{path}/1.jpg")

    assert f"{path}/1.jpg" in page.content.decode()
    assert picture.content.startswith(b"\xff\xd8")
    assert pages.get(f"{path}/2.jpg").status_code == 404
    Membership.objects.filter(pk=one.pk).update(ended_on=timezone.localdate() - timedelta(days=1))
    assert pages.get(f"{path}/1.jpg").status_code == 404


def test_the_trail_names_the_company_the_member_works_for_of_two(ours: Company, pages: PageClient) -> None:
    other = company("PT Gunung Hijau")
    user = appoint(Role.Kind.HR, employer=ours.employer, now=timezone.now() - timedelta(days=2))
    appoint(Role.Kind.HR, employer=other.employer, user=user, grade=Role.OWNER, now=timezone.now())
    one, two = worker(ours), worker(other)
    with_digital(ours, one)
    sign_in_officer(pages, staff(Role.Kind.OFFICER, ours.branch, user=user))
    pages.post("/perusahaan/unit", {"unit": other.employer.id})
    pages.get(f"/perusahaan/pekerja/{two.id}")
    pages.post("/perusahaan/unit", {"unit": ours.employer.id})
    pages.get(f"/perusahaan/pekerja/{one.id}")

    said = {name: _looks(member) for name, member in (("ours", one.member_id), ("other", two.member_id))}

    assert said == {"ours": ["Perusahaan Anda, PT Laut Biru"], "other": ["Perusahaan Anda, PT Gunung Hijau"]}


def _looks(member_id: int) -> list[str]:
    return [line.who for line in told(list(Event.objects.filter(member_id=member_id)), "id") if line.look]
