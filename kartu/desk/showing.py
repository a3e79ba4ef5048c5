"""One case as the desk looks at it: the person, the papers, the copies, what happened, what can be done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from kartu.accounts.models import Role
from kartu.audit.models import Event
from kartu.audit.queries import events_about_all
from kartu.cards.models import Card, Copy
from kartu.cards.queries import copies_of
from kartu.desk.doubt_words import DOUBTS, SENT_BACK
from kartu.desk.guards import OfficerRequest
from kartu.desk.printing_words import print_words
from kartu.desk.words import (
    ACTS,
    CARD_CODE,
    CHANNELS,
    CHECKS,
    COPY_STATUSES,
    IDENTITIES,
    KINDS,
    NEVER_ARRIVED,
    PAPER_WORDS,
    PROOFS,
    REJECTIONS,
    SPOILS,
    STATUSES,
    TAGS,
    actor_words,
    officer_words,
    status_words,
    tag_of,
)
from kartu.entrance.reasons import REASONS
from kartu.registry.lookups import contacts_of, memberships_of
from kartu.registry.models import Contact, Member
from kartu.replacements import policy, states
from kartu.replacements.evidence import POLICE_LETTER, UNDECIDED
from kartu.replacements.models import Evidence, Replacement, Report, SecondLook
from kartu.replacements.queries import papers_for, replacements_of, same_letter, waits_until


@dataclass(frozen=True, slots=True)
class Paper:
    """One piece of evidence in the checklist."""

    evidence: Evidence
    status: str
    tag: str
    checked_by: str
    good_until: date | None  # of a police letter
    lapsed: bool
    used_before: int  # other papers with the same station and number


@dataclass(frozen=True, slots=True)
class Needed:
    """One line of the checklist: a kind of paper and what came of it. Papers beyond the policy have `extra`."""

    kind: str
    words: str
    papers: tuple[Paper, ...]
    extra: bool = False

    @property
    def accepted(self) -> bool:
        return any(paper.evidence.status == states.ACCEPTED for paper in self.papers)


def person_words(member: Member) -> dict[str, Any]:
    """The person, unsealed; the caller records the look."""
    return {
        "member": member,
        "identity_words": IDENTITIES[member.identity_kind],
        "memberships": [(each, settings.PROFILE.programmes_of(each.programmes)) for each in memberships_of(member.id)],
        "contacts": [_masked(each) for each in contacts_of(member.id)],
    }


def apart_words(member: Member) -> dict[str, Any]:
    """What tells people of one name and birthday apart, and no more: where they were born, the last digits of their
    numbers with the employer, the branch of their last request. The caller records the look.
    """
    last = replacements_of(member.id).first()
    return {
        "member": member,
        "memberships": [(each.number[-4:], each.employer) for each in memberships_of(member.id)[:3]],
        "branch": last.branch.name if last else "",
    }


def copy_rows(card: Card) -> list[tuple[Copy, str, str, str]]:
    """Every copy of the card, newest first: kind, state and colour in words."""
    return [
        (copy, KINDS[copy.kind], COPY_STATUSES[copy.status], TAGS.get(copy.status, ""))
        for copy in reversed(copies_of(card))
    ]


def case_words(case: Replacement, request: OfficerRequest, *, now: datetime) -> dict[str, Any]:
    """Context of the case's page."""
    me = request.officer.id
    checklist = checklist_of(case, me=me, now=now)
    held = case.officer_id in (None, me) or request.role.kind == Role.Kind.SUPERVISOR
    return {
        "case": case,
        "status": status_words(case),
        "tag": tag_of(case),
        "reason": REASONS[case.reason],
        "channel": CHANNELS[case.channel],
        "kind": KINDS[case.kind],
        "officer": officer_words(case.officer_id, me=me) if case.officer_id else "",
        "checklist": checklist,
        "to_check": [line.words for line in checklist if not line.extra and not line.accepted],
        "may_decide": case.status == states.IN_REVIEW and held,
        "may_add": case.status in UNDECIDED and held,
        "decision": REJECTIONS.get(case.decision, ""),
        "collect_until": waits_until(case),
        "report": report_words(case.report) if case.report else None,
        "copies": copy_rows(case.card),
        "history": _history(case, me=me),
        **print_words(case),
        **person_words(case.member),
    }


