"""The papers of a case: handed in, looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from kartu.audit.actions import Action
from kartu.audit.actors import SYSTEM, Actor
from kartu.audit.recording import change_status, record_about
from kartu.base.queue import AT_LEISURE, defer
from kartu.registry.sealing import keyring
from kartu.replacements import policy, states
from kartu.replacements.models import Evidence, Replacement
from kartu.replacements.refusals import LetterIncomplete, NothingToCorrect, PapersClosed
from kartu.replacements.standing import require_officer, require_standing
from kartu.replacements.telling import tell_acted

POLICE_LETTER = "police_letter"
CORRECT_DATA = "correct_data"
AUTHORITY_LETTER = "authority_letter"  # one for many, after a fire or a flood
UNDECIDED = (states.SUBMITTED, states.IN_REVIEW, states.NEEDS_EVIDENCE)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a police letter says about itself; an extended letter has the date of its extension."""

    number: str
    station: str
    date: date


@dataclass(frozen=True, slots=True)
class SignedLetter:
    """A signed letter that was judged and may be taken: its row, what it says, and why an officer looks, or ""."""

    id: int
    letter: Letter
    doubt: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What a paper says instead of what stands on the card; "" and None: that stays as it is."""

    name: str = ""
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was rebuilt and stored: its name there and the SHA-256 of its bytes; or the shared paper it is of."""

    name: str
    digest: bytes
    shared_id: int | None = None


def add_evidence(
    case: Replacement,
    kind: str,
    *,
    letter: Letter | None = None,
    correction: Correction | None = None,
    file: StoredFile | None = None,
    signed: SignedLetter | None = None,
    actor: Actor,
    now: datetime,
) -> Evidence:
    """Add one paper to an undecided case. What an officer adds at the desk was seen there, so it is accepted with it.

    A signed letter (replacements.signed) without a doubt is accepted by machine.

    Raises LetterIncomplete and LetterLapsed for a police letter, NothingToCorrect for a document with the correct data
    that says what stands already, PapersClosed after the decision.
    """
    require_standing(case.card, actor=actor, now=now, branch_id=case.branch_id)
    if kind == POLICE_LETTER:
        letter = signed.letter if signed else letter
        _require_letter(letter, now=now)
    if kind == CORRECT_DATA:
        _require_correction(case, correction)
    with transaction.atomic():
        _lock_undecided(case)
        seen = actor.kind == "staff"
        evidence = Evidence(
            replacement=case,
            kind=kind,
            added_at=now,
            checked_by_id=actor.id if seen else None,
            status=states.ACCEPTED if seen else states.RECEIVED,
            status_since=now,
        )
        _write_down(evidence, letter, correction, file, signed)
        evidence.save(force_insert=True)
        record_about(Action.EVIDENCE_ADDED, evidence, actor=actor, now=now, kind=kind, seen=seen)
        if evidence.machine == states.GOOD and not seen:
            change_status(
                evidence, states.ACCEPTED, Action.EVIDENCE_CHECKED, actor=SYSTEM, now=now, kind=kind, machine=True
            )
        if evidence.file:
            # It takes seconds of a processor: one at a time, and never before a code somebody waits for.
            defer("replacements.look_at_picture", lock="likeness", priority=AT_LEISURE, evidence_id=evidence.id)
        if evidence.shared_id is None:
            tell_acted(case, "evidence", actor=actor, now=now)
    return evidence


def check_evidence(evidence: Evidence, *, accepted: bool, why: str = "", actor: Actor, now: datetime) -> None:
    """An officer has looked at a paper that was sent in, and accepts or refuses it; `why` is states.UNCLEAR or ""."""
    case = evidence.replacement
    officer = require_officer(case, actor=actor, now=now)
    with transaction.atomic():
        _lock_undecided(case)
        status = states.ACCEPTED if accepted else states.REFUSED
        changes: dict[str, object] = {"checked_by_id": officer, "refusal": why}
        change_status(
            evidence, status, Action.EVIDENCE_CHECKED, actor=actor, now=now, changes=changes, kind=evidence.kind
        )


def _lock_undecided(case: Replacement) -> None:
    # Waits for a decision that is being made, and holds off the next: what was decided on is what was there.
    status = Replacement.objects.select_for_update(no_key=True).values_list("status", flat=True).get(pk=case.pk)
    if status not in UNDECIDED:
        raise PapersClosed


def _require_letter(letter: Letter | None, *, now: datetime) -> None:
    if letter is None or not letter.number.strip() or not letter.station.strip():
        raise LetterIncomplete
    today = policy.local_day(now, settings.PROFILE.time_zone)
    policy.require_letter_in_force(letter.date, settings.PROFILE.replacements, today=today)


def _require_correction(case: Replacement, correction: Correction | None) -> None:
    wanted, member = correction or Correction(), case.member
    other_name = wanted.name not in ("", member.name)
    if not other_name and wanted.birth_date in (None, member.birth_date):
        raise NothingToCorrect


def _write_down(
    evidence: Evidence,
    letter: Letter | None,
    correction: Correction | None,
    file: StoredFile | None,
    signed: SignedLetter | None,
) -> None:
    if letter is not None:
        _write_letter(evidence, letter)
    if correction is not None:
        evidence.right_name = correction.name
        evidence.right_birth_date_text = correction.birth_date.isoformat() if correction.birth_date else ""
    if file is not None:
        evidence.file, evidence.digest, evidence.shared_id = file.name, file.digest, file.shared_id
    if signed is not None:
        evidence.signed_letter, evidence.machine = signed.id, signed.doubt or states.GOOD


def _write_letter(evidence: Evidence, letter: Letter) -> None:
    evidence.letter_number = letter.number
    evidence.station = letter.station
    evidence.letter_date = letter.date
    evidence.letter_index = keyring().blind("letter", _letter_text(letter))


def _letter_text(letter: Letter) -> str:
    """What the index is made of: the same letter, however its number and station are typed."""
    return ":".join(re.sub(r"[^0-9A-Z]", "", word.upper()) for word in (letter.station, letter.number))
