"""Every warning is raised by what it names and by nothing less; what is risky is the profile's to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kartu.accounts.models import ContactChange, Device, User
from kartu.base.profile import DOUBTS, OversightRules
from kartu.replacements import states
from kartu.replacements.doubts import ALL, Doubt, Facts, LetterFact, doubts_about, risky
from kartu.replacements.evidence import Letter, add_evidence
from kartu.replacements.facts import doubts_of, risks_of
from kartu.replacements.models import Replacement, Report
from kartu.replacements.reports import report_lost
from tests.cards.builders import NOW
from tests.desk.looking import sent_in
from tests.replacements.builders import LETTER, Scene, again, later, new_scene, opened, reported

TODAY = date(2026, 11, 20)
RULES = OversightRules()
PLAIN = Facts(opened_at=NOW, today=TODAY, reported_at=NOW - later(0.1))


def _until(days: int) -> LetterFact:
    return LetterFact(TODAY + timedelta(days=days))


# code -> facts that raise it, facts that nearly do
EDGES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "letter_used": ({"letters": (LetterFact(TODAY + later(9), ("A",)),)}, {"letters": (_until(9),)}),
    "letter_lapsed": ({"letters": (_until(-1),)}, {"letters": (_until(-1), _until(9))}),
    "letter_lapsing": ({"letters": (_until(3),)}, {"letters": (_until(4),)}),
    "third_loss": (
        {"losses": (NOW, NOW - later(100), NOW - later(364))},
        {"losses": (NOW, NOW - later(100), NOW - later(366))},
    ),
    "same_picture": ({"same_picture": ("A",)}, {"same_picture": ()}),
    "new_browser": ({"browsers": (NOW - later(7),)}, {"browsers": (NOW - later(7.2), NOW)}),
    "contact_changed": ({"contacts_changed": (NOW - later(13),)}, {"contacts_changed": (NOW - later(14),)}),
    "employer_vouches": ({"vouched": True}, {"vouched": False}),
    "flagged_before": ({"flags": (NOW - later(89),)}, {"flags": (NOW - later(90),)}),
}


@pytest.mark.parametrize("code", DOUBTS)
def test_a_warning_is_raised_by_its_facts_alone(code: str) -> None:
    raising, nearly = EDGES[code]

    raised = [doubt.code for doubt in doubts_about(replace(PLAIN, **raising), RULES)]
    spared = [doubt.code for doubt in doubts_about(replace(PLAIN, **nearly), RULES)]

    assert (raised, spared) == ([code], [])


def test_every_warning_of_the_profile_is_a_function_here() -> None:
    assert {doubt.__name__ for doubt in ALL} == set(DOUBTS) == set(EDGES)


@pytest.mark.parametrize(
    ("codes", "is_risky"),
    [
        (["letter_used"], True),
        (["new_browser"], False),
        (["new_browser", "contact_changed"], True),
        (["new_browser", "employer_vouches", "letter_lapsing"], False),
        ([], False),
    ],
)
def test_one_grave_warning_or_two_others_make_a_case_risky(codes: list[str], is_risky: bool) -> None:
    assert bool(risky([Doubt(code) for code in codes], RULES)) is is_risky


def test_what_makes_a_case_risky_is_the_profiles_to_say() -> None:
    rules = OversightRules(risky=("employer_vouches",), notes_only=())

    assert risky([Doubt("employer_vouches")], rules) == ("employer_vouches",)


def _codes(case: Replacement) -> list[str]:
    return [doubt.code for doubt in doubts_of(again(case), now=NOW)]


def _lost(scene: Scene) -> Replacement:
    reported(scene)
    return opened(scene, states.LOST)


pytestmark = pytest.mark.django_db


def test_a_letter_of_another_case_is_a_warning_that_names_the_case() -> None:
    scene, other = new_scene(), new_scene()
    case, before = _lost(scene), _lost(other)
    for each, actor in ((case, scene.member), (before, other.member)):
        add_evidence(each, "police_letter", letter=LETTER, actor=actor, now=NOW)

    found = doubts_of(again(case), now=NOW)

    assert [(doubt.code, doubt.cases) for doubt in found] == [("letter_used", (before.number,))]


def test_the_same_letter_in_an_own_request_that_was_taken_back_is_no_warning() -> None:
    scene = new_scene()
    case = _lost(scene)
    add_evidence(case, "police_letter", letter=LETTER, actor=scene.member, now=NOW)
    Replacement.objects.filter(pk=case.pk).update(status=states.CANCELLED)
    second = opened(scene, states.LOST)
    add_evidence(second, "police_letter", letter=LETTER, actor=scene.member, now=NOW)

    assert _codes(second) == []


def test_a_picture_sent_for_two_people_is_a_warning_and_sent_twice_for_one_is_none() -> None:
    scene, other = new_scene(), new_scene()
    case, theirs = opened(scene), opened(other)
    sent_in(case, scene)
    sent_in(case, scene)
    alone = _codes(case)
    sent_in(theirs, other)

    assert (alone, _codes(case), _codes(theirs)) == ([], ["same_picture"], ["same_picture"])


def test_a_third_loss_a_new_browser_a_changed_contact_and_an_unproved_report_are_seen() -> None:
    scene = new_scene()
    member = scene.card.member
    flagged = report_lost(scene.card, states.LOST, states.NOTHING_HELD, actor=scene.member, now=NOW - later(30))
    Report.objects.filter(pk=flagged.pk).update(status=states.DISMISSED)
    for days in (200, 100):
        old = reported(scene)
        Report.objects.filter(pk=old.pk).update(status=states.SETTLED, reported_at=NOW - later(days))
    user = User.objects.create(created_at=NOW, password="!", member=member)
    Device.objects.create(user=user, token_digest=b"x", since=NOW - later(1), seen_at=NOW)
    ContactChange.objects.create(
        member=member,
        change="add",
        kind="email",
        value_sealed=b"",
        value_index=b"x",
        status=ContactChange.DONE,
        status_since=NOW - later(3),
    )
    case = _lost(scene)

    assert _codes(case) == ["third_loss", "contact_changed", "new_browser", "flagged_before"]
    assert risks_of(again(case), now=NOW) != ()


def test_a_letter_that_is_over_or_nearly_so_is_seen() -> None:
    scene = new_scene()
    case = _lost(scene)
    letter = Letter("LP/9", "Polsek Tual", NOW.date())
    add_evidence(case, "police_letter", letter=letter, actor=scene.member, now=NOW)

    soon = [doubt.code for doubt in doubts_of(again(case), now=NOW + later(12))]
    over = [doubt.code for doubt in doubts_of(again(case), now=NOW + later(15))]

    assert (soon, over) == (["letter_lapsing"], ["letter_lapsed"])
