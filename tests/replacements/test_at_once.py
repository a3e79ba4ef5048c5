"""Two at once, and acts that fail half-way: one wins, the others are told by whom, and a roll-back leaves nothing."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from kartu.audit.actors import SYSTEM
from kartu.audit.models import Event
from kartu.audit.recording import AlreadyMoved
from kartu.base.errors import DomainError
from kartu.cards.models import Copy
from kartu.cards.queries import copies_of
from kartu.cards.states import PLASTIC
from kartu.notifications.models import Message
from kartu.replacements import giving, requests, states
from kartu.replacements.giving import hand_over, remind_uncollected, void_uncollected
from kartu.replacements.making import issue_replacement
from kartu.replacements.models import Replacement, Report, SecondLook
from kartu.replacements.refusals import CaseAlreadyOpen
from kartu.replacements.reports import found_it, renew_after_report
from kartu.replacements.requests import cancel_replacement
from kartu.replacements.review import approve_replacement, reject_replacement, take_case
from kartu.replacements.seconding import agree_to_approval, ask_second_look, look_of, send_back
from kartu.replacements.sending import SentBefore
from kartu.replacements.starting import start_at_counter
from tests.cards.builders import NOW
from tests.desk.looking import sent_in
from tests.replacements.builders import (
    Scene,
    again,
    approved,
    at_once,
    later,
    new_scene,
    opened,
    printed,
    reported,
    staff,
    states_of,
    told,
    with_papers,
    with_plastic,
)

EIGHT = 8

pytestmark = pytest.mark.usefixtures("committed")


def test_of_eight_officers_on_one_case_one_takes_it_and_seven_are_told_by_whom() -> None:
    scene = new_scene()
    case = opened(scene)
    officers = [staff("officer", scene.branch) for _ in range(EIGHT)]
    seen = [again(case) for _ in officers]

    pairs = zip(seen, officers, strict=True)
    ends = at_once([partial(take_case, each, actor=who, now=NOW) for each, who in pairs])

    assert _codes(ends) == {"done": 1, AlreadyMoved.code: 7}
    winner = again(case).officer
    assert winner is not None
    assert {end.context["by"] for end in ends if isinstance(end, DomainError)} == {f"staff {winner.id}"}


def test_a_decision_is_made_once_when_two_decide_differently_at_once() -> None:
    scene = new_scene()
    case = with_papers(opened(scene), scene)
    take_case(case, actor=scene.officer, now=NOW)
    seen = [again(case) for _ in range(EIGHT)]

    ends = at_once(
        [lambda each=each: approve_replacement(each, actor=scene.officer, now=NOW) for each in seen[:4]]
        + [lambda each=each: reject_replacement(each, "limit", actor=scene.supervisor, now=NOW) for each in seen[4:]]
    )

    assert _codes(ends) == {"done": 1, AlreadyMoved.code: 7}
    decided = told(scene.card)[1:]
    assert decided in (["replacement_approved"], ["replacement_rejected"])
    assert again(case).status == decided[0].removeprefix("replacement_")


def test_eight_reports_of_one_card_at_once_block_it_once() -> None:
    scene = new_scene()
    with_plastic(scene.card)

    ends = at_once([lambda: reported(scene)] * EIGHT)

    assert _codes(ends) == {"done": EIGHT}
    assert (Report.objects.count(), told(scene.card)) == (1, ["card_blocked"])
    assert states_of(scene.card) == [("digital", "replaced"), ("plastic", "blocked"), ("digital", "active")]


def test_the_reports_job_beside_the_report_itself_renews_once() -> None:
    scene = new_scene()
    with_plastic(scene.card)
    report = reported(scene)
    renewed = states_of(scene.card)

    at_once([lambda: renew_after_report(report, actor=SYSTEM, now=NOW)] * 4)

    assert states_of(scene.card) == renewed


def test_of_eight_requests_at_once_one_is_opened_and_seven_are_told_its_number() -> None:
    scene = new_scene()

    ends = at_once([lambda: opened(scene)] * EIGHT)

    assert _codes(ends) == {"done": 1, CaseAlreadyOpen.code: 7}
    number = Replacement.objects.get().number
    assert {end.context["number"] for end in ends if isinstance(end, DomainError)} == {number}


def test_eight_workers_on_one_approved_case_make_one_card() -> None:
    scene = new_scene()
    case = approved(scene)

    at_once([lambda: issue_replacement(case.id, actor=SYSTEM, now=NOW)] * EIGHT)

    assert again(case).status == states.ISSUED
    assert states_of(scene.card) == [("plastic", "prepared")]
    assert _events("replacement-issued") == 1


def test_of_hand_over_and_clearing_away_at_once_one_wins() -> None:
    scene = new_scene()
    case = printed(scene)
    seen = [again(case) for _ in range(4)]
    after = NOW + later(31)

    ends = at_once(
        [lambda each=each: hand_over(each, checked=("passport",), actor=scene.officer, now=after) for each in seen]
        + [lambda: void_uncollected(actor=SYSTEM, now=after)] * 4
    )

    end = {states.COLLECTED: "active", states.VOIDED: "voided"}[again(case).status]
    assert states_of(scene.card) == [("plastic", end)]
    assert _events("card-handed-over") + _events("card-uncollected") == 1
    assert set(_codes(ends)) <= {"done", AlreadyMoved.code}


def test_found_it_and_the_hand_over_at_once_leave_one_plastic_card_in_use() -> None:
    scene = new_scene()
    with_plastic(scene.card)
    report = reported(scene)
    case = printed(scene, states.LOST)

    at_once(
        [
            lambda: found_it(Report.objects.get(pk=report.pk), actor=scene.member, now=NOW),
            lambda: hand_over(case, checked=("passport",), actor=scene.officer, now=NOW),
        ]
    )

    assert [status for kind, status in states_of(scene.card) if kind == "plastic"] == ["replaced", "active"]


def test_cancelling_while_the_card_is_being_made_leaves_no_usable_copy() -> None:
    scene = new_scene()
    case = approved(scene)
    seen = again(case)

    at_once(
        [
            lambda: issue_replacement(case.id, actor=SYSTEM, now=NOW),
            lambda: cancel_replacement(seen, actor=scene.member, now=NOW),
        ]
    )

    made = [status for _, status in states_of(scene.card)]
    expected = {states.CANCELLED: ([], ["voided"]), states.ISSUED: (["prepared"],)}
    assert made in expected[again(case).status]


def test_two_reminders_at_once_tell_the_member_once() -> None:
    scene = new_scene()
    printed(scene)

    at_once([lambda: remind_uncollected(now=NOW + later(25))] * 4)

    assert told(scene.card).count("collect_reminder") == 1


def test_a_failed_request_after_the_block_leaves_the_card_blocked(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = new_scene()
    with_plastic(scene.card)
    reported(scene)
    before = _everything(scene)

    with monkeypatch.context() as broken:
        broken.setattr(requests, "tell", _fail)
        with pytest.raises(OSError, match="the line is down"):
            opened(scene, states.LOST)

    assert states_of(scene.card) == [("digital", "replaced"), ("plastic", "blocked"), ("digital", "active")]
    assert _everything(scene) == before


def test_a_hand_over_that_fails_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = new_scene()
    with_plastic(scene.card)
    case = printed(scene)
    before = _everything(scene)

    with monkeypatch.context() as broken:
        broken.setattr(giving, "tell", _fail)
        with pytest.raises(OSError, match="the line is down"):
            hand_over(again(case), checked=("passport",), actor=scene.officer, now=NOW)

    assert _everything(scene) == before
    assert states_of(scene.card)[1:] == [("plastic", "active"), ("plastic", "prepared")]


def test_a_report_is_not_made_inside_somebody_elses_transaction() -> None:
    scene = new_scene()

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        reported(scene)

    assert Report.objects.count() == 0


def _everything(scene: Scene) -> tuple[object, ...]:
    """What a roll-back has to leave as it was: rows, events, messages and jobs."""
    return (
        list(Replacement.objects.values_list("id", "status", "copy_id").order_by("id")),
        list(Report.objects.values_list("id", "status").order_by("id")),
        [(copy.id, copy.status) for copy in copies_of(scene.card)],
        Copy.objects.count(),
        Event.objects.count(),
        Message.objects.count(),
        ProcrastinateJob.objects.count(),
    )


def _fail(*_: object, **__: object) -> None:
    raise OSError("the line is down")


def _events(action: str) -> int:
    return Event.objects.filter(action=action).count()


def _codes(ends: list[str | DomainError]) -> dict[str, int]:
    return dict(Counter(end if isinstance(end, str) else end.code for end in ends))


def test_agreeing_and_sending_back_at_once_one_wins() -> None:
    scene = new_scene()
    case = _risky(scene)
    ask_second_look(case, actor=scene.officer, now=NOW)
    second = staff("supervisor", scene.branch)

    ended = at_once(
        [
            lambda: agree_to_approval(look_of(again(case)), actor=scene.supervisor, now=NOW),
            lambda: send_back(look_of(again(case)), "refuse", actor=second, now=NOW),
        ]
    )

    assert sorted(str(each == "done") for each in ended) == ["False", "True"]
    assert SecondLook.objects.get().status in (states.AGREED, states.SENT_BACK)


def test_a_form_sent_by_eight_at_once_begins_one_case() -> None:
    scene, key, done = new_scene(), uuid4(), []
    with_plastic(scene.card)
    begin = partial(start_at_counter, scene.card, PLASTIC, states.LOST, scene.branch, checked=("passport",))

    def send() -> None:
        with suppress(SentBefore):
            done.append(begin(key=key, actor=scene.officer, now=NOW))

    ends = at_once([send] * EIGHT)

    assert _codes(ends) == {"done": EIGHT}
    assert ([case.number for case, _ in done], Report.objects.count()) == ([Replacement.objects.get().number], 1)


def _risky(scene: Scene) -> Replacement:
    """A case in review, its papers accepted, with a picture that was sent for somebody else too."""
    case, other = opened(scene), new_scene()
    sent_in(case, scene)
    sent_in(opened(other), other)
    with_papers(case, scene)
    take_case(case, actor=scene.officer, now=NOW)
    return again(case)
