"""A case begun at the counter, for somebody who stands there with a document of any kind and perhaps no account."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kartu.accounts.comparing import documented
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record_about
from kartu.cards.models import Card
from kartu.cards.queries import physical_in_use
from kartu.registry.models import Branch
from kartu.replacements import policy, states
from kartu.replacements.evidence import add_evidence
from kartu.replacements.models import Replacement
from kartu.replacements.queries import open_case_of, papers_for
from kartu.replacements.refusals import CaseAlreadyOpen, NothingCompared
from kartu.replacements.reports import report_lost
from kartu.replacements.requests import open_replacement
from kartu.replacements.sending import once, require_unsent
from kartu.replacements.standing import require_standing

IDENTITY = "identity"


def start_at_counter(
    card: Card,
    kind: str,
    reason: str,
    branch: Branch,
    *,
    key: UUID,
    checked: tuple[str, ...],
    actor: Actor,
    now: datetime,
) -> tuple[Replacement, str]:
    """Report the card where it is lost, and ask for a new one, for a person compared with what `checked` names.

    Two commits: the block first, which stands whatever follows; then the case, what the person was compared with, the
    identity paper, seen, and the `key` of the form, which counts once for this card. Returns the case and the code
    that opens its status page. Raises SentBefore and NotThere as `once` does, NothingCompared without a
    document, CaseAlreadyOpen, LimitReached, LifetimeLimitReached. Not to be called inside a transaction.
    """
    if not documented(checked):
        raise NothingCompared
    require_standing(card, actor=actor, now=now, branch_id=branch.id)
    row, already = f"card {card.id}", open_case_of(card)
    # Before anything is reported: the form may come round when its case has ended and the new card is in use. After the
    # look for a case: whoever sees the one of this form sees its key as well.
    require_unsent(key, row, actor=actor)
    if already is not None:
        raise CaseAlreadyOpen(number=already.number)
    if policy.must_be_reported(reason, physical_in_use=physical_in_use(card).exists()):
        report_lost(card, reason, states.COUNTER, actor=actor, now=now)

    def begin() -> tuple[Replacement, str]:
        case, code = open_replacement(card, kind, reason, branch, actor=actor, now=now)
        _note_compared(case, checked, actor=actor, now=now)
        return case, code

    return once(key, row, begin, actor=actor, now=now)


def _note_compared(case: Replacement, checked: tuple[str, ...], *, actor: Actor, now: datetime) -> None:
    record_about(Action.PERSON_COMPARED, case, actor=actor, now=now, checked=" ".join(checked))
    if IDENTITY in papers_for(case):
        add_evidence(case, IDENTITY, actor=actor, now=now)
