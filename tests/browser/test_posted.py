"""A card from the post, shown by its code: the photo is read in the browser, and only its text is sent."""

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


SAYS = {
    "id": ("Kartu sudah sampai", "Mulai kamera", "bukan dari kartu baru", "Foto kartu", "berlaku sekarang"),
    "en": ("The card has come", "Start the camera", "not on the new card", "Photo of the card", "valid now"),
}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_a_posted_card_is_photographed_and_good(
    request: pytest.FixtureRequest, look: Callable[[Page, str], None], screen: str, language: str
) -> None:
    context: BrowserContext = request.getfixturevalue(screen)
    now, (member, card) = timezone.now(), member_with_plastic()
    case, _ = open_replacement(card, PLASTIC, states.DAMAGED, office(), actor=member_actor(member.id), now=now)
    Replacement.objects.filter(pk=case.pk).update(status=states.APPROVED, delivery=states.BY_POST)
    issue_replacement(case.id, actor=SYSTEM, now=now)
    Replacement.objects.filter(pk=case.pk).update(status=states.PRINTED, status_since=now)
    photo = front_png(copy_made_for(again(case)))
    let_in(context, member)
    come, camera, refused, picture, valid = SAYS[language]
    page, sent = context.new_page(), list[Request]()

    page.goto(f"/permohonan/{case.number}?bahasa={language}")
    page.get_by_role("link", name=come).click()
    expect(page.get_by_role("button", name=camera)).to_be_visible()
    look(page, f"permohonan-sampai-{language}")
    page.locator("summary").click()
    page.locator("[name=code]").fill("NCF%WRONG")
    page.locator("[data-form] button").click()
    expect(page.get_by_role("alert")).to_contain_text(refused)
    look(page, f"permohonan-sampai-galat-{language}")
    page.locator("summary").click()
    page.on("request", lambda each: sent.append(each))  # a built-in cannot be wrapped by Playwright
    page.get_by_label(picture).set_input_files({"name": "kartu.png", "mimeType": "image/png", "buffer": photo})

    expect(page.get_by_text(valid)).to_be_visible()
    assert again(case).status == states.COLLECTED
    assert [b"PNG" in (each.post_data_buffer or b"") for each in sent if each.method == "POST"] == [False]
