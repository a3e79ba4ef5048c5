"""A branch with its people, a member with a card, and cases brought to where a test needs them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier

from django.db import connections

from kartu.accounts.models import Role, User
from kartu.accounts.staff import appoint
from kartu.audit.actors import OPERATOR, SYSTEM, Actor, member_actor, staff_actor
from kartu.base.errors import DomainError
from kartu.cards.issuing import finish_copy, prepare_copy, renew_digital
from kartu.cards.lifecycle import activate_copy
from kartu.cards.models import Card, Copy
from kartu.cards.queries import copies_of
from kartu.cards.states import PLASTIC
from kartu.notifications.models import Message
from kartu.registry.models import Branch
from kartu.replacements import states
from kartu.replacements.evidence import Correction, Letter, add_evidence
from kartu.replacements.giving import hand_over
from kartu.replacements.making import issue_replacement, mark_printed
from kartu.replacements.models import Replacement, Report
from kartu.replacements.queries import papers_for
from kartu.replacements.reports import report_lost
from kartu.replacements.requests import open_replacement
from kartu.replacements.review import approve_replacement, take_case
from tests.cards.builders import NOW, new_card

CORRECTION = Correction(name="Siti Nuraini Rahmawati")
LETTER = Letter(number="LP/B/411/XI/2026", station="Polsek Tual Utara", date=NOW.date())
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Scene:
    """One card, its member, and a branch with its people."""

    card: Card
    member: Actor
    branch: Branch
    officer: Actor
    colleague: Actor
    supervisor: Actor
    hr: Actor


def new_scene() -> Scene:
    """A member with a card and no copies yet; an officer, a colleague, a supervisor; the employer's HR officer."""
    card = new_card()
    branch = new_branch()
    return Scene(
        card=card,
        member=member_actor(card.member_id),
        branch=branch,
        officer=staff(Role.Kind.OFFICER, branch),
        colleague=staff(Role.Kind.OFFICER, branch),
        supervisor=staff(Role.Kind.SUPERVISOR, branch),
        hr=Actor("employer", appoint(Role.Kind.HR, employer=card.membership.employer, now=NOW).id),
    )


def new_branch() -> Branch:
    return Branch.objects.create(code=f"T{next(_numbers):04d}", name="Cabang Tual", city="Tual", address="Jalan Laut 7")


def staff(kind: str, branch: Branch, *, user: User | None = None) -> Actor:
    return staff_actor(appoint(kind, branch=branch, user=user, now=NOW).id)


def with_plastic(card: Card) -> Copy:
    """A digital copy in use, and a plastic one handed over."""
    renew_digital(card, actor=OPERATOR, now=NOW)
    copy = prepare_copy(card, PLASTIC, actor=OPERATOR, now=NOW)
    return activate_copy(finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=NOW), actor=OPERATOR, now=NOW)


def reported(scene: Scene, reason: str = states.LOST) -> Report:
    return report_lost(scene.card, reason, states.LOGIN, actor=scene.member, now=NOW)


def opened(scene: Scene, reason: str = states.DAMAGED) -> Replacement:
    return open_replacement(scene.card, PLASTIC, reason, scene.branch, actor=scene.member, now=NOW)[0]


def with_papers(case: Replacement, scene: Scene) -> Replacement:
    """The papers of the policy, seen at the desk."""
    for paper in papers_for(case):
        letter = LETTER if paper == "police_letter" else None
        correction = CORRECTION if paper == "correct_data" else None
        add_evidence(case, paper, letter=letter, correction=correction, actor=scene.officer, now=NOW)
    return case


def approved(scene: Scene, reason: str = states.DAMAGED) -> Replacement:
    case = with_papers(opened(scene, reason), scene)
    take_case(case, actor=scene.officer, now=NOW)
    approve_replacement(case, actor=scene.officer, now=NOW)
    return case


def issued(scene: Scene, reason: str = states.DAMAGED) -> Replacement:
    return issue_replacement(approved(scene, reason).id, actor=SYSTEM, now=NOW)


def printed(scene: Scene, reason: str = states.DAMAGED) -> Replacement:
    case = issued(scene, reason)
    mark_printed(case, actor=scene.officer, now=NOW)
    return case


def posted(scene: Scene, reason: str = states.DAMAGED) -> Replacement:
    """A printed card on its way by post."""
    case = issued(scene, reason)
    Replacement.objects.filter(pk=case.pk).update(delivery=states.BY_POST)
    mark_printed(again(case), actor=scene.officer, now=NOW)
    return again(case)


def collected(scene: Scene, reason: str = states.DAMAGED) -> Replacement:
    case = printed(scene, reason)
    hand_over(case, checked=("identity_card",), actor=scene.officer, now=NOW)
    return case


def again(case: Replacement) -> Replacement:
    return Replacement.objects.select_related("card__membership", "member", "branch").get(pk=case.pk)


def states_of(card: Card) -> list[tuple[str, str]]:
    """Kind and status of every copy there ever was, oldest first."""
    return [(copy.kind, copy.status) for copy in copies_of(card)]


def told(card: Card) -> list[str]:
    """Kinds of the messages to the card's member, oldest first."""
    return list(Message.objects.filter(member_id=card.member_id).order_by("at", "id").values_list("kind", flat=True))


def at_once(acts: Sequence[Callable[[], object]]) -> list[str | DomainError]:
    """Run the acts in threads that start together. Returns "done" or the refusal of each."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str | DomainError:
        try:
            start.wait(30)
            act()
        except DomainError as refusal:
            return refusal
        else:
            return "done"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def later(days: float) -> timedelta:
    return timedelta(days=days)
