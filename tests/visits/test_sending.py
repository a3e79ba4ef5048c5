"""Presses at the counter: each counts once, also what was pressed while the line was down."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from pytest_django import Settings

from kartu.audit.models import Event
from kartu.visits import states
from kartu.visits.calling import call_next, call_visit
from kartu.visits.models import Visit
from kartu.visits.sending import Sent, once, send_presses
from tests.visits.builders import OPENED, again, minutes, new_place, ticket


@pytest.mark.django_db
def test_a_press_sent_twice_calls_one_person() -> None:
    scene, key = new_place(), uuid4()
    for _ in range(2):
        ticket(scene.branch)

    both = [
        once(
            key,
            "next",
            lambda: call_next(scene.branch, 1, actor=scene.officer, now=OPENED),
            actor=scene.officer,
            now=OPENED,
        )
        for _ in range(2)
    ]

    assert both[0] == both[1]
    assert Visit.objects.filter(branch=scene.branch, status=states.CALLED).count() == 1


@pytest.mark.django_db
def test_what_was_pressed_without_a_line_is_sent_once_and_conflicts_are_told(settings: Settings) -> None:
    settings.PROFILE = replace(settings.PROFILE, visits=replace(settings.PROFILE.visits, calls=5))
    scene = new_place()
    first, second, gone = (ticket(scene.branch) for _ in range(3))
    later = OPENED + minutes(30)
    presses = [
        Sent(uuid4(), "call", first.number, 1, OPENED + minutes(5)),
        Sent(uuid4(), "done", first.number, 1, OPENED + minutes(15)),
        Sent(uuid4(), "call", second.number, 1, OPENED + minutes(16)),
        Sent(uuid4(), "call", gone.number, 1, OPENED + minutes(17)),
        Sent(uuid4(), "absent", gone.number, 1, OPENED + minutes(20)),
    ]
    call_visit(second, 2, actor=scene.colleague, now=OPENED + minutes(10))

    answers = send_presses(scene.branch, presses, actor=scene.officer, now=later)
    repeated = send_presses(scene.branch, presses, actor=scene.officer, now=later)

    assert [answer.refusal.code if answer.refusal else "" for answer in answers] == ["", "", "not-in-queue", "", ""]
    assert [answer.before for answer in repeated] == [True, True, False, True, True]
    assert again(gone).status == states.ABSENT
    assert again(first).status == states.SERVED
    assert again(first).status_since == OPENED + minutes(15)
    assert again(second).counter == 2
    assert Event.objects.filter(subject="visit", subject_id=first.id, action="visit-called").count() == 1


@pytest.mark.django_db
def test_nobody_sends_presses_for_another_branch_or_with_somebody_elses_key() -> None:
    scene, other, key = new_place(), new_place(), uuid4()
    visit = ticket(scene.branch)
    press = Sent(key, "call", visit.number, 1, OPENED)

    (foreign,) = send_presses(other.branch, [press], actor=other.officer, now=OPENED)
    (stolen,) = send_presses(scene.branch, [press], actor=scene.officer, now=OPENED)

    assert (foreign.refusal and foreign.refusal.code, stolen.refusal and stolen.refusal.code) == ("not-there",) * 2
    assert again(visit).status == states.WAITING
