"""One letter for many cases: kept once, seen with each, checked once, approved together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kartu.accounts.consents import give_consent
from kartu.base.errors import NotThere
from kartu.cards.states import PLASTIC
from kartu.replacements import sharing, states
from kartu.replacements.evidence import Letter
from kartu.replacements.files import evidence_pages, sweep_files
from kartu.replacements.models import Replacement, SharedPaper
from kartu.replacements.queries import missing_papers, papers_for, same_letter
from kartu.replacements.rebuilding import NotAPicture
from kartu.replacements.refusals import LetterIncomplete
from kartu.replacements.requests import Wish, open_replacement
from tests.cards.builders import NOW
from tests.employers.acting import photo
from tests.replacements.builders import Scene, again, later, new_scene, reported

pytestmark = pytest.mark.django_db
LETTER = Letter("B/77/XI/2026", "Dinas Pemadam Tual", NOW.date())


def _paper(scene: Scene) -> SharedPaper:
    employer = scene.card.membership.employer
    assert employer is not None
    return sharing.keep_shared(employer, LETTER, photo(), now=NOW)


def _case(scene: Scene, paper: SharedPaper) -> Replacement:
    """A lost card asked for by the employer, with others, under the paper."""
    member = scene.card.member
    give_consent(
        member,
        "employer_acts",
        proof="login",
        actor=scene.member,
        now=NOW,
        employer_id=scene.card.membership.employer_id,
    )
    reported(scene)
    case, _ = open_replacement(
        scene.card, PLASTIC, states.LOST, scene.branch, vouched=True, wish=TOGETHER, actor=scene.hr, now=NOW
    )
    sharing.add_shared(case, paper, actor=scene.hr, now=NOW)
    return case


TOGETHER = Wish(together=True)


def test_one_letter_stands_in_every_case_and_is_all_the_policy_asks() -> None:
    scenes = [new_scene(), new_scene()]
    paper = _paper(scenes[0])

    cases = [_case(scene, paper) for scene in scenes]

    assert [papers_for(case) for case in cases] == [("authority_letter",)] * 2
    first, second = (case.evidence.get() for case in cases)
    assert evidence_pages(first) == evidence_pages(second)
    assert (first.file, first.letter_number) == ("", LETTER.number)
    assert same_letter(first) == []


def test_what_an_officer_says_of_the_letter_counts_in_every_case_of_the_branch() -> None:
    scene, elsewhere = new_scene(), new_scene()
    beside = replace(new_scene(), branch=scene.branch)
    paper = _paper(scene)
    cases = [_case(each, paper) for each in (scene, beside, elsewhere)]

    sharing.check_paper(cases[0].evidence.get(), accepted=True, actor=scene.officer, now=NOW)
    sharing.check_shared(paper.id, scene.branch.id, accepted=True, actor=scene.officer, now=NOW)

    assert [missing_papers(again(case)) for case in cases] == [(), (), ("authority_letter",)]


def test_cases_that_lack_nothing_are_approved_together_and_no_others() -> None:
    scene, waiting = new_scene(), new_scene()
    beside = replace(new_scene(), branch=scene.branch)
    waiting = replace(waiting, branch=scene.branch)
    paper = _paper(scene)
    cases = [_case(each, paper) for each in (scene, beside)]
    sharing.check_shared(paper.id, scene.branch.id, accepted=True, actor=scene.officer, now=NOW)
    late = _case(waiting, paper)

    assert sharing.approve_together(paper.id, scene.branch.id, actor=scene.officer, now=NOW) == 2
    assert sharing.approve_together(paper.id, scene.branch.id, actor=scene.officer, now=NOW) == 0
    assert [again(case).status for case in (*cases, late)] == [states.APPROVED, states.APPROVED, states.SUBMITTED]


def test_a_letter_without_its_words_or_its_picture_is_none() -> None:
    employer = new_scene().card.membership.employer
    assert employer is not None

    for letter in (
        replace(LETTER, number=" "),
        replace(LETTER, station=""),
        replace(LETTER, date=(NOW + later(3)).date()),
    ):
        with pytest.raises(LetterIncomplete):
            sharing.keep_shared(employer, letter, photo(), now=NOW)
    with pytest.raises(NotAPicture):
        sharing.keep_shared(employer, LETTER, b"PK\x03\x04 no picture", now=NOW)
    assert SharedPaper.objects.count() == 0


def test_the_sweeper_leaves_a_shared_letter_alone() -> None:
    scene = new_scene()
    paper = _paper(scene)

    sweep_files(now=NOW + later(400))

    case = _case(scene, paper)
    assert evidence_pages(case.evidence.get())
    SharedPaper.objects.filter(pk=paper.pk).update(file="")
    with pytest.raises(NotThere):
        evidence_pages(case.evidence.get())
