"""`/perusahaan/pekerja`, `/perusahaan/lembar`: what HR sees of its workers, and says of them."""

from __future__ import annotations

import re
from datetime import timedelta

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from django.utils import timezone

from kartu.accounts.activation import account_of, activate
from kartu.accounts.models import ActivationCode, Role
from kartu.audit.actors import OPERATOR, Actor
from kartu.audit.models import Event
from kartu.cards.issuing import open_card, renew_digital
from kartu.cards.lifecycle import block_card
from kartu.employers import opening
from kartu.employers.models import Attestation, SlipRun
from kartu.employers.policy import UNDO_FOR
from kartu.notifications.models import Message
from kartu.registry.lookups import member_by_identity
from kartu.registry.models import Contact, Member, Membership
from tests.employers.builders import employer, hr_person
from tests.employers.uploads import Company
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer
from tests.registry.rosters import entry

pytestmark = pytest.mark.django_db
LIST = "/perusahaan/pekerja"


def _worker(number: int) -> Membership:
    return Membership.objects.select_related("member").get(number=entry(number).kpj)


def _looks() -> int:
    return Event.objects.filter(action="member-read").count()


def test_a_list_shows_numbers_and_states_and_opens_nobody(office: PageClient, mine: Company, theirs: Company) -> None:
    mine.has([entry(1, staff_number="STAF-1001", email="budi@contoh.id"), entry(2)])
    theirs.has([entry(3, staff_number="STAF-7719")])

    indonesian, _ = office.both(LIST)

    page = indonesian.content.decode()
    assert "STAF-1001" in page
    assert "STAF-7719" not in page
    assert not re.search(rf"{entry(1).name}|{entry(1).nik}|budi@contoh.id", page)
    assert _looks() == 0


def test_names_are_shown_when_asked_for_and_each_is_in_its_workers_trail(office: PageClient, mine: Company) -> None:
    mine.has([entry(1), entry(2)])

    page = office.post(LIST).content.decode()

    assert entry(1).name in page
    assert Event.objects.filter(action="member-read", actor_kind="employer", actor_id=mine.hr.id).count() == 2
    office.post(LIST)
    assert _looks() == 2


def test_one_worker_is_a_look_and_shows_no_contact_and_no_identity(office: PageClient, mine: Company) -> None:
    mine.has([entry(1, email="budi@contoh.id", phone="081234567890")])

    indonesian, _ = office.both(f"{LIST}/{_worker(1).id}")

    page = indonesian.content.decode()
    assert entry(1).name in page
    assert not re.search(rf"{entry(1).nik}|budi@contoh|81234567890|2001", page)
    assert _looks() == 1


def test_a_worker_of_somebody_else_or_who_has_left_is_not_there(
    office: PageClient, mine: Company, theirs: Company
) -> None:
    theirs.has([entry(1)])
    mine.has([entry(2)])
    gone = _worker(2)
    Membership.objects.filter(pk=gone.pk).update(ended_on=timezone.now().date() - timedelta(days=1))

    for number in (_worker(1).id, gone.id, 10**15):
        assert office.get(f"{LIST}/{number}").status_code == 404
        assert office.get(f"{LIST}/{number}/keluar").status_code == 404
        assert office.post(f"{LIST}/{number}/masih").status_code == 404
    assert "Tidak ada pekerja" in office.get(LIST).content.decode()
    assert (_looks(), Attestation.objects.count()) == (0, 0)


def test_the_state_of_the_card_can_be_chosen(office: PageClient, mine: Company) -> None:
    now = timezone.now()
    mine.has([entry(1), entry(2), entry(3)])
    cards = [open_card(_worker(number), actor=OPERATOR, now=now) for number in (1, 2)]
    for card in cards:
        renew_digital(card, actor=OPERATOR, now=now)
    block_card(cards[1], reason="lost", actor=OPERATOR, now=now)

    for number, state in ((1, "good"), (2, "blocked"), (3, "none")):
        page = office.get(f"{LIST}?keadaan={state}").content.decode()
        shown = [each for each in (1, 2, 3) if f"{LIST}/{_worker(each).id}" in page]
        assert shown == [number], state
    assert len(re.findall(rf"{LIST}/\d+", office.get(f"{LIST}?keadaan=x&halaman=99").content.decode())) == 3


