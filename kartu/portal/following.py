"""A replacement as its member follows it: where it stands, by when, and whether there is anything to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from django.conf import settings
from django.utils import timezone

from kartu.base.said import said
from kartu.notifications.catalogue import DECISIONS
from kartu.replacements import policy, states
from kartu.replacements.evidence import UNDECIDED
from kartu.replacements.models import Replacement
from kartu.replacements.queries import papers_for, papers_in_hand, steps_of, waits_until
from kartu.replacements.unclear import unclear_kinds

TITLES: Mapping[str, str] = MappingProxyType(
    {
        states.LOST: said(id="Penggantian kartu hilang", en="New card for a lost one"),
        states.STOLEN: said(id="Penggantian kartu dicuri", en="New card for a stolen one"),
        states.DAMAGED: said(id="Penggantian kartu rusak", en="New card for a damaged one"),
        states.WRONG_DATA: said(id="Penggantian kartu, data salah", en="New card with correct details"),
        states.NEVER_RECEIVED: said(id="Kartu yang tidak diterima", en="Card that never arrived"),
    }
)
# (word, class of the tag)
TAGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        states.SUBMITTED: (said(id="Menunggu petugas", en="Waiting for an officer"), ""),
        states.IN_REVIEW: (said(id="Sedang diperiksa", en="Being looked at"), ""),
        states.NEEDS_EVIDENCE: (said(id="Menunggu Anda", en="Waiting for you"), "warn"),
        states.APPROVED: (said(id="Disetujui", en="Approved"), "ok"),
        states.ISSUED: (said(id="Sedang dicetak", en="Being printed"), "ok"),
        states.PRINTED: (said(id="Siap diambil", en="Ready to collect"), "ok"),
        states.COLLECTED: (said(id="Selesai", en="Done"), "ok"),
        states.REJECTED: (said(id="Ditolak", en="Refused"), "bad"),
        states.CANCELLED: (said(id="Dibatalkan", en="Cancelled"), "plain"),
        states.VOIDED: (said(id="Tidak diambil", en="Not collected"), "bad"),
    }
)
SENT: Mapping[str, str] = MappingProxyType(
    {
        states.AT_EMPLOYER: said(id="Dikirim ke perusahaan", en="On its way to your employer"),
        states.BY_POST: said(id="Dikirim lewat pos", en="On its way by post"),
    }
)
NOT_ARRIVED = (said(id="Belum sampai", en="Not arrived"), "warn")


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of paper: its name, what makes a good one, and where it stands in this case."""

    kind: str
    name: str
    hint: str
    status: str = ""
    unclear: bool = False  # the picture was asked for again

    @property
    def wanted(self) -> bool:
        return self.status in ("", states.REFUSED)


