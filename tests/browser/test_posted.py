"""A card from the post, shown by its code on a phone: the photo is read there, and only its text is sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Request, expect

from kartu.audit.actors import SYSTEM, member_actor
from kartu.cards.pictures import front_png
from kartu.cards.states import PLASTIC
from kartu.replacements import states
from kartu.replacements.making import issue_replacement
from kartu.replacements.models import Replacement
from kartu.replacements.queries import copy_made_for
from kartu.replacements.requests import open_replacement
from tests.browser.members import let_in
from tests.pages.loss import member_with_plastic, office
from tests.replacements.builders import again

pytestmark = pytest.mark.slow


def test_a_posted_card_is_photographed_on_the_phone_and_good(
    phone: BrowserContext, look: Callable[[Page, str], None]
) -> None:
    now, (member, card) = timezone.now(), member_with_plastic()
    case, _ = open_replacement(card, PLASTIC, states.DAMAGED, office(), actor=member_actor(member.id), now=now)
    Replacement.objects.filter(pk=case.pk).update(status=states.APPROVED, delivery=states.BY_POST)
    issue_replacement(case.id, actor=SYSTEM, now=now)
    Replacement.objects.filter(pk=case.pk).update(status=states.PRINTED, status_since=now)
    photo = front_png(copy_made_for(again(case)))
    let_in(phone, member)
    page, sent = phone.new_page(), list[Request]()
    page.on("request", lambda request: sent.append(request))  # a built-in cannot be wrapped by Playwright

    page.goto(f"/permohonan/{case.number}")
    page.get_by_role("link", name="Kartu sudah sampai").click()
    expect(page.get_by_role("button", name="Mulai kamera")).to_be_visible()
    look(page, "permohonan-sampai")
    page.locator("summary").click()
    page.get_by_label("Foto kartu").set_input_files({"name": "kartu.png", "mimeType": "image/png", "buffer": photo})

    expect(page.get_by_text("Kartu di tangan Anda berlaku sekarang")).to_be_visible()
    assert again(case).status == states.COLLECTED
    assert [b"PNG" in (each.post_data_buffer or b"") for each in sent if each.method == "POST"] == [False]
