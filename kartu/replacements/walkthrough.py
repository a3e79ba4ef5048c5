"""The whole road on one member: a roster in, a card out, lost, refused, renewed, handed over.

Every step goes through the verbs that pages and machines use, and the jobs they queue are done by a real worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from django.utils import timezone

from kartu.accounts.activation import activate, make_activation_code
from kartu.accounts.models import Role
from kartu.accounts.staff import appoint
from kartu.audit.actors import OPERATOR, Actor, member_actor, staff_actor
from kartu.base.errors import DomainError
from kartu.base.language import say
from kartu.base.worker import run_worker
from kartu.cards import pictures
from kartu.cards.issuing import finish_copy, open_card, prepare_copy, renew_digital
from kartu.cards.lifecycle import activate_copy
from kartu.cards.models import Card, Copy
from kartu.cards.queries import active_digital, copies_of
from kartu.cards.states import ACTIVE, PLASTIC
from kartu.credential.errors import CredentialError
from kartu.credential.qr import read_image
from kartu.credential.verdict import Verdict
from kartu.publishing.checking import check_code
from kartu.publishing.verdicts import spoken
from kartu.registry.imports import import_roster
from kartu.registry.models import Branch, Membership
from kartu.replacements import evidence, giving, making, review, states
from kartu.replacements.models import Replacement
from kartu.replacements.queries import copy_made_for
from kartu.replacements.reports import report_lost
from kartu.replacements.requests import open_replacement

NPP = "JJ012345"
COMPARED = ("identity_card",)


class StepFailed(DomainError):
    """A step did not end as it must."""

    code = "step-failed"
    id = "Hasilnya {found}, seharusnya {expected}."
    en = "The result is {found}; it must be {expected}."


class EmptyRoster(DomainError):
    """No row of the roster could be taken, so there is nobody to walk with."""

    code = "empty-roster"
    id = "Tidak ada baris yang dapat diterima dari daftar ini; tidak ada peserta untuk dicoba."
    en = "No row of this roster could be accepted; there is no member to walk with."


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one step; `seconds` of wall time, `detail` in words."""

    name: str
    ok: bool
    seconds: float
    detail: str


@dataclass(slots=True)
class Walk:
    """One walk: what it needs, and what it leaves."""

    roster: Path
    out: Path
    language: str
    files: list[str] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    verdicts: dict[str, str] = field(default_factory=dict)

    def steps(self) -> Iterator[Step]:
        """Go step by step; stops after the first that fails. Refusals are told, bugs rise."""
        road = Road(self)
        for name in ROAD:
            began = perf_counter()
            try:
                detail, ok = ROAD[name](road), True
            except (DomainError, CredentialError) as refusal:
                detail, ok = refusal.words(self.language), False
            yield Step(name, ok, round(perf_counter() - began, 3), detail)
            if not ok:
                return

    def keep(self, name: str, content: bytes) -> Path:
        """Leave one file in the walk's folder."""
        path = self.out / name
        path.write_bytes(content)
        self.files.append(str(path))
        return path