def report_words(report: Report) -> dict[str, Any]:
    """A loss report in words."""
    return {
        "report": report,
        "reason": REASONS[report.reason],
        "proof": PROOFS[report.proof],
        "status": STATUSES[report.status],
        "tag": TAGS.get(report.status, ""),
    }


def checklist_of(case: Replacement, *, me: int, now: datetime) -> list[Needed]:
    """The papers the policy asks for, then whatever else was handed in."""
    today = policy.local_day(now, settings.PROFILE.time_zone)
    came: dict[str, list[Paper]] = {}
    for evidence in case.evidence.order_by("id"):
        evidence.replacement = case
        came.setdefault(evidence.kind, []).append(_paper(evidence, me=me, today=today))
    needed = papers_for(case)
    lines = [Needed(kind, PAPER_WORDS[kind], tuple(came.get(kind, ()))) for kind in needed]
    beyond = [kind for kind in came if kind not in needed]
    return lines + [Needed(kind, PAPER_WORDS.get(kind, kind), tuple(came[kind]), extra=True) for kind in beyond]


def paper_words(evidence: Evidence, request: OfficerRequest, *, now: datetime) -> dict[str, Any]:
    """Context of one paper's page."""
    me, case = request.officer.id, evidence.replacement
    today = policy.local_day(now, settings.PROFILE.time_zone)
    held = case.officer_id in (None, me) or request.role.kind == Role.Kind.SUPERVISOR
    return {
        "paper": _paper(evidence, me=me, today=today),
        "words": PAPER_WORDS.get(evidence.kind, evidence.kind),
        "may_check": case.status == states.IN_REVIEW and held and evidence.status == states.RECEIVED,
    }


def _masked(contact: Contact) -> str:
    """Enough for the person to know it again, too little for anybody else."""
    if contact.kind == Contact.PHONE:
        return f"•••• {contact.value[-3:]}"
    name, _, domain = contact.value.partition("@")
    return f"{name[:1]}•••@{domain}"


def _paper(evidence: Evidence, *, me: int, today: date) -> Paper:
    letter = evidence.kind == POLICE_LETTER and evidence.letter_date is not None
    until = (
        policy.letter_good_until(evidence.letter_date, settings.PROFILE.replacements)
        if letter and evidence.letter_date
        else None
    )
    return Paper(
        evidence=evidence,
        status=STATUSES[evidence.status],
        tag=TAGS.get(evidence.status, ""),
        checked_by=officer_words(evidence.checked_by_id, me=me) if evidence.checked_by_id else "",
        good_until=until,
        lapsed=until is not None and until < today,
        used_before=len(same_letter(evidence)),
    )


def _history(case: Replacement, *, me: int) -> list[dict[str, Any]]:
    """What happened to the case, its papers and its report, newest first."""
    rows = [
        (case.SUBJECT, case.id),
        *((Evidence.SUBJECT, paper) for paper in case.evidence.values_list("id", flat=True)),
        *((SecondLook.SUBJECT, look) for look in case.second_looks.values_list("id", flat=True)),
    ]
    if case.report_id:
        rows.append((Report.SUBJECT, case.report_id))
    events = [event for event in events_about_all(case.member_id, rows) if event.action in ACTS]
    return [
        {"act": ACTS[event.action], "by": actor_words(event, me=me), "at": event.at, "more": _more(event)}
        for event in events
    ]


def _more(event: Event) -> str:
    """What an event's detail says to an officer: which papers, what was compared, why."""
    detail = event.detail
    known = {
        **PAPER_WORDS,
        **CHECKS,
        **SPOILS,
        states.NEVER_ARRIVED: NEVER_ARRIVED,
        states.CARD_CODE: CARD_CODE,
        **REJECTIONS,
        **SENT_BACK,
        **DOUBTS,
    }
    said: Iterable[str] = (
        str(known[code])
        for name in ("papers", "checked", "decision", "kind", "reason", "doubts", "note")
        for code in str(detail.get(name, "")).split()
        if code in known
    )
    outcome = STATUSES[event.new_status] if event.subject == Evidence.SUBJECT and event.new_status else ""
    return ", ".join([*said, *filter(None, [str(outcome)])])
