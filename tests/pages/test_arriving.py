"""A card that comes by post: its member scans it on the page of the request, or says that it has not come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kartu.audit.actors import SYSTEM
from kartu.audit.models import Event
from kartu.base.throttle import take
from kartu.cards.models import Copy
from kartu.cards.pictures import front_png
from kartu.cards.queries import copies_of
from kartu.replacements import states
from kartu.replacements.making import issue_replacement
from kartu.replacements.models import Replacement
from kartu.replacements.queries import copy_made_for
from tests.pages.client import PageClient
from tests.pages.loss import at, damaged, words
from tests.pages.members import new_member, sign_in
from tests.replacements.builders import again
from tests.replacements.uploads import photo

pytestmark = pytest.mark.django_db
NOT_THIS = "Kode ini bukan dari kartu baru yang kami kirim"


def _posted(pages: PageClient, *, days: int = 3) -> tuple[Replacement, str]:
    """A member signed in whose card was posted so many days ago, and the address of the page."""
    _, _, case = damaged(pages)
    Replacement.objects.filter(pk=case.pk).update(status=states.APPROVED, delivery=states.BY_POST)
    issue_replacement(case.id, actor=SYSTEM, now=timezone.now())
    since = timezone.now() - timedelta(days=days)
    Replacement.objects.filter(pk=case.pk).update(status=states.PRINTED, status_since=since)
    return again(case), f"/permohonan/{case.number}/sampai"


def _picture(content: bytes) -> dict[str, object]:
    return {"picture": SimpleUploadedFile("kartu.png", content, "image/png"), "code": ""}


def _old(case: Replacement) -> Copy:
    return next(copy for copy in copies_of(case.card) if copy.kind == "plastic")


def test_a_card_from_the_post_is_good_once_its_member_has_shown_it_by_its_code(pages: PageClient) -> None:
    case, here = _posted(pages)
    pages.both(f"/permohonan/{case.number}")
    page, _ = pages.both(here)

    other = pages.post(here, {"code": _old(case).code})
    empty = pages.post(here, {"code": ""})
    blank = pages.post(here, _picture(photo()))
    before = copy_made_for(case).status
    done = pages.post(here, _picture(front_png(copy_made_for(case))), follow=True)
    twice = pages.post(here, {"code": copy_made_for(case).code}, follow=True)

    assert "Kalau pada" in words(page)
    assert page.headers["Permissions-Policy"].startswith("camera=(self)")
    assert (other.status_code, NOT_THIS in words(other), _old(case).code in words(other)) == (409, True, False)
    assert "Pilih foto kartu atau tempel kodenya" in words(empty)
    assert (blank.status_code, "Kode QR tidak terbaca di foto ini" in words(blank)) == (409, True)
    assert (before, copy_made_for(case).status, again(case).status) == ("prepared", "active", states.COLLECTED)
    assert "Kartu di tangan Anda berlaku sekarang" in words(done)
    assert (at(twice), twice.status_code) == (f"/permohonan/{case.number}", 200)
    assert Event.objects.filter(action="card-arrived").count() == 1
    assert "Kartu kiriman pos sampai, dibuktikan dengan kodenya" in words(pages.get("/profil/jejak"))


def test_only_the_member_signed_in_shows_a_posted_card_and_after_ten_tries_waits(pages: PageClient) -> None:
    case, here = _posted(pages)
    code, visitor, other = copy_made_for(case).code, PageClient(), PageClient()
    sign_in(other, new_member()[0])

    stranger = visitor.post(here, {"code": code})
    elsewhere = visitor.get("/permohonan/TIDAK-ADA/sampai")
    foreign = other.post(here, {"code": code})
    for _ in range(9):
        take("arrival-case", str(case.id), now=timezone.now())
    wrong, late = (pages.post(here, {"code": each}) for each in ("SALAH", code))
    Replacement.objects.filter(pk=case.pk).update(delivery=states.AT_BRANCH)
    not_by_post = pages.post(here, {"code": code})

    assert stranger.headers["Location"].startswith("/masuk?lanjut=%2Fpermohonan%2F")
    assert elsewhere.headers["Location"].startswith("/masuk?lanjut=%2Fpermohonan%2F")
    assert foreign.status_code == other.post("/permohonan/TIDAK-ADA/sampai", {"code": code}).status_code == 404
    assert NOT_THIS in words(wrong)
    assert "Terlalu banyak percobaan" in words(late)
    assert not_by_post.headers["Location"] == f"/permohonan/{case.number}"
    assert pages.post(f"/permohonan/{case.number}/belum-sampai").status_code == 404
    assert again(case).status == states.PRINTED


def test_a_card_that_has_not_come_by_its_day_is_told_to_the_branch_and_not_before(pages: PageClient) -> None:
    case, here = _posted(pages)
    missing = f"/permohonan/{case.number}/belum-sampai"

    early = pages.post(missing)
    Replacement.objects.filter(pk=case.pk).update(status_since=timezone.now() - timedelta(days=14))
    page, _ = pages.both(here)
    overdue, _ = pages.both(f"/permohonan/{case.number}")
    said = [pages.post(missing, follow=True) for _ in range(2)]
    pages.both(here)

    assert (early.headers["Location"], PageClient().post(missing).status_code) == (here, 302)
    assert "Kartunya belum sampai</button>" in words(page)
    assert "seharusnya sudah sampai" in words(overdue)
    assert all("Anda mengatakan pada" in words(answer) for answer in said)
    assert Event.objects.filter(action="card-not-arrived").count() == 1
