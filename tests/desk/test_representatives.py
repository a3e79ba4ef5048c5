"""A power of attorney on paper at the desk, and a card that a representative collects."""

from __future__ import annotations

import re

import pytest

from kartu.accounts.mandates import offer_mandate, take_up_mandate
from kartu.accounts.models import Mandate
from kartu.audit.actors import member_actor
from kartu.audit.models import Event
from kartu.base.errors import NotThere
from kartu.replacements import states
from kartu.replacements.giving import hand_over
from kartu.replacements.queries import copy_made_for
from tests.cards.builders import NOW
from tests.desk.looking import about_found, address, words
from tests.pages.client import PageClient
from tests.pages.members import account_of
from tests.replacements.builders import Scene, new_scene, printed

pytestmark = pytest.mark.django_db
HERE = "/meja/peserta/wakil"
SENT = {"scope": ["collect"], "days": "90", "seen": "on"}


def _collector(scene: Scene, scope: str = Mandate.COLLECT) -> Mandate:
    member = scene.card.membership.member
    offered = offer_mandate(member, (scope,), 30, actor=member_actor(member.id), now=NOW)
    wife = account_of(new_scene().card.membership.member)
    return take_up_mandate(wife, offered.mandate.number, offered.code, address="a", now=NOW)


def test_an_officer_records_what_the_paper_says_and_prints_a_slip(desk: PageClient) -> None:
    member = new_scene().card.membership.member
    desk.post("/meja/cari", {"what": member.identity, "reason": "present"})

    desk.both(HERE)
    unseen = desk.post(HERE, about_found(desk, **{**SENT, "seen": ""}))
    slip = desk.post(HERE, about_found(desk, **SENT))
    listed, _ = desk.both("/meja/peserta")

    mandate = Mandate.objects.get()
    assert "Ada yang perlu diperbaiki" in words(unseen)
    assert (mandate.scope, mandate.status, mandate.member_id) == ("collect", "offered", member.id)
    assert re.search(r"[A-Z2-7]{5}-[A-Z2-7]{5}", words(slip))
    assert slip.headers["Cache-Control"] == "no-store"
    assert mandate.number in words(listed)
    desk.post(f"{HERE}/{mandate.id}/cabut", about_found(desk))
    mandate.refresh_from_db()
    assert mandate.status == "revoked"


def test_not_by_telephone_and_not_for_somebody_else(desk: PageClient, scene: Scene) -> None:
    mandate = _collector(scene)
    member = new_scene().card.membership.member
    desk.post("/meja/cari", {"what": member.identity, "reason": "telephone"})
    assert desk.post(HERE, about_found(desk, **SENT)).headers["Location"] == "/meja/cari"

    desk.post("/meja/cari", {"what": member.identity, "reason": "present"})

    assert desk.post(f"{HERE}/{mandate.id}/cabut", about_found(desk)).status_code == 404
    assert Mandate.objects.get() == mandate


def test_a_card_is_handed_to_the_representative_who_is_named(desk: PageClient, scene: Scene) -> None:
    case, mandate = printed(scene), _collector(scene)

    page, _ = desk.both(address(case, "/serah-terima"))
    card = copy_made_for(case).code
    unsaid = desk.post(address(case, "/serah-terima"), {"card": card, "checked": ["passport"]})
    desk.post(address(case, "/serah-terima"), {"card": card, "checked": ["passport"], "to": str(mandate.id)})

    assert mandate.number in words(page)
    assert "Ada yang perlu diperbaiki" in words(unsaid)
    case.refresh_from_db()
    assert case.status == states.COLLECTED
    assert Event.objects.get(action="card-handed-over").detail == {"checked": "passport", "mandate": mandate.id}


def test_whoever_may_not_collect_is_not_offered_and_refused(desk: PageClient, scene: Scene) -> None:
    case, mandate = printed(scene), _collector(scene, Mandate.REPORT)

    page = desk.get(address(case, "/serah-terima"))

    assert mandate.number not in words(page)
    with pytest.raises(NotThere):
        hand_over(case, checked=("passport",), actor=scene.officer, now=NOW, mandate_id=mandate.id)
    with pytest.raises(NotThere):
        hand_over(case, checked=("passport",), actor=scene.officer, now=NOW, mandate_id=_collector(new_scene()).id)
