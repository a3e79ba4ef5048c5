"""Requests for cards as HR follows them: where each stands, which papers it waits for, what HR can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from kartu.base.said import said
from kartu.entrance.reasons import REASONS
from kartu.notifications.catalogue import DECISIONS, PAPERS
from kartu.replacements import policy, states
from kartu.replacements.evidence import AUTHORITY_LETTER, UNDECIDED
from kartu.replacements.models import Replacement
from kartu.replacements.queries import papers_for, papers_in_hand, waits_until

# (word, class of the tag)
IN_WORK = (said(id="Sedang dikerjakan", en="In work"), "")
TAGS: Mapping[str, tuple[str, str]] = {
    states.SUBMITTED: (said(id="Menunggu petugas", en="Waiting for an officer"), ""),
    states.IN_REVIEW: (said(id="Sedang diperiksa", en="Being looked at"), ""),
    states.NEEDS_EVIDENCE: (said(id="Menunggu berkas", en="Waiting for papers"), "warn"),
    states.APPROVED: (said(id="Disetujui", en="Approved"), "ok"),
    states.ISSUED: (said(id="Sedang dicetak", en="Being printed"), "ok"),
    states.PRINTED: (said(id="Sudah dicetak", en="Printed"), "ok"),
    states.COLLECTED: (said(id="Sudah diserahkan", en="Handed over"), "ok"),
    states.REJECTED: (said(id="Ditolak", en="Refused"), "bad"),
    states.CANCELLED: (said(id="Dibatalkan", en="Cancelled"), "plain"),
    states.VOIDED: (said(id="Tidak diambil", en="Not collected"), "bad"),
}
DELIVERIES: Mapping[str, str] = {
    states.AT_EMPLOYER: said(id="di perusahaan", en="at the company"),
    states.AT_BRANCH: said(id="di kantor cabang", en="at the branch"),
    states.BY_POST: said(id="lewat pos", en="by post"),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper the request needs, and whether it has come: status "" is not yet."""

    kind: str
    name: str
    status: str

    @property
    def wanted(self) -> bool:
        # The one letter of a batch is in each of its cases already.
        return self.status in ("", states.REFUSED) and self.kind != AUTHORITY_LETTER


@dataclass(frozen=True, slots=True)
class Shown:
    """One request in words."""

    case: Replacement
    words: str
    tag: str
    reason: str
    delivery: str
    due: date
    expected: date  # until when a printed card waits, or by when the post should have brought it
    papers: tuple[Paper, ...]
    decision: str

    @property
    def takes_papers(self) -> bool:
        return self.case.status in UNDECIDED

    @property
    def missing(self) -> tuple[Paper, ...]:
        return tuple(paper for paper in self.papers if paper.wanted) if self.takes_papers else ()

    @property
    def may_resubmit(self) -> bool:
        """Whether the branch waits for the company to say that all is there."""
        return self.case.status == states.NEEDS_EVIDENCE

    @property
    def may_cancel(self) -> bool:
        return states.CANCELLED in Replacement.MOVES[self.case.status]


def tag_of(case: Replacement) -> tuple[str, str]:
    """The status in a word, and the class of its tag."""
    return TAGS.get(case.status, IN_WORK)


def shown(case: Replacement, language: str) -> Shown:
    """A request as its page shows it; what the papers say is for the officer's eyes only."""
    words, tag = tag_of(case)
    in_hand, zone = papers_in_hand(case), settings.PROFILE.time_zone
    decided = DECISIONS.get(case.decision)
    return Shown(
        case=case,
        words=words,
        tag=tag,
        reason=REASONS[case.reason],
        delivery=DELIVERIES.get(case.delivery, case.delivery),
        due=policy.local_day(case.due_at, zone),
        expected=waits_until(case),
        papers=tuple(Paper(kind, paper_name(kind, language), in_hand.get(kind, "")) for kind in papers_for(case)),
        decision=decided[language == "en"] if decided else "",
    )


def paper_name(kind: str, language: str) -> str:
    """A kind of paper, as a heading."""
    indonesian, english = PAPERS.get(kind, (kind, kind))
    name = english if language == "en" else indonesian
    return name[:1].upper() + name[1:]
