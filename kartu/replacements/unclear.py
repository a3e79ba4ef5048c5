"""A picture that cannot be read: asked for again with one press, and sent again with one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import change_status
from kartu.notifications.letter_words import LETTER_LAPSES, PICTURE_UNCLEAR
from kartu.notifications.messages import tell
from kartu.replacements import policy, states
from kartu.replacements.evidence import CORRECT_DATA, POLICE_LETTER, UNDECIDED, Correction, Letter, check_evidence
from kartu.replacements.handing_in import hand_in
from kartu.replacements.models import Evidence, Replacement
from kartu.replacements.queries import missing_papers
from kartu.replacements.requests import resubmit
from kartu.replacements.review import require_taken
from kartu.replacements.telling import tell_employer_asked

# So long before its last day a letter's member is told; an officer may need a day of it.
LAPSE_TOLD = timedelta(days=3)


def ask_again(evidence: Evidence, *, actor: Actor, now: datetime) -> None:
    """Refuse a picture because it cannot be read, and wait for a better one: one press, one message to the member.

    Raises NotYourCase, PapersClosed, and MoveNotAllowed for a case that nobody has taken.
    """
    case = evidence.replacement
    require_taken(case, actor=actor, now=now)
    with transaction.atomic():
        check_evidence(evidence, accepted=False, why=states.UNCLEAR, actor=actor, now=now)
        asked = evidence.kind
        if case.status != states.NEEDS_EVIDENCE:  # another picture may have been asked for a moment ago
            change_status(case, states.NEEDS_EVIDENCE, Action.EVIDENCE_ASKED, actor=actor, now=now, papers=asked)
            tell_employer_asked(case)
        tell(case.member, PICTURE_UNCLEAR, now=now, number=case.number, papers=asked)


def unclear_paper(case: Replacement, kind: str) -> Evidence | None:
    """The paper of this kind whose picture was asked for again, if nothing has come since."""
    latest = case.evidence.filter(kind=kind).order_by("-id").first()
    if latest is None or latest.status != states.REFUSED or latest.refusal != states.UNCLEAR:
        return None
    latest.replacement = case
    return latest


def unclear_kinds(case: Replacement) -> frozenset[str]:
    """Kinds of paper whose last picture was asked for again."""
    latest = dict(case.evidence.order_by("id").values_list("kind", "refusal"))
    return frozenset(kind for kind, refusal in latest.items() if refusal == states.UNCLEAR)


def send_again(unclear: Evidence, content: bytes, *, actor: Actor, now: datetime) -> Evidence:
    """The better picture. What the paper says was said before; the case goes back to the queue if nothing is missing.

    Raises what `hand_in` raises.
    """
    case, letter = unclear.replacement, None
    if unclear.kind == POLICE_LETTER and unclear.letter_date is not None:
        letter = Letter(unclear.letter_number, unclear.station, unclear.letter_date)
    correction = None
    if unclear.kind == CORRECT_DATA:
        correction = Correction(unclear.right_name, unclear.right_birth_date)
    evidence = hand_in(case, unclear.kind, content, letter=letter, correction=correction, actor=actor, now=now)
    in_hand = set(case.evidence.exclude(status=states.REFUSED).values_list("kind", flat=True))
    if case.status == states.NEEDS_EVIDENCE and not set(missing_papers(case)) - in_hand:
        resubmit(case, actor=actor, now=now)
    return evidence


def tell_lapsing(*, now: datetime) -> int:
    """Tell members whose open case has a letter that nobody has accepted and that lapses soon; returns how many.

    What was accepted was good when it came; it is not asked for again.
    """
    rules = settings.PROFILE.replacements
    today = policy.local_day(now, settings.PROFILE.time_zone)
    oldest = today - timedelta(days=rules.police_letter_days)
    accepted = Evidence.objects.filter(replacement=OuterRef("replacement"), kind=POLICE_LETTER, status=states.ACCEPTED)
    papers = Evidence.objects.filter(
        kind=POLICE_LETTER,
        replacement__status__in=UNDECIDED,
        letter_date__range=(oldest, oldest + LAPSE_TOLD),
        reminded_at=None,
    ).exclude(Exists(accepted))
    told = 0
    for paper in papers.exclude(refusal=states.LETTER_WITHDRAWN).select_related("replacement__member").order_by("id"):
        told += _tell_lapsing(paper, now=now)
    return told


def _tell_lapsing(paper: Evidence, *, now: datetime) -> int:
    case = paper.replacement
    if paper.letter_date is None:
        return 0
    until = policy.letter_good_until(paper.letter_date, settings.PROFILE.replacements)
    with transaction.atomic():
        # Of two runs one tells; a letter sent twice in one case is told of once.
        mine = Evidence.objects.filter(replacement=case, kind=POLICE_LETTER, letter_date=paper.letter_date)
        if not mine.filter(reminded_at=None).update(reminded_at=now):
            return 0
        tell(case.member, LETTER_LAPSES, now=now, number=case.number, until=until.isoformat())
    return 1
