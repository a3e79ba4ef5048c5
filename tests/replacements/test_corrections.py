"""Wrong data: what an accepted paper says instead is written down with the approval, and every card follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kartu.audit.actions import Action
from kartu.audit.actors import OPERATOR, SYSTEM
from kartu.audit.models import Event
from kartu.cards.issuing import renew_digital
from kartu.cards.models import Card
from kartu.cards.queries import active_digital
from kartu.cards.showing import renew_outdated
from kartu.credential.code import read_code
from kartu.publishing.keys import card_keys
from kartu.registry.lookups import members_by_person
from kartu.registry.models import Member
from kartu.replacements import states
from kartu.replacements.evidence import CORRECT_DATA, Correction, add_evidence, check_evidence
from kartu.replacements.making import issue_replacement
from kartu.replacements.models import Evidence, Replacement
from kartu.replacements.queries import copy_made_for
from kartu.replacements.refusals import NothingToCorrect
from kartu.replacements.review import approve_replacement, reject_replacement, take_case
from tests.cards.builders import NOW
from tests.replacements.builders import Scene, new_scene, opened

pytestmark = pytest.mark.django_db
RIGHT = Correction("Siti Nuraini Rahmawati", date(1991, 2, 28))
LATER = NOW + timedelta(hours=1)


def _sent(case: Replacement, scene: Scene, says: Correction = RIGHT) -> Evidence:
    return add_evidence(case, CORRECT_DATA, correction=says, actor=scene.member, now=NOW)


def _decided(scene: Scene, *, accepted: bool = True, approve: bool = True) -> Replacement:
    """A case about wrong data whose paper was looked at, and which was then approved or refused."""
    case = opened(scene, states.WRONG_DATA)
    paper = _sent(case, scene)
    take_case(case, actor=scene.officer, now=NOW)
    check_evidence(paper, accepted=accepted, actor=scene.officer, now=NOW)
    add_evidence(case, "identity", actor=scene.officer, now=NOW)
    if approve:
        approve_replacement(case, actor=scene.officer, now=LATER)
    else:
        reject_replacement(case, "papers_not_genuine", actor=scene.officer, now=LATER)
    return case


def _says(card: Card) -> tuple[str, date | None]:
    copy = active_digital(card)
    assert copy is not None
    claims = read_code(copy.code, card_keys(), now=LATER).claims
    return claims.name, claims.birth_date


def test_the_approval_writes_down_what_the_paper_says_and_the_new_card_says_it() -> None:
    scene = new_scene()

    case = issue_replacement(_decided(scene).id, actor=SYSTEM, now=LATER)

    member = Member.objects.get(pk=scene.card.member_id)
    claims = read_code(copy_made_for(case).code, card_keys(), now=LATER).claims
    assert (member.name, member.birth_date) == (RIGHT.name, RIGHT.birth_date)
    assert (claims.name, claims.birth_date) == (RIGHT.name, RIGHT.birth_date)
    assert members_by_person(RIGHT.name, RIGHT.birth_date) == [member]


def test_the_digital_card_follows_once() -> None:
    scene = new_scene()
    before = renew_digital(scene.card, actor=OPERATOR, now=NOW)
    _decided(scene)

    for _ in range(2):
        renew_outdated(scene.card.member_id, since=LATER, actor=SYSTEM, now=LATER + timedelta(seconds=2))

    after = active_digital(scene.card)
    assert _says(scene.card) == (RIGHT.name, RIGHT.birth_date)
    assert after is not None
    assert after.id == before.id + 1


def test_a_paper_that_is_not_accepted_corrects_nothing() -> None:
    refused = new_scene()
    was = refused.card.member.name
    _decided(refused, approve=False)

    assert Member.objects.get(pk=refused.card.member_id).name == was
    assert not Event.objects.filter(action=Action.MEMBER_CORRECTED).exists()


@pytest.mark.parametrize("says", [None, Correction(), "the same"])
def test_a_correction_that_corrects_nothing_is_refused(says: Correction | str | None) -> None:
    scene = new_scene()
    case, member = opened(scene, states.WRONG_DATA), scene.card.member
    correction = Correction(member.name, member.birth_date) if isinstance(says, str) else says

    with pytest.raises(NothingToCorrect):
        add_evidence(case, CORRECT_DATA, correction=correction, actor=scene.member, now=NOW)

    assert case.evidence.count() == 0


def test_the_trail_names_what_was_corrected_and_not_as_what() -> None:
    scene = new_scene()
    _decided(scene)

    event = Event.objects.get(action=Action.MEMBER_CORRECTED)
    assert (event.member_id, event.detail) == (scene.card.member_id, {"name": True, "birth_date": True})
    assert (event.actor_kind, event.actor_id) == ("staff", scene.officer.id)
