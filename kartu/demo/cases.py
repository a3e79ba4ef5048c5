"""A case in each state, every one walked there through the verbs that pages use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kartu.accounts.signing_up import Proved, open_account
from kartu.audit.actors import OPERATOR, SYSTEM, Actor, member_actor
from kartu.cards.issuing import finish_copy, open_card, prepare_copy
from kartu.cards.lifecycle import activate_copy
from kartu.cards.models import Card
from kartu.cards.states import PLASTIC
from kartu.demo import people
from kartu.demo.papers import draw_paper
from kartu.demo.people import Person
from kartu.registry.lookups import member_by_identity, memberships_of
from kartu.registry.models import Branch, Member
from kartu.replacements import giving, making, review, states
from kartu.replacements.evidence import (
    CORRECT_DATA,
    POLICE_LETTER,
    Correction,
    Letter,
    add_evidence,
    check_evidence,
)
from kartu.replacements.files import store_pages
from kartu.replacements.models import Replacement
from kartu.replacements.queries import papers_for
from kartu.replacements.reports import report_lost
from kartu.replacements.requests import Wish, cancel_replacement, open_replacement

OLD = timedelta(days=200)  # when the cards that are lost now were handed over
TITLES = {
    "police_letter": "Surat keterangan kehilangan",
    "identity": "Kartu keluarga",
    "damaged_card": "Kartu peserta, rusak",
    "correct_data": "Kutipan akta kelahiran",
}
LEFT_OUT = "Kusuma"  # what the roster had left out of a wrong name
FILLERS = ("Semua isi kertas ini karangan,", "untuk mencoba Kartu.")
COMPARED = ("identity_card", "roster_photo")


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the cases play: the branch, its officer, and the moment of the seeding."""

    branch: Branch
    officer: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What a member was told when asking: the case number and the code that opens the status page."""

    number: str
    code: str


def member_of(person: Person) -> Member:
    """The member a roster brought in."""
    member = member_by_identity(Member.KTP, person.nik)
    if member is None:
        raise LookupError(f"no roster of the demonstration holds {person.nik}")
    return member


def card_of(person: Person, *, now: datetime) -> Card:
    """The card of the person's first membership."""
    membership = memberships_of(member_of(person).id).first()
    if membership is None:
        raise LookupError(f"{person.nik} has no membership")
    return open_card(membership, actor=OPERATOR, now=now)


def give_plastic(card: Card, *, now: datetime) -> None:
    """A plastic card in the member's hand."""
    copy = prepare_copy(card, PLASTIC, actor=OPERATOR, now=now)
    copy = finish_copy(copy.member_id, copy.id, actor=OPERATOR, now=now)
    activate_copy(copy, actor=OPERATOR, now=now)


def seed_cases(stage: Stage) -> dict[str, Told]:
    """Walk each case to its state; returns what their members were told, by state."""
    return {status: road(stage) for status, road in ROADS.items()}


def _asked(
    stage: Stage, person: Person, reason: str, *, days: int, plastic: bool = False, delivery: str = states.AT_BRANCH
) -> tuple[Replacement, Told]:
    """A new plastic card asked for some days ago, after the report where there is something to report.

    `plastic`: there was one before. Every copy takes a sixth of a second, so only those that are looked at are made.
    """
    began = stage.now - timedelta(days=days)
    card = card_of(person, now=stage.now - OLD)
    actor = member_actor(card.member_id)
    if plastic:
        give_plastic(card, now=stage.now - OLD)
    if reason in (states.LOST, states.STOLEN):
        report_lost(card, reason, states.LOGIN, actor=actor, now=began)
    case, code = open_replacement(
        card, PLASTIC, reason, stage.branch, wish=Wish(delivery=delivery), actor=actor, now=began
    )
    _bring_papers(case, actor=actor, now=began + timedelta(minutes=9))
    return case, Told(case.number, code)


def _bring_papers(case: Replacement, *, actor: Actor, now: datetime) -> None:
    for paper in papers_for(case):
        number = f"SKTLK/{case.id:04}/{now:%m/%Y}"
        letter = Letter(number, people.STATION, now.date()) if paper == POLICE_LETTER else None
        said = [people.STATION, f"Nomor: {number}", f"Tanggal: {now:%d-%m-%Y}"] if letter else []
        name = case.member.name
        correction = Correction(f"{name} {LEFT_OUT}") if paper == CORRECT_DATA else None
        photo = draw_paper(TITLES[paper], [*said, f"Nama: {correction.name if correction else name}", *FILLERS])
        stored = store_pages(case, (photo,))
        add_evidence(case, paper, letter=letter, correction=correction, file=stored, actor=actor, now=now)