def test_a_worker_is_found_by_number_staff_number_or_whole_name_with_birth_date(
    office: PageClient, mine: Company, theirs: Company
) -> None:
    mine.has([entry(1, staff_number="A-17")])
    theirs.has([entry(2)])
    find, there = f"{LIST}/cari", f"{LIST}/{_worker(1).id}"

    for what in ({"what": entry(1).kpj}, {"what": "a-17"}, {"what": entry(1).name.upper(), "birth_date": "2001-02-28"}):
        assert there in office.post(find, what).content.decode()
    for what in ({"what": entry(1).name}, {"what": entry(2).kpj}, {"what": entry(1).nik}, {"what": "Budi"}):
        assert LIST + "/" + str(_worker(1).id) not in office.post(find, what).content.decode()
    assert office.post(find, {"what": "\0"}).status_code == 200
    assert office.get(find).status_code == 405


def test_a_unit_is_listed_alone_or_with_the_whole_company(office: PageClient, mine: Company) -> None:
    unit = employer("12", mine.now, name="PT Pabrik", parent=mine.employer)
    Company(unit, hr_person(unit, mine.now), mine.now).has([entry(1)])
    mine.has([entry(2)])

    assert f"{LIST}/{_worker(1).id}" not in office.get(LIST).content.decode()
    assert f"{LIST}/{_worker(1).id}" in office.get(f"{LIST}?unit=semua").content.decode()
    office.post("/perusahaan/unit", {"unit": unit.id})
    page = office.get(LIST).content.decode()
    assert f"{LIST}/{_worker(1).id}" in page
    assert f"{LIST}/{_worker(2).id}" not in page


def test_still_here_and_left_in_one_click_and_left_can_be_taken_back(office: PageClient, mine: Company) -> None:
    mine.has([entry(1, email="budi@contoh.id")])
    worker = _worker(1)
    today = timezone.now().date()

    office.post(f"{LIST}/{worker.id}/masih")
    office.both(f"{LIST}/{worker.id}/keluar")
    assert office.post(f"{LIST}/{worker.id}/keluar", {"last_day": "2001-01-01"}).status_code == 200
    assert office.post(f"{LIST}/{worker.id}/keluar", {"last_day": "bukan"}).status_code == 200
    for _ in range(2):
        assert office.post(f"{LIST}/{worker.id}/keluar", {"last_day": today}).status_code == 302
    worker.refresh_from_db()
    assert worker.ended_on == today
    assert [said.said for said in Attestation.objects.order_by("id")] == ["works", "left"]
    assert Message.objects.filter(kind="has_left").count() == 1

    office.both("/perusahaan/keluar-kerja")
    left = Attestation.objects.get(said="left")
    for _ in range(2):
        office.post(f"/perusahaan/keluar-kerja/{left.id}/tarik")
    worker.refresh_from_db()
    assert worker.ended_on is None


def test_after_a_day_leaving_stays(office: PageClient, mine: Company, theirs: Company) -> None:
    for company, number in ((mine, 1), (theirs, 2)):
        company.has([entry(number)])
        office_day = timezone.now().date()
        said = Attestation.objects.create(
            employer=company.employer,
            membership=_worker(number),
            said="left",
            last_day=office_day,
            user=company.hr,
            at=timezone.now() - (UNDO_FOR if company is mine else timedelta(0)),
        )
        assert office.post(f"/perusahaan/keluar-kerja/{said.id}/tarik").status_code == 404


def _slips(office: PageClient, **more: str) -> bytes:
    once = re.search(r'name="sekali" value="([^"]+)"', office.get("/perusahaan/lembar").content.decode())
    assert once is not None
    answer = office.post("/perusahaan/lembar.pdf", {"sekali": once[1], **more})
    return answer.content if answer.headers["Content-Type"] == "application/pdf" else b""


