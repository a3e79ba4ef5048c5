"""A branch in a browser: an officer, cases with photographed papers, and hands that have no mouse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from django.conf import settings
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, Page

from kartu.accounts.models import Role
from kartu.accounts.staff import appoint
from kartu.audit.actors import OPERATOR, Actor, member_actor, staff_actor
from kartu.cards.issuing import finish_copy, prepare_copy, renew_digital
from kartu.cards.lifecycle import activate_copy
from kartu.cards.models import Card
from kartu.cards.states import PLASTIC
from kartu.registry.models import Branch
from kartu.replacements import states
from kartu.replacements.evidence import Letter, add_evidence
from kartu.replacements.files import store_pages
from kartu.replacements.models import Replacement
from kartu.replacements.queries import copy_made_for
from kartu.replacements.reports import report_lost
from kartu.replacements.requests import open_replacement
from tests.cards.builders import new_card
from tests.pages.officers import sign_in_officer

if TYPE_CHECKING:
    from tests.browser.conftest import Site


Look = Callable[[Page, str], None]
NAMES = ["Agus Salim Pratama", "Maria Goretti Bere", "I Made Wirawan"]


@dataclass(frozen=True, slots=True)
class Counter:
    """A branch with an officer, a colleague, and three members with lost cards and photographed papers."""

    officer: Actor
    colleague: Actor
    cases: tuple[Replacement, ...]
    flagged: Card


def new_counter() -> Counter:
    """A branch with people who work there and members who lost their cards."""
    now = timezone.now() - timedelta(days=1)
    branch = Branch.objects.create(code="TUAL", name="Cabang Tual", city="Tual", address="Jalan Laut 7")
    officer, colleague = (staff_actor(appoint(Role.Kind.OFFICER, branch=branch, now=now).id) for _ in range(2))
    cases = tuple(lost_case(name, branch) for name in NAMES)
    flagged = _card("Yohanes Kambu")
    report_lost(flagged, states.LOST, states.NOTHING_HELD, actor=member_actor(flagged.member_id), now=now)
    return Counter(officer, colleague, cases, flagged)


def _card(name: str) -> Card:
    now = timezone.now() - timedelta(days=1)
    card = new_card(name=name, now=now)
    renew_digital(card, actor=OPERATOR, now=now)
    copy = prepare_copy(card, PLASTIC, actor=OPERATOR, now=now)
    activate_copy(finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=now), actor=OPERATOR, now=now)
    return card


def lost_case(name: str, branch: Branch) -> Replacement:
    """A lost card, reported and asked for again, its papers sent as photos."""
    now, card = timezone.now() - timedelta(hours=4), _card(name)
    member = member_actor(card.member_id)
    report_lost(card, states.LOST, states.LOGIN, actor=member, now=now)
    case, _ = open_replacement(card, PLASTIC, states.LOST, branch, actor=member, now=now)
    letter = Letter(number=f"LP/B/{case.id}/XI", station="Polsek Tual Utara", date=now.date())
    for kind in ("police_letter", "identity"):
        stored = store_pages(case, (_photo(f"{kind} {case.number}"),))
        said = letter if kind == "police_letter" else None
        add_evidence(case, kind, letter=said, file=stored, actor=member, now=now)
    return case


def _photo(words: str) -> bytes:
    """A paper as a phone photographs it."""
    picture, file = Image.new("RGB", (1200, 1600), "#f4f1e8"), BytesIO()
    draw = ImageDraw.Draw(picture)
    draw.text((80, 90), words.upper().replace("_", " "), fill="#171b31", font_size=64)
    for line in range(14):
        draw.line((80, 260 + line * 80, 1120 - 110 * (line % 3), 260 + line * 80), fill="#8b8fa3", width=10)
    picture.save(file, "JPEG", quality=80)
    return file.getvalue()


def at_the_desk(context: BrowserContext, site: Site, officer: Actor) -> Page:
    """A browser that came through the staff entrance."""
    client = Client()
    sign_in_officer(client, officer)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site.base}])
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")  # a picture is of one page, not of two on their way
    return page


def fill_hand_over(page: Page, case: Replacement, say: int = 0) -> None:
    """The hand-over filled in: the card by its serial, a passport seen, a finger on the signing field."""
    serial = copy_made_for(case).serial_text[-8:]
    page.get_by_label(("Kartu yang akan", "The card you are")[say]).fill(serial)
    page.get_by_label(("Paspor", "Passport")[say]).check()
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(box["x"] + 20 + 30 * step, box["y"] + 20 + 12 * (step % 2))
    page.mouse.up()


def press_to(page: Page, words: str, *, key: str = "Tab", most: int = 60) -> None:
    """Press Tab until the control with these words has the focus, as a person without a mouse does."""
    for _ in range(most):
        page.keyboard.press(key)
        focused = page.evaluate(
            "(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || '').trim()"
        )
        if words in str(focused):
            return
    raise AssertionError(f"{words!r} is not reached with {key}")