class Road:
    """The steps in their order; each returns what it did, in words, or raises."""

    card: Card
    actor: Actor
    officer: Actor
    case: Replacement

    def __init__(self, walk: Walk) -> None:
        self.walk = walk

    def import_(self) -> str:
        """The roster becomes members; the first of them is ours."""
        outcome = import_roster(
            self.walk.roster,
            npp=NPP,
            actor=OPERATOR,
            now=timezone.now(),
            refused_to=self.walk.out / f"{self.walk.roster.stem}-ditolak.csv",
        )
        if outcome.refused_file is not None:
            self.walk.files.append(str(outcome.refused_file))
        if not outcome.accepted:
            raise EmptyRoster
        return self._say(
            "{read} baris dibaca: {accepted} diterima, {known} sudah ada, {refused} ditolak dengan penjelasan.",
            "{read} rows read: {accepted} accepted, {known} known, {refused} refused and explained.",
        ).format(read=outcome.read, accepted=outcome.accepted, known=outcome.known, refused=outcome.refused)

    def activate(self) -> str:
        """The member's account is opened with a code from the employer."""
        member = Membership.objects.select_related("member").order_by("id")[0].member
        code = make_activation_code(member, "employer", actor=OPERATOR, now=timezone.now())
        activate(member.identity_kind, member.identity, code, now=timezone.now())
        self.actor = member_actor(member.id)
        return self._say(
            "Akun peserta dibuka dengan NIK dan kode aktivasi dari perusahaan.",
            "The member's account was opened with the NIK and a code from the employer.",
        )

    def issue(self) -> str:
        """A digital copy, in use at once, and the plastic one that will be lost."""
        membership = Membership.objects.filter(member=self.actor.id or 0).order_by("id")[0]
        self.card = open_card(membership, actor=OPERATOR, now=timezone.now())
        digital = renew_digital(self.card, actor=self.actor, now=timezone.now())
        plastic = prepare_copy(self.card, PLASTIC, actor=OPERATOR, now=timezone.now())
        plastic = finish_copy(plastic.member_id, plastic.id, actor=OPERATOR, now=timezone.now())
        activate_copy(plastic, actor=OPERATOR, now=timezone.now())
        do_jobs()
        self.walk.codes = {"before": digital.code, "plastic_before": plastic.code}
        return self._say(
            "Kartu digital dan kartu plastik diterbitkan, ditandatangani, digambar, dan dibaca ulang.",
            "The digital and the plastic copy were signed, drawn, and read back.",
        )

    def save(self) -> str:
        """The picture and the papers a member saves; the saved picture reads as the code."""
        copy = self._digital()
        picture = self._draw(copy, "kartu")
        if read_image(picture.read_bytes()) != self.walk.codes["before"]:
            raise StepFailed(found=picture.name, expected="before")
        self.walk.keep("kartu-lembar-a4.pdf", pictures.sheet_pdf(copy))
        return self._say(
            "Gambar dan PDF disimpan; kode pada gambar terbaca.",
            "Picture and PDF saved; the code in the picture reads.",
        )

    def verify(self) -> str:
        """Both codes are good for anybody who checks."""
        self._expect("before", "before", Verdict.GOOD)
        return self._expect("plastic_before", "plastic_before", Verdict.GOOD)

    def report_lost(self) -> str:
        """Lost: reported by the member, who is logged in."""
        report = report_lost(self.card, states.LOST, states.LOGIN, actor=self.actor, now=timezone.now())
        do_jobs()
        return self._say(
            "Laporan {number}: semua salinan langsung diblokir.", "Report {number}: every copy was blocked at once."
        ).format(number=report.number)

    def refused(self) -> str:
        """The old codes are refused by the public check."""
        self._expect("before", "refused", Verdict.BLOCKED)
        return self._expect("plastic_before", "plastic_refused", Verdict.BLOCKED)

    def renewed(self) -> str:
        """The digital copy was renewed by the report itself."""
        copy = self._digital()
        self.walk.codes["after"] = copy.code
        if copy.code == self.walk.codes["before"]:
            raise StepFailed(found="before", expected="after")
        self._draw(copy, "kartu-baru")
        return self._expect("after", "after", Verdict.GOOD)

    def approved(self) -> str:
        """A new plastic card is asked for, with the papers it needs, and approved by an officer."""
        branch = Branch.objects.create(code="JKT01", name="Jakarta Menteng", city="Jakarta")
        officer = appoint(Role.Kind.OFFICER, branch=branch, now=timezone.now())
        self.officer = staff_actor(officer.id)
        self.case, _ = open_replacement(self.card, PLASTIC, states.LOST, branch, actor=self.actor, now=timezone.now())
        review.take_case(self.case, actor=self.officer, now=timezone.now())
        letter = evidence.Letter("SKTLK/1187/XI/2026", "Polsek Menteng", timezone.localdate())
        evidence.add_evidence(self.case, evidence.POLICE_LETTER, letter=letter, actor=self.officer, now=timezone.now())
        evidence.add_evidence(self.case, "identity", actor=self.officer, now=timezone.now())
        review.approve_replacement(self.case, actor=self.officer, now=timezone.now())
        do_jobs()
        self.case.refresh_from_db()
        return self._say(
            "Permohonan {number} disetujui petugas.", "Request {number} was approved by an officer."
        ).format(number=self.case.number)

    def printed(self) -> str:
        """The plastic is printed; until it is handed over it says so itself."""
        copy = copy_made_for(self.case)
        self.walk.codes["plastic_after"] = copy.code
        self.walk.keep("kartu-plastik.pdf", pictures.card_pdf(copy))
        making.mark_printed(self.case, actor=self.officer, now=timezone.now())
        do_jobs()
        return self._expect("plastic_after", "plastic_printed", Verdict.NOT_HANDED_OVER)

    def handed_over(self) -> str:
        """Compared with the person and handed over: good from here on, and the only plastic that is."""
        giving.hand_over(self.case, checked=COMPARED, actor=self.officer, now=timezone.now())
        do_jobs()
        in_use = copies_of(self.card).filter(status=ACTIVE).count()
        if in_use != 2:
            raise StepFailed(found=in_use, expected=2)
        self._expect("plastic_before", "plastic_refused", Verdict.BLOCKED)
        return self._expect("plastic_after", "plastic_after", Verdict.GOOD)

    def _digital(self) -> Copy:
        copy = active_digital(self.card)
        if copy is None:
            raise StepFailed(found="-", expected="digital")
        return copy

    def _draw(self, copy: Copy, name: str) -> Path:
        front = self.walk.keep(f"{name}-depan.png", pictures.front_png(copy))
        self.walk.keep(f"{name}-belakang.png", pictures.back_png(copy))
        self.walk.keep(f"{name}.pdf", pictures.card_pdf(copy))
        return front

    def _expect(self, code: str, name: str, expected: Verdict) -> str:
        checked = check_code(self.walk.codes[code], now=timezone.now())
        self.walk.verdicts[name] = checked.verdict.value
        if checked.verdict != expected:
            raise StepFailed(found=checked.verdict.value, expected=expected.value)
        answer, _, _ = spoken(checked, self.walk.language)[0].partition(". ")
        return self._say("Pemeriksa melihat: {0}", "A verifier sees: {0}").format(answer)

    def _say(self, indonesian: str, english: str) -> str:
        return say(self.walk.language, id=indonesian, en=english)


ROAD: dict[str, Callable[[Road], str]] = {
    "import": Road.import_,
    "activate": Road.activate,
    "issue": Road.issue,
    "save": Road.save,
    "verify": Road.verify,
    "report-lost": Road.report_lost,
    "refused": Road.refused,
    "renewed": Road.renewed,
    "approved": Road.approved,
    "printed": Road.printed,
    "handed-over": Road.handed_over,
}


def do_jobs() -> None:
    """Do every queued job with a real worker, and come back when none is left."""
    run_worker(concurrency=1, until_empty=True)