def _approved(stage: Stage, case: Replacement, *, now: datetime) -> None:
    review.take_case(case, actor=stage.officer, now=now)
    for paper in case.evidence.all():
        check_evidence(paper, accepted=True, actor=stage.officer, now=now)
    review.approve_replacement(case, actor=stage.officer, now=now)
    making.issue_replacement(case.id, actor=SYSTEM, now=now)
    case.refresh_from_db()


def _submitted(stage: Stage) -> Told:
    return _asked(stage, people.SUBMITTED, states.LOST, days=1, plastic=True)[1]


def _in_review(stage: Stage) -> Told:
    case, told = _asked(stage, people.IN_REVIEW, states.STOLEN, days=2)
    review.take_case(case, actor=stage.officer, now=stage.now - timedelta(hours=2))
    return told


def _needs_evidence(stage: Stage) -> Told:
    case, told = _asked(stage, people.HENDRA, states.DAMAGED, days=3)
    review.take_case(case, actor=stage.officer, now=stage.now - timedelta(days=1))
    for paper in case.evidence.all():
        readable = paper.kind != "identity"
        check_evidence(paper, accepted=readable, actor=stage.officer, now=stage.now - timedelta(days=1))
    review.ask_for_evidence(case, ["identity"], actor=stage.officer, now=stage.now - timedelta(days=1))
    return told


def _issued(stage: Stage) -> Told:
    case, told = _asked(stage, people.ISSUED, states.DAMAGED, days=3)
    _approved(stage, case, now=stage.now - timedelta(days=1))
    return told


def _printed(stage: Stage) -> Told:
    case, told = _asked(stage, people.PRINTED, states.NEVER_RECEIVED, days=6)
    _approved(stage, case, now=stage.now - timedelta(days=4))
    making.mark_printed(case, actor=stage.officer, now=stage.now - timedelta(days=3))
    return told


def _collected(stage: Stage) -> Told:
    case, told = _asked(stage, people.COLLECTED, states.WRONG_DATA, days=12)
    _approved(stage, case, now=stage.now - timedelta(days=10))
    making.mark_printed(case, actor=stage.officer, now=stage.now - timedelta(days=9))
    giving.hand_over(case, checked=COMPARED, actor=stage.officer, now=stage.now - timedelta(days=7))
    return told


def _rejected(stage: Stage) -> Told:
    case, told = _asked(stage, people.REJECTED, states.DAMAGED, days=8)
    review.take_case(case, actor=stage.officer, now=stage.now - timedelta(days=6))
    review.reject_replacement(case, "papers_not_genuine", actor=stage.officer, now=stage.now - timedelta(days=6))
    return told


def _cancelled(stage: Stage) -> Told:
    case, told = _asked(stage, people.CANCELLED, states.WRONG_DATA, days=5)
    cancel_replacement(case, actor=member_actor(case.member_id), now=stage.now - timedelta(days=4))
    return told


def _voided(stage: Stage) -> Told:
    case, told = _asked(stage, people.VOIDED, states.NEVER_RECEIVED, days=60)
    _approved(stage, case, now=stage.now - timedelta(days=55))
    making.mark_printed(case, actor=stage.officer, now=stage.now - timedelta(days=50))
    giving.void_uncollected(actor=SYSTEM, now=stage.now)
    return told


def seed_posted(stage: Stage) -> Told:
    """A card on its way by post to somebody with an account; its day is over, so that it may be reported as well."""
    member = member_of(people.WULAN)
    open_account(Proved(member.id, name=people.WULAN.contact), people.PASSWORD, now=stage.now)
    member.address = "Jalan Contoh Melati 4, Bandung"
    member.save(update_fields=["address_sealed"])
    case, told = _asked(stage, people.WULAN, states.DAMAGED, days=20, delivery=states.BY_POST)
    _approved(stage, case, now=stage.now - timedelta(days=18))
    making.mark_printed(case, actor=stage.officer, now=stage.now - timedelta(days=16))
    return told


# "approved" is missing: the worker makes the card of an approved case at once, and it stands at "issued".
ROADS: dict[str, Callable[[Stage], Told]] = {
    states.SUBMITTED: _submitted,
    states.IN_REVIEW: _in_review,
    states.NEEDS_EVIDENCE: _needs_evidence,
    states.ISSUED: _issued,
    states.PRINTED: _printed,
    states.COLLECTED: _collected,
    states.REJECTED: _rejected,
    states.CANCELLED: _cancelled,
    states.VOIDED: _voided,
}
