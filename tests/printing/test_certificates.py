"""The interim certificate: signed for any PDF reader, its code for the public check, withdrawn with the hand-over."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.core.management import call_command
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from kartu.audit.models import Event
from kartu.base.errors import NotThere
from kartu.cards.keys import active_signer
from kartu.credential.certificate import read_certificate
from kartu.credential.errors import CredentialError
from kartu.credential.qr import read_image
from kartu.printing import sealing, states
from kartu.printing.certificates import end_certificates, good_certificate, issue_certificate
from kartu.printing.handing import Given
from kartu.printing.models import Certificate
from kartu.printing.pickup import name_relative
from kartu.printing.refusals import CertificateClosed
from kartu.publishing.certificates import CERTIFICATE, certificate_keys, check_certificate
from kartu.publishing.checking import check_code
from kartu.publishing.letters import LetterVerdict, check_letter
from kartu.publishing.models import PublishedCertificate
from kartu.replacements.queries import copy_made_for
from kartu.replacements.requests import cancel_replacement
from tests.cards.builders import NOW
from tests.pages.client import PageClient
from tests.printing.handed import hand_over_at_branch
from tests.replacements.builders import Scene, again, collected, new_scene, opened, printed, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    sealing.make_own(now=NOW)
    return new_scene()


def _issued(scene: Scene) -> Certificate:
    return issue_certificate(opened(scene), actor=scene.officer, now=NOW)


def _validated(pdf: bytes) -> PdfSignatureStatus:
    """What a PDF reader says that trusts the fund's certificate."""
    pem = sealing.installed(active_signer(CERTIFICATE).kid).public_bytes(serialization.Encoding.PEM)
    path = Path(settings.KEYS) / "trusted.pem"
    path.write_bytes(pem)
    root = load_cert_from_pemder(str(path))  # type: ignore[no-untyped-call]  # pyHanko leaves it untyped
    trusted = ValidationContext(trust_roots=[root], moment=NOW)
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    return validate_pdf_signature(signature, trusted)


def test_any_pdf_reader_that_trusts_the_fund_finds_the_signature_whole(scene: Scene) -> None:
    pdf = _issued(scene).pdf

    status = _validated(pdf)

    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    with pikepdf.open(io.BytesIO(pdf)) as document:
        field = document.Root.AcroForm.Fields[0].V
        assert (str(field.SubFilter), len(document.pages)) == ("/ETSI.CAdES.detached", 1)
        assert b"pdfaid:part" in document.Root.Metadata.read_bytes()


def test_one_changed_byte_of_the_paper_breaks_the_signature(scene: Scene) -> None:
    pdf = bytearray(_issued(scene).pdf)
    at = pdf.index(b"stream") + 40
    pdf[at] ^= 1

    assert not _validated(bytes(pdf)).intact


def test_the_code_on_the_paper_is_answered_by_the_public_check_and_by_no_other(scene: Scene) -> None:
    made = _issued(scene)
    file = io.BytesIO()
    with pypdfium2.PdfDocument(made.pdf) as document:
        document[0].render(scale=200 / 72).to_pil().save(file, "PNG")

    code = read_image(file.getvalue())

    checked = check_certificate(code, now=NOW)
    assert (checked.verdict, checked.until) == (LetterVerdict.GOOD, made.until)
    assert checked.claims is not None
    assert (checked.claims.identity, checked.claims.number) == (scene.card.membership.number, made.number)
    assert check_code(code, now=NOW).verdict.value in ("not-ours", "could-not-check")
    assert check_letter(code, now=NOW).verdict in (LetterVerdict.NOT_OURS, LetterVerdict.COULD_NOT_CHECK)
    with pytest.raises(CredentialError):
        read_certificate(copy_made_for(printed(new_scene())).code, certificate_keys())