def _text(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages)


def test_slips_come_eight_to_a_page_and_open_the_accounts_they_name(office: PageClient, mine: Company) -> None:
    mine.has([entry(number, email=f"w{number}@contoh.id") for number in range(9)])
    office.both("/perusahaan/lembar")

    pdf = _slips(office)

    assert len(pypdfium2.PdfDocument(pdf)) == 2
    text = _text(pdf)
    codes = re.findall(r"\b([A-Z2-7]{5})-([A-Z2-7]{5})\b", text)
    assert len(codes) == 9
    assert entry(3).nik not in text
    assert ActivationCode.objects.count() == 9
    assert Event.objects.filter(action="activation-code-made", actor_kind="employer").count() == 9
    assert Message.objects.filter(kind="activation_slip").count() == 9
    opened = 0
    for number in range(9):
        place = text.index(entry(number).name)
        after = re.search(r"([A-Z2-7]{5})-([A-Z2-7]{5})", text[place:])
        assert after is not None
        activate(Member.KTP, entry(number).nik, after[1] + after[2], now=timezone.now())
        opened += 1
    assert opened == 9


def test_a_second_click_makes_no_second_codes(office: PageClient, mine: Company) -> None:
    mine.has([entry(1)])
    once = re.search(r'name="sekali" value="([^"]+)"', office.get("/perusahaan/lembar").content.decode())
    assert once is not None
    office.post("/perusahaan/lembar.pdf", {"sekali": once[1]})
    made = ActivationCode.objects.get().id

    again = office.post("/perusahaan/lembar.pdf", {"sekali": once[1]})

    assert "sudah dibuat" in again.content.decode()
    assert ActivationCode.objects.get().id == made


def test_the_days_quota_of_slips_holds(office: PageClient, mine: Company) -> None:
    mine.has([entry(1), entry(2)])
    SlipRun.objects.create(employer=mine.employer, user=mine.hr, slips=opening.A_DAY - 1, at=timezone.now())

    assert _slips(office) == b""
    assert ActivationCode.objects.count() == 0


def test_who_has_an_account_gets_no_slip_and_no_invitation(office: PageClient, mine: Company) -> None:
    mine.has([entry(1, email="budi@contoh.id"), entry(2), entry(3, email="sri@contoh.id")])
    member = member_by_identity(Member.KTP, entry(1).nik)
    assert member is not None
    account_of(member, now=timezone.now())

    for _ in range(2):
        indonesian = office.post("/perusahaan/lembar/undang", {"ulang": "1"}).content.decode()
        # Who has no contact is not told apart.
        assert "2 pekerja diajak" in indonesian
    assert [message.member_id for message in Message.objects.filter(kind="activation_invitation")] == [
        Contact.objects.get(member__memberships__number=entry(3).kpj).member_id
    ]
    _slips(office)
    assert ActivationCode.objects.filter(member=member).count() == 0


def test_a_reader_and_a_stranger_make_no_slips(pages: PageClient, mine: Company, theirs: Company) -> None:
    theirs.has([entry(1)])
    mine.has([entry(2)])
    reader = hr_person(mine.employer, mine.now, grade=Role.READER)
    sign_in_officer(pages, Actor("staff", reader.id))
    assert pages.get("/perusahaan/lembar").status_code == 403
    assert pages.post(f"{LIST}/{_worker(2).id}/masih").status_code == 403
    sign_in_officer(pages, Actor("staff", mine.hr.id))

    once = re.search(r'name="sekali" value="([^"]+)"', pages.get("/perusahaan/lembar").content.decode())
    assert once is not None
    foreign = pages.post("/perusahaan/lembar.pdf", {"sekali": once[1], "pekerja": str(_worker(1).id)})

    assert foreign.status_code == 404
    assert ActivationCode.objects.count() == 0
