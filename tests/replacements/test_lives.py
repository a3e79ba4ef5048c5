"""Whole lives of a card and its cases, made up by hypothesis: whatever people do in whatever order, the walls stand."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from hypothesis.strategies import integers, sampled_from

from kartu.audit.actors import ANONYMOUS, SYSTEM
from kartu.audit.models import Event
from kartu.base.errors import DomainError
from kartu.cards import issuing
from kartu.cards.models import Copy
from kartu.cards.queries import copies_of
from kartu.cards.states import PHYSICAL, PLASTIC
from kartu.notifications.models import Message
from kartu.replacements import states
from kartu.replacements.giving import hand_over, void_uncollected
from kartu.replacements.making import issue_replacement, mark_printed, mark_spoiled
from kartu.replacements.models import Evidence, Replacement, Report
from kartu.replacements.queries import copy_made_for, open_case_of, open_report_of
from kartu.replacements.reports import dismiss_flag, found_it, report_lost
from kartu.replacements.requests import cancel_replacement, open_replacement, resubmit
from kartu.replacements.review import (
    approve_replacement,
    ask_for_evidence,
    give_back_case,
    reject_replacement,
    take_case,
)
from tests.cards.builders import NOW
from tests.replacements.builders import later, new_scene, with_papers, with_plastic

IN_USE = ("active", "blocked")
WORK = ["papers", "take", "approve", "back", "ask", "resubmit", "reject", "cancel"]
MAKE = ["issue", "print", "hand", "spoil", "clear"]
# The way on, from where a case stands.
ON = {
    states.SUBMITTED: ("papers", "take"),
    states.IN_REVIEW: ("papers", "approve"),
    states.NEEDS_EVIDENCE: ("papers", "resubmit"),
    states.APPROVED: ("issue",),
    states.ISSUED: ("print",),
    states.PRINTED: ("hand",),
}
# The ways off it.
ASIDE = {
    states.SUBMITTED: ("take", "cancel", "take"),
    states.IN_REVIEW: ("reject", "ask", "back"),
    states.NEEDS_EVIDENCE: ("resubmit", "cancel", "take"),
    states.APPROVED: ("cancel", "issue", "take"),
    states.ISSUED: ("cancel", "spoil", "print"),
    states.PRINTED: ("clear", "spoil", "cancel"),
}


class Life(RuleBasedStateMachine):
    """One member, one card, one branch; every rule is something a person or a job does, allowed or not."""

    @initialize(steps=integers(0, 5), reason=sampled_from([states.DAMAGED, states.LOST]))
    def begin(self, steps: int, reason: str) -> None:
        self.now: datetime = NOW
        self.scene = new_scene()
        with_plastic(self.scene.card)
        if reason == states.LOST:
            self.somebody_reports(reason, states.LOGIN)
        self.the_member_asks(reason, PLASTIC)
        self._go_on(steps)

    @rule(days=sampled_from([40, 8, 1]))
    def time_goes_by(self, days: int) -> None:
        self.now += later(days)

    @rule(reason=sampled_from(states.LOSSES), proof=sampled_from([states.LOGIN, states.CODE, states.NOTHING_HELD]))
    def somebody_reports(self, reason: str, proof: str) -> None:
        who = ANONYMOUS if proof == states.NOTHING_HELD else self.scene.member
        self._try(lambda: report_lost(self.scene.card, reason, proof, actor=who, now=self.now))

    @rule()
    def the_member_finds_it(self) -> None:
        report = open_report_of(self.scene.card)
        if report is not None:
            act = dismiss_flag if report.status == states.FLAGGED else found_it
            self._try(lambda: act(report, actor=self.scene.member, now=self.now))

    @rule(reason=sampled_from(states.REASONS), kind=sampled_from(PHYSICAL))
    def the_member_asks(self, reason: str, kind: str) -> None:
        scene = self.scene
        self._try(lambda: open_replacement(scene.card, kind, reason, scene.branch, actor=scene.member, now=self.now))

    @rule(steps=integers(1, 3))
    def the_case_goes_on(self, steps: int) -> None:
        self._go_on(steps)

    @rule(which=integers(0, 2))
    def the_case_goes_aside(self, which: int) -> None:
        case = open_case_of(self.scene.card)
        if case is not None:
            self._act(ASIDE[case.status][which])

    @rule(verb=sampled_from([*WORK, *MAKE]))
    def somebody_tries_anything(self, verb: str) -> None:
        self._act(verb)

    @rule()
    def the_queued_job_finishes_a_copy(self) -> None:
        for copy in copies_of(self.scene.card).filter(status="prepared", checked_at=None):
            issuing.finish_copy(copy.member_id, copy.id, actor=SYSTEM, now=self.now)

    @invariant()
    def there_is_one_open_case_at_most(self) -> None:
        assert Replacement.objects.filter(card=self.scene.card, status__in=states.OPEN).count() <= 1

    @invariant()
    def there_is_one_physical_card_in_use_at_most(self) -> None:
        assert self._copies(kind__in=PHYSICAL, status__in=IN_USE) <= 1
        assert self._copies(kind__in=PHYSICAL, status="prepared") <= 1
        assert self._copies(kind="digital", status="active") == 1

    @invariant()
    def a_card_reported_lost_with_a_proof_is_not_usable(self) -> None:
        report = open_report_of(self.scene.card)
        if report is not None and report.status == states.BLOCKING:
            before = copies_of(self.scene.card).filter(kind__in=PHYSICAL, status="active")
            assert not before.filter(issued_at__lt=report.reported_at).exists()

    @invariant()
    def the_case_and_its_copy_tell_the_same_story(self) -> None:
        expected = {
            states.APPROVED: {"prepared"},
            states.ISSUED: {"prepared"},
            states.PRINTED: {"prepared"},
            states.CANCELLED: {"voided"},
            states.VOIDED: {"voided"},
            states.COLLECTED: {"active", "blocked", "replaced"},
        }
        for case in Replacement.objects.filter(card=self.scene.card).exclude(copy_id=None):
            assert copy_made_for(case).status in expected[case.status]

    @invariant()
    def every_step_is_told_once(self) -> None:
        mine = {"member_id": self.scene.card.member_id}
        cases = Counter(Replacement.objects.filter(**mine).values_list("status", flat=True))
        told = Counter(Message.objects.filter(**mine).values_list("kind", flat=True))
        assert told["replacement_opened"] == cases.total()
        assert told["replacement_rejected"] == cases[states.REJECTED]
        assert told["replacement_cancelled"] == cases[states.CANCELLED]
        assert told["card_handed_over"] == cases[states.COLLECTED]
        assert told["card_uncollected"] == cases[states.VOIDED]
        assert told["card_found"] == Report.objects.filter(status=states.FOUND, **mine).count()

    def _go_on(self, steps: int) -> None:
        for _ in range(steps):
            case = open_case_of(self.scene.card)
            for verb in ON[case.status] if case is not None else ():
                self._act(verb)

    def _act(self, verb: str) -> None:
        case = open_case_of(self.scene.card)
        if case is not None:
            self._try(lambda: (self._review if verb in WORK else self._make)(verb, case))

    def _review(self, verb: str, case: Replacement) -> None:
        scene, now = self.scene, self.now
        acts: dict[str, Callable[[], object]] = {
            "take": lambda: take_case(case, actor=scene.officer, now=now),
            "back": lambda: give_back_case(case, actor=scene.officer, now=now),
            "ask": lambda: ask_for_evidence(case, ["identity"], actor=scene.officer, now=now),
            "papers": lambda: with_papers(case, scene),
            "resubmit": lambda: resubmit(case, actor=scene.member, now=now),
            "approve": lambda: approve_replacement(case, actor=scene.officer, now=now),
            "reject": lambda: reject_replacement(case, "limit", actor=scene.officer, now=now),
            "cancel": lambda: cancel_replacement(case, actor=scene.member, now=now),
        }
        acts[verb]()

    def _make(self, verb: str, case: Replacement) -> None:
        officer, now = self.scene.officer, self.now
        acts: dict[str, Callable[[], object]] = {
            "issue": lambda: issue_replacement(case.id, actor=SYSTEM, now=now),
            "print": lambda: mark_printed(case, actor=officer, now=now),
            "spoil": lambda: mark_spoiled(case, "smudged", actor=officer, now=now),
            "hand": lambda: hand_over(case, checked=("passport",), actor=officer, now=now),
            "clear": lambda: void_uncollected(actor=SYSTEM, now=now + later(31)),
        }
        acts[verb]()

    def _try(self, act: Callable[[], object]) -> None:
        """Do it, or be refused and leave nothing: a refusal that changed anything is a fault."""
        before = self._everything()
        try:
            act()
        except DomainError:
            assert self._everything() == before

    def _everything(self) -> tuple[int, ...]:
        return (Event.objects.count(), Message.objects.count(), Evidence.objects.count(), Copy.objects.count())

    def _copies(self, **having: object) -> int:
        return copies_of(self.scene.card).filter(**having).count()


@pytest.mark.slow
@pytest.mark.django_db
def test_whatever_people_do_a_card_has_one_case_and_one_object(monkeypatch: pytest.MonkeyPatch) -> None:
    # What a life is about is not the picture: read back once a copy elsewhere, not a thousand times here.
    monkeypatch.setattr(issuing, "_read_back", _believed)
    limits = settings(
        max_examples=100 if os.environ.get("KARTU_LONG") == "1" else 15,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )

    run_state_machine_as_test(Life, settings=limits)

    reached = set(Event.objects.filter(subject="replacement").values_list("new_status", flat=True))
    assert reached >= {states.COLLECTED, states.CANCELLED, states.VOIDED}, "the lives did not get far"


def _believed(copy: Copy, *, now: datetime) -> None:
    Copy.objects.filter(pk=copy.pk, checked_at=None).update(checked_at=now)
    copy.checked_at = now
