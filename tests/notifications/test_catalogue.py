from __future__ import annotations

import re
from datetime import UTC, datetime
from string import Formatter

import pytest
from django.conf import settings

from kartu.audit.actors import OPERATOR
from kartu.notifications import (
    account_words,
    acting_words,
    catalogue,
    consent_words,
    employer_words,
    letter_words,
    printing_words,
    recovery_words,
    security_words,
    visit_words,
)
from kartu.notifications.catalogue import CATALOGUE, DECISIONS, PAPERS
from kartu.notifications.filling import write_letter
from kartu.notifications.models import Message
from kartu.registry.members import Person, register_member, start_membership
from kartu.registry.models import Branch, Employer
from kartu.replacements import states

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LANGUAGES = ("id", "en")
# Which words each stored value is told with.
ALWAYS_TOLD = {"site"}
TOLD_AS = {
    "employer_id": {"employer"},
    "branch_id": {"branch", "address"},
    "membership_id": {"ending"},
    "seed": {"code"},
    "follow": {"code"},
}


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("kind", CATALOGUE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_fills_in_only_what_is_stored_with_it(kind: str, language: str) -> None:
    words = CATALOGUE[kind].words(language)
    can_be_told = set().union(*(TOLD_AS.get(name, {name}) for name in CATALOGUE[kind].values))

    assert _places(words.subject) | _places(words.text) <= can_be_told | ALWAYS_TOLD


@pytest.mark.parametrize("kind", CATALOGUE)
def test_both_languages_tell_the_same_things(kind: str) -> None:
    indonesian, english = CATALOGUE[kind].id, CATALOGUE[kind].en

    assert _places(indonesian.text) == _places(english.text)
    assert indonesian.text != english.text


@pytest.mark.parametrize("kind", CATALOGUE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_short_enough_for_a_small_screen(kind: str, language: str) -> None:
    words = CATALOGUE[kind].words(language)

    assert len(words.subject) <= 48
    assert len(words.text) <= 330


def test_every_kind_of_the_room_has_its_words() -> None:
    rooms = (
        catalogue,
        account_words,
        consent_words,
        recovery_words,
        employer_words,
        security_words,
        visit_words,
        acting_words,
        printing_words,
        letter_words,
    )
    named = {name: value for room in rooms for name, value in vars(room).items()}
    kinds = {value for name, value in named.items() if name.isupper() and isinstance(value, str)}

    assert kinds == set(CATALOGUE)
    assert max(len(kind) for kind in kinds) <= 32


def test_every_paper_of_the_shipped_policy_and_every_refusal_has_its_words() -> None:
    papers = {paper for rule in settings.PROFILE.documents for paper in rule.needs}

    assert papers <= set(PAPERS)
    assert set(states.REJECTIONS) == set(DECISIONS)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", CATALOGUE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_in_message_has_no_place_left_and_names_no_person(kind: str, language: str) -> None:
    member = register_member(Person("3174012802011501", "Siti Nur'aini"), actor=OPERATOR, now=NOW)
    membership = start_membership(member, "26041187009", employer=None, programmes=1, actor=OPERATOR, now=NOW)
    branch = Branch.objects.create(code="T1", name="Cabang Tual", city="Tual")
    every = {
        "number": "4H7K-29RX",
        "branch_id": branch.id,
        "employer_id": Employer.objects.create(npp="11", name="PT Contoh", registered_at=NOW).id,
        "membership_id": membership.id,
        "until": "2026-12-24",
        "papers": "police_letter identity",
        "decision": "limit",
        "seed": "abcdefghijklmnopqrstuvwx",
        "purpose": "sign_in",
        "change": "add_email",
        "stop": 7,
        "allowed": "employer_acts",
        "way": "employer",
        "ends": "2026-12-24T10:00Z",
        "halt": 7,
        "follow": "abcdefghijklmnopqrstuvwx",
        "day": "2026-12-24",
        "clock": 570,
        "browser": "chrome android",
        "disown": 7,
        "left": 9,
        "wanted": "employer_acts",
        "answer": 7,
        "act": "evidence",
    }
    values = {name: every[name] for name in CATALOGUE[kind].values}
    message = Message(at=NOW, member_id=member.id, kind=kind, language=language, values=values)

    letter = write_letter(message, settings.PROFILE)

    assert not re.search(r"[{}]", letter.subject + letter.text)
    assert ("4H7K-29RX" in letter.subject + letter.text) == ("number" in values)
    assert not re.search("Siti|26041187009|3174012802011501", letter.subject + letter.text)
    assert settings.PROFILE.telephone in letter.text
    # As a word of its own: a link's token may hold the same three digits.
    assert bool(re.search(r" 009\b", letter.text)) == ("membership_id" in values)
    assert (("24 Desember 2026" if language == "id" else "24 December 2026") in letter.text) == bool(
        {"until", "ends", "day"} & values.keys()
    )
