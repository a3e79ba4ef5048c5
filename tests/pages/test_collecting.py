"""What a member does while the card is on its way: an interim certificate, and a relative who collects."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from kartu.audit.actors import SYSTEM, member_actor
from kartu.printing import sealing
from kartu.printing.certificates import good_certificate
from kartu.printing.pickup import relative_of
from kartu.replacements import states
from kartu.replacements.making import issue_replacement
from kartu.replacements.models import Replacement
from kartu.replacements.requests import cancel_replacement
from tests.pages.client import PageClient
from tests.pages.loss import damaged, lost, words

pytestmark = pytest.mark.django_db


def test_a_member_makes_a_certificate_and_downloads_it(pages: PageClient) -> None:
    _, _, case = damaged(pages)
    here = f"/permohonan/{case.number}"
    missing = pages.post(f"{here}/surat-keterangan")
    sealing.make_own(now=timezone.now())
    pages.both(f"{here}/surat-keterangan")
    none_yet = pages.get(f"{here}/surat-keterangan.pdf")

    pages.post(f"{here}/surat-keterangan")
    page, _ = pages.both(f"{here}/surat-keterangan")
    pdf = pages.get(f"{here}/surat-keterangan.pdf")

    good = good_certificate(case)
    assert good is not None
    assert (missing.status_code, none_yet.status_code) == (409, 404)
    assert good.number in words(page)
    assert (pdf.content[:5], pdf.headers["Cache-Control"]) == (b"%PDF-", "no-store")
    assert "Surat keterangan sementara" in words(pages.get(here))


def test_whoever_has_neither_account_nor_code_gets_no_certificate(pages: PageClient) -> None:
    case = lost(pages)
    sealing.make_own(now=timezone.now())
    stranger = PageClient()

    assert stranger.post(f"/permohonan/{case.number}/surat-keterangan").status_code == 404
    assert stranger.get(f"/permohonan/{case.number}/surat-keterangan.pdf").status_code == 404
    assert good_certificate(case) is None


def test_a_request_that_ended_gets_none(pages: PageClient) -> None:
    member, _, case = damaged(pages)
    sealing.make_own(now=timezone.now())
    cancel_replacement(case, actor=member_actor(member.id), now=timezone.now())

    assert pages.post(f"/permohonan/{case.number}/surat-keterangan").status_code == 409


def test_a_member_names_a_relative_and_takes_it_back(pages: PageClient) -> None:
    _, _, case = damaged(pages)
    here = f"/permohonan/{case.number}/keluarga"
    early = pages.get(here)
    Replacement.objects.filter(pk=case.pk).update(status=states.APPROVED)
    issue_replacement(case.id, actor=SYSTEM, now=timezone.now())
    pages.both(here)

    shown = pages.post(here, {"name": "Kakak Wati"})
    unnamed = pages.post(here, {"name": " "})
    named = relative_of(case, now=timezone.now())
    pages.both(here)
    pages.post(f"{here}/cabut")

    assert early.status_code == 404
    assert re.search(r'class="panel code num"[^>]*>\w{5} \w{5}<', words(shown))
    assert "Tulis namanya" in words(unnamed)
    assert named == "Kakak Wati"
    assert relative_of(case, now=timezone.now()) == ""
    assert PageClient().post(here, {"name": "Maling"}).status_code == 404