def test_it_is_good_for_its_days_and_no_longer(scene: Scene) -> None:
    made = _issued(scene)
    days = settings.PROFILE.printing.certificate_days

    assert (made.until - NOW.date()).days in (days, days + 1)  # the fund's day may be the next one
    over = check_certificate(made.code, now=NOW + timedelta(days=days + 2))
    assert over.verdict is LetterVerdict.LAPSED
    assert end_certificates(now=NOW + timedelta(days=days + 2)) == 1
    ended = Certificate.objects.get()
    assert (ended.status, ended.pdf_sealed) == (states.LAPSED, None)


@pytest.mark.parametrize("receiver", [states.MEMBER, states.RELATIVE])
def test_the_hand_over_withdraws_it(scene: Scene, receiver: str) -> None:
    case = printed(scene)
    made = issue_certificate(case, actor=scene.member, now=NOW)
    named = name_relative(case, "Adik", actor=scene.member, now=NOW)
    code = named.code if receiver == states.RELATIVE else ""
    given = Given(card=copy_made_for(case).code, checked=("passport",), receiver=receiver, code=code)

    hand_over_at_branch(case, given, actor=scene.officer, now=NOW)

    assert good_certificate(case) is None
    assert check_certificate(made.code, now=NOW).verdict is LetterVerdict.WITHDRAWN
    assert Event.objects.get(action="certificate-withdrawn").member_id == case.member_id


def test_a_request_that_ended_otherwise_takes_it_along_in_the_night(scene: Scene) -> None:
    made = _issued(scene)
    cancel_replacement(again(made.replacement), actor=scene.member, now=NOW)

    assert end_certificates(now=NOW) == 1
    assert check_certificate(made.code, now=NOW).verdict is LetterVerdict.WITHDRAWN


def test_asked_twice_it_is_one_and_the_member_is_told_once(scene: Scene) -> None:
    case = opened(scene)

    first, second = (issue_certificate(case, actor=who, now=NOW) for who in (scene.officer, scene.member))

    assert first.pk == second.pk
    assert told(scene.card).count("certificate_issued") == 1


def test_only_the_member_and_the_branch_get_one_and_only_while_a_card_is_on_its_way(scene: Scene) -> None:
    with pytest.raises(NotThere):
        issue_certificate(opened(scene), actor=new_scene().member, now=NOW)
    other = new_scene()
    with pytest.raises(CertificateClosed):
        issue_certificate(again(collected(other)), actor=other.officer, now=NOW)


def test_a_code_that_was_signed_and_never_published_is_not_ours(scene: Scene) -> None:
    made = _issued(scene)
    PublishedCertificate.objects.all().delete()

    assert check_certificate(made.code, now=NOW).verdict is LetterVerdict.NOT_OURS
    assert check_certificate("x" * 5000, now=NOW).verdict is LetterVerdict.NOT_OURS


def test_the_operator_makes_a_key_asks_an_authority_and_installs_its_answer(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("certificate_key", "new")
    call_command("certificate_key", "request", str(tmp_path / "ask.csr"))
    pem = sealing.installed(active_signer(CERTIFICATE).kid).public_bytes(serialization.Encoding.PEM)
    (tmp_path / "answer.pem").write_bytes(pem)
    call_command("certificate_key", "install", str(tmp_path / "answer.pem"))
    call_command("certificate_key", "show")

    assert b"CERTIFICATE REQUEST" in (tmp_path / "ask.csr").read_bytes()
    assert settings.PROFILE.name in capsys.readouterr().out
    with pytest.raises(sealing.CertificateDoesNotFit):
        sealing.install(b"nonsense", now=NOW)
    with pytest.raises(sealing.CertificateDoesNotFit):
        sealing.install(pem, now=NOW + 2 * sealing.LASTS)


def test_the_public_page_answers_in_both_languages(scene: Scene, pages: PageClient) -> None:
    made = _issued(scene)
    pages.both("/periksa/keterangan")

    good = pages.post("/periksa/keterangan", {"code": made.code})
    wrong = pages.post("/periksa/keterangan", {"code": "ABC"})

    assert 'data-answer="good"' in good.content.decode()
    assert made.number in good.content.decode()
    assert 'data-answer="not-ours"' in wrong.content.decode()