PAPERS: Mapping[str, Paper] = MappingProxyType(
    {
        "police_letter": Paper(
            "police_letter",
            said(id="Surat keterangan kehilangan dari polisi", en="Loss letter from the police"),
            said(
                id="Seluruh halaman, dengan nomor, tanggal, dan cap.", en="The whole page with number, date and stamp."
            ),
        ),
        "identity": Paper(
            "identity",
            said(id="Satu dokumen identitas", en="One identity document"),
            said(
                id="KTP, paspor, kartu keluarga, SIM, atau KTP digital.",
                en="Identity card, passport, family card, driving licence or digital identity card.",
            ),
        ),
        "damaged_card": Paper(
            "damaged_card",
            said(id="Kartu yang rusak", en="The damaged card"),
            said(id="Bagian depan, sejauh masih terbaca.", en="The front, as far as it can still be read."),
        ),
        "correct_data": Paper(
            "correct_data",
            said(id="Dokumen dengan data yang benar", en="A document with the correct details"),
            said(
                id="Misalnya KTP, kartu keluarga, atau akta.", en="Such as identity card, family card or certificate."
            ),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the road; `state` is done, now, next or stopped."""

    name: str
    state: str
    at: datetime | None = None
    more: str = ""


@dataclass(frozen=True, slots=True)
class Following:
    """Everything the status page shows; it names nobody."""

    case: Replacement
    title: str
    tag: str
    tone: str
    papers: tuple[Paper, ...]
    steps: tuple[Step, ...]
    due: date
    late: bool  # the promised day is over, and it is not the member who is waited for
    collect_until: date | None
    decision: str

    @property
    def missing(self) -> tuple[Paper, ...]:
        """Papers still to send; none once the case is decided."""
        return tuple(paper for paper in self.papers if paper.wanted) if self.takes_papers else ()

    @property
    def unclear(self) -> tuple[Paper, ...]:
        """Papers whose picture is to be taken once more."""
        return tuple(paper for paper in self.missing if paper.unclear)

    @property
    def takes_papers(self) -> bool:
        return self.case.status in UNDECIDED

    @property
    def waits_for_you(self) -> bool:
        return self.case.status == states.NEEDS_EVIDENCE

    @property
    def posted(self) -> bool:
        """On its way by post: good once its member has scanned the code on it."""
        return self.case.status == states.PRINTED and self.case.delivery == states.BY_POST

    @property
    def overdue(self) -> bool:
        """A posted card should have come by now."""
        today = policy.local_day(timezone.now(), settings.PROFILE.time_zone)
        return self.posted and self.collect_until is not None and today >= self.collect_until

    @property
    def may_cancel(self) -> bool:
        return states.CANCELLED in Replacement.MOVES[self.case.status]


def follow(case: Replacement) -> Following:
    """The case as its status page shows it, in the reader's language."""
    tag, tone = TAGS[case.status]
    printed, zone = case.status == states.PRINTED, settings.PROFILE.time_zone
    if printed:
        tag, tone = NOT_ARRIVED if case.not_arrived_at else (SENT.get(case.delivery, tag), tone)
    due = policy.local_day(case.due_at, zone)
    undecided = case.status in UNDECIDED and case.status != states.NEEDS_EVIDENCE
    in_hand, unclear = papers_in_hand(case), unclear_kinds(case)
    return Following(
        case=case,
        title=TITLES[case.reason],
        tag=tag,
        tone=tone,
        papers=tuple(_paper(kind, in_hand.get(kind, ""), kind in unclear) for kind in papers_for(case)),
        steps=tuple(_steps(case)),
        due=due,
        late=undecided and due < policy.local_day(timezone.now(), zone),
        collect_until=waits_until(case) if printed else None,
        decision=said(id=DECISIONS[case.decision][0], en=DECISIONS[case.decision][1])
        if case.decision in DECISIONS
        else "",
    )


def _paper(kind: str, status: str, unclear: bool) -> Paper:
    known = PAPERS[kind]
    return Paper(kind, known.name, known.hint, status, unclear)


def _steps(case: Replacement) -> list[Step]:
    """What happened, with its time; then what is still to come."""
    at = dict(steps_of(case))
    road = [Step(said(id="Permohonan diterima", en="Request received"), "done", case.opened_at)]
    if case.report is not None:
        blocked = said(id="Kartu lama sudah diblokir.", en="The old card is blocked.")
        road.insert(
            0, Step(said(id="Laporan diterima", en="Report received"), "done", case.report.reported_at, blocked)
        )
    if case.status in ENDS:
        return [*road, *_done(case, at), Step(TAGS[case.status][0], "stopped", case.status_since)]
    reached = ORDER.index(STAGE[case.status])
    for place, stage in enumerate(ORDER):
        state = "done" if place < reached else "now" if place == reached else "next"
        if case.status == states.COLLECTED:
            state = "done"
        road.append(Step(STAGES[stage], state, at.get(stage) if state != "next" else None, _more(case, stage, state)))
    return road


def _done(case: Replacement, at: Mapping[str, datetime]) -> list[Step]:
    return [Step(STAGES[stage], "done", at[stage]) for stage in ORDER if stage in at]


def _more(case: Replacement, stage: str, state: str) -> str:
    if stage == states.IN_REVIEW and state == "now":
        return str(case.branch.name)
    if stage == states.PRINTED and state == "now" and case.delivery == states.AT_BRANCH:
        return f"{case.branch.name}, {case.branch.address or case.branch.city}"
    if stage == states.PRINTED and state == "now":
        return str(SENT[case.delivery])
    return ""


ENDS = (states.REJECTED, states.CANCELLED, states.VOIDED)
# The road as people see it, and the part of it each status belongs to.
ORDER = (states.IN_REVIEW, states.APPROVED, states.PRINTED, states.COLLECTED)
STAGES: Mapping[str, str] = MappingProxyType(
    {
        states.IN_REVIEW: said(id="Diperiksa petugas", en="Looked at by an officer"),
        states.APPROVED: said(id="Disetujui, kartu dibuat", en="Approved, card being made"),
        states.PRINTED: said(id="Kartu siap", en="Card ready"),
        states.COLLECTED: said(id="Kartu diterima dan berlaku", en="Card received and valid"),
    }
)
STAGE: Mapping[str, str] = MappingProxyType(
    {
        states.SUBMITTED: states.IN_REVIEW,
        states.IN_REVIEW: states.IN_REVIEW,
        states.NEEDS_EVIDENCE: states.IN_REVIEW,
        states.APPROVED: states.APPROVED,
        states.ISSUED: states.APPROVED,
        states.PRINTED: states.PRINTED,
        states.COLLECTED: states.COLLECTED,
    }
)
