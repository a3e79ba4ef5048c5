"""One paper for many cases: the letter about a fire or a flood, kept once, shown with each case, checked once."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.db import transaction

from kartu.audit.actors import Actor
from kartu.audit.recording import AlreadyMoved, MoveNotAllowed
from kartu.base.queue import defer
from kartu.registry.members import next_ids
from kartu.registry.models import Employer
from kartu.registry.sealing import keyring
from kartu.replacements import states
from kartu.replacements.evidence import AUTHORITY_LETTER, UNDECIDED, Letter, StoredFile, add_evidence, check_evidence
from kartu.replacements.files import remove_file, store_shared
from kartu.replacements.models import Evidence, Replacement, SharedPaper
from kartu.replacements.policy import local_day
from kartu.replacements.queries import missing_papers
from kartu.replacements.rebuilding import rebuild
from kartu.replacements.refusals import (
    LetterIncomplete,
    NotYourCase,
    OwnCase,
    PapersClosed,
    PapersMissing,
    SecondLookNeeded,
)
from kartu.replacements.review import approve_replacement, take_case

# What one case of many may refuse without keeping the others from going on.
PASSED_OVER = (AlreadyMoved, MoveNotAllowed, NotYourCase, OwnCase, PapersClosed, PapersMissing, SecondLookNeeded)


def keep_shared(employer: Employer, letter: Letter, content: bytes, *, now: datetime) -> SharedPaper:
    """Keep the uploaded letter of an authority, rebuilt and sealed with a key of its own. In the caller's transaction.

    Raises what `rebuild` raises, and LetterIncomplete for a letter without number, issuer or a past date.
    """
    if (
        not letter.number.strip()
        or not letter.station.strip()
        or letter.date > local_day(now, settings.PROFILE.time_zone)
    ):
        raise LetterIncomplete
    pages = rebuild(content)
    number = next_ids("replacements_sharedpaper", 1)[0]
    _, wrapped = keyring().new_data_key(number, of="paper")
    paper = SharedPaper(
        id=number,
        employer=employer,
        data_key=wrapped,
        kind=AUTHORITY_LETTER,
        station=letter.station,
        letter_date=letter.date,
        added_at=now,
    )
    paper.letter_number = letter.number
    stored = store_shared(paper, pages)
    paper.file, paper.digest = stored.name, stored.digest
    try:
        paper.save(force_insert=True)
    except BaseException:
        remove_file(stored.name)
        raise
    return paper


def add_shared(case: Replacement, paper: SharedPaper, *, actor: Actor, now: datetime) -> Evidence:
    """Put a shared paper with a case."""
    letter = Letter(paper.letter_number, paper.station, paper.letter_date)
    file = StoredFile(name="", digest=bytes(paper.digest or b""), shared_id=paper.id)
    return add_evidence(case, paper.kind, letter=letter, file=file, actor=actor, now=now)


def check_paper(evidence: Evidence, *, accepted: bool, actor: Actor, now: datetime) -> None:
    """As `check_evidence`. A shared paper is checked once: a job says the same of it in the branch's other cases."""
    with transaction.atomic():
        check_evidence(evidence, accepted=accepted, actor=actor, now=now)
        if evidence.shared_id is not None:
            defer(
                "replacements.check_shared",
                paper_id=evidence.shared_id,
                branch_id=evidence.replacement.branch_id,
                accepted=accepted,
                officer=actor.id,
            )


def check_shared(paper_id: int, branch_id: int, *, accepted: bool, actor: Actor, now: datetime) -> int:
    """Say of a shared paper in every undecided case of a branch what an officer said of it in one; returns how many."""
    uses = Evidence.objects.filter(shared=paper_id, status=states.RECEIVED, replacement__branch=branch_id)
    checked = 0
    for evidence in uses.filter(replacement__status__in=UNDECIDED).select_related("replacement__member"):
        with suppress(*PASSED_OVER):
            check_evidence(evidence, accepted=accepted, actor=actor, now=now)
            checked += 1
    return checked


def ready_together(paper_id: int, branch_id: int) -> list[Replacement]:
    """Cases of a branch under one shared paper that wait for an officer and lack nothing."""
    cases = Replacement.objects.filter(evidence__shared=paper_id, branch_id=branch_id, status=states.SUBMITTED)
    found = cases.select_related("member", "card__membership", "card__member", "branch").order_by("id")
    return [case for case in found if not missing_papers(case)]


def approve_together(paper_id: int, branch_id: int, *, actor: Actor, now: datetime) -> int:
    """Take and approve every case under one paper that lacks nothing, one by one; returns how many.

    One that somebody else works on, or that is the officer's own, is passed over; so is a risky one, which stays taken
    until a second person has looked.
    """
    approved = 0
    for case in ready_together(paper_id, branch_id):
        with suppress(*PASSED_OVER):
            take_case(case, actor=actor, now=now)
            approve_replacement(case, actor=actor, now=now)
            approved += 1
    return approved
