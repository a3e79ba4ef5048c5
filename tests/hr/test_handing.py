"""Which card HR hands over: by the serial on it, by its code scanned or photographed, by the request's number."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from kartu.accounts.models import Role
from kartu.audit.actors import Actor
from kartu.base.digits import ten_characters
from kartu.base.errors import DomainError
from kartu.base.tenancy import fund_scope
from kartu.cards.models import Copy
from kartu.cards.pictures import front_png
from kartu.employers.handing import CardNotWaiting, NoCodeSeen, case_of_card, code_in_picture
from kartu.notifications.models import Message
from kartu.printing.certificates import issue_certificate
from kartu.printing.sealing import make_own
from kartu.publishing.certificates import check_certificate
from kartu.publishing.letters import LetterVerdict
from kartu.replacements import boxes, states
from kartu.replacements.models import Replacement
from tests.employers.acting import Company, company, consents, photo, printed_for, with_digital, worker
from tests.pages.client import PageClient
from tests.pages.officers import sign_in_officer
from tests.replacements.builders import again, staff

pytestmark = pytest.mark.usefixtures("committed")
TODAY = timezone.localdate()


@pytest.fixture
def printed(committed: None) -> tuple[Company, Replacement, Copy]:
    """A printed card in a box that was sent, and its copy."""
    with fund_scope():
        ours = company()
        one, officer, now = worker(ours), staff(Role.Kind.OFFICER, ours.branch), timezone.now()
        with_digital(ours, one)
        consents(one)
        case = printed_for(ours, one, officer, now=now)
        boxes.send_box(boxes.pack_box(ours.branch.id, ours.employer.id, actor=officer, now=now), actor=officer, now=now)
        case = again(case)
        copy = Copy.objects.select_related("card__membership__employer", "member").get(id=case.copy_id or 0)
        return ours, case, copy


def test_a_card_is_found_by_its_serial_its_code_and_its_number(printed: tuple[Company, Replacement, Copy]) -> None:
    ours, case, copy = printed
    with fund_scope():
        serial = copy.serial_text
        ways = (case.number, serial, serial[-6:].upper(), f"{serial[:8]} {serial[8:]}", copy.code)

        found = [case_of_card(ours.scope, way, today=TODAY, now=timezone.now()).id for way in ways]
        read = code_in_picture(_jpeg(front_png(copy)))

        assert found == [case.id] * len(ways)
        assert read == copy.code


def test_no_other_card_is_found(printed: tuple[Company, Replacement, Copy]) -> None:
    ours, _, copy = printed
    with fund_scope():
        other = company("PT Lain")
        wrong = [("4H7K-29RX", ours), ("abcdef", ours), (copy.serial_text[-5:], ours), ("x" * 5000, ours), ("", ours)]
        for said, of in [*wrong, (copy.serial_text, other), (copy.code, other)]:
            with pytest.raises(CardNotWaiting):
                case_of_card(of.scope, said, today=TODAY, now=timezone.now())
        for picture in (photo(), b"", b"%PDF-1.7"):
            with pytest.raises(DomainError):
                code_in_picture(picture)
        with pytest.raises(NoCodeSeen):
            code_in_picture(photo())


def test_hr_photographs_the_card_and_hands_it_over_and_the_interim_certificate_ends(
    pages: PageClient, printed: tuple[Company, Replacement, Copy]
) -> None:
    ours, case, copy = printed
    code = ten_characters(Message.objects.get(kind="hand_over_code").values["follow"])
    given = {"code": code, "checked": ["identity_card"]}
    with fund_scope():
        make_own(now=timezone.now())
        certificate = issue_certificate(case, actor=Actor("member", case.member_id), now=timezone.now())
    sign_in_officer(pages, ours.hr)
    pages.both(f"/perusahaan/serah-terima?permohonan={case.number}")

    empty = pages.post("/perusahaan/serah-terima", given)
    blank = pages.post("/perusahaan/serah-terima", {**given, "photo": SimpleUploadedFile("a.jpg", photo())})
    with fund_scope():
        picture = SimpleUploadedFile("kartu.jpg", _jpeg(front_png(copy)))
    done = pages.post("/perusahaan/serah-terima", {**given, "photo": picture})

    assert "foto kode kartunya" in empty.content.decode()
    assert "tidak terbaca" in blank.content.decode()
    assert done.status_code == 302
    with fund_scope():
        assert again(case).status == states.COLLECTED
    checked = check_certificate(certificate.code, now=timezone.now())
    assert checked.verdict is LetterVerdict.WITHDRAWN  # at once, not in the night


def _jpeg(png: bytes) -> bytes:
    file = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(file, "JPEG", quality=80)
    return file.getvalue()
