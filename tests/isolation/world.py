"""A company with one of everything an employer's door can name, for others to ask for in vain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from kartu.accounts.consent_models import Consent
from kartu.accounts.models import Role, User
from kartu.audit.actors import Actor
from kartu.base.digits import ten_characters
from kartu.employers import attesting, batches, consents, downloads, pieces
from kartu.employers.acting import request_for_worker
from kartu.employers.acts import Download
from kartu.employers.listing import Listed
from kartu.employers.machines.hooks import KINDS, TEST, Told, add_hook, queue_told
from kartu.employers.machines.keys import SCOPES, keys_of, make_key
from kartu.notifications.models import Message
from kartu.registry.models import Employer, Membership
from kartu.replacements import boxes, states
from kartu.replacements.models import Box, Replacement
from kartu.replacements.review import ask_for_evidence, take_case
from tests.employers import uploads
from tests.employers.acting import Company, company, letter, photo, printed_for, with_digital, worker
from tests.employers.acting import consents as gives_consent
from tests.employers.builders import employer
from tests.registry.rosters import entry
from tests.replacements.builders import again, staff


@dataclass(frozen=True)
class World:
    """The company, a unit below it, and by kind what an address or a form may name."""

    company: Company
    unit: Employer
    worker: Membership
    officer: Actor  # of the branch that made its cards
    code: str  # with which the card in the box is handed over
    named: dict[str, str]


def new_world() -> World:
    """Build it as people would, each thing in a state in which its pages and buttons work for its owner."""
    now = timezone.now()
    ours = company("PT Gunung Hijau", now=now)
    unit = employer("GH0001U", now, name="PT Gunung Hijau Pabrik", parent=ours.employer)
    officer = staff(Role.Kind.OFFICER, ours.branch)
    one, free, gone = (_worker(ours, name) for name in ("Dewi Lestari", "Rudi Hartono", "Agus Salim"))
    case, code, box = _card_in_a_box(ours, one, officer)
    leaving = attesting.leave(gone, now.date(), user=_hr(ours), actor=ours.hr, now=now)
    ready, done = _uploads(ours)
    paper = consents.Paper(now.date(), photo())
    noted = consents.note_paper_consent(free, Consent.EMPLOYER_ACTS, paper, actor=ours.hr, now=now)
    make_key(ours.employer, _hr(ours), "gaji", SCOPES, life=timedelta(days=9), actor=ours.hr, now=now)
    listed = Listed([free], [])
    plan = batches.Plan("lost", listed.workers, listed.unmatched, ours.branch)
    batch = batches.prepare_batch(ours.employer, plan, letter(now), photo("red"), actor=ours.hr, now=now)
    named = {
        "worker": free.id,
        "number": free.number,
        "leaving": leaving.id,
        "person": Role.objects.get(user=ours.second.id or 0).id,
        "key": keys_of([ours.employer.id]).get().id,
        "webhook": _hook(ours, now),
        "upload": ready,
        "done upload": done,
        "batch": batch.number,
        "asked download": _download(ours, free, waits=True).number,
        "download": _download(ours, free, waits=False).number,
        "box": box.number,
        "case": case.number,
        "waiting case": _waiting(ours, _worker(ours, "Tuti Susanti"), officer).number,
        "paper": noted.id,
        "npp": ours.employer.npp,
        "unit": ours.employer.id,
    }
    return World(ours, unit, free, officer, code, {kind: str(value) for kind, value in named.items()})


def _worker(ours: Company, name: str) -> Membership:
    one = worker(ours, name)
    with_digital(ours, one)
    for purpose in (Consent.EMPLOYER_ACTS, Consent.EMPLOYER_DOWNLOADS):
        gives_consent(one, purpose)
    return one


def _hr(ours: Company) -> User:
    return User.objects.get(pk=ours.hr.id or 0)


def _card_in_a_box(ours: Company, one: Membership, officer: Actor) -> tuple[Replacement, str, Box]:
    """A card printed and sent, its request, and the code its worker has."""
    now = ours.now
    case = printed_for(ours, one, officer, now=now)
    box = boxes.pack_box(ours.branch.id, ours.employer.id, actor=officer, now=now)
    boxes.send_box(box, actor=officer, now=now)
    told = Message.objects.get(member_id=one.member_id, kind="hand_over_code")
    return case, ten_characters(told.values["follow"]), box


def _waiting(ours: Company, one: Membership, officer: Actor) -> Replacement:
    """A request for which the branch waits for papers."""
    case = request_for_worker(one, states.DAMAGED, ours.branch, actor=ours.hr, now=ours.now)
    take_case(again(case), actor=officer, now=ours.now)
    ask_for_evidence(again(case), ("identity",), actor=officer, now=ours.now)
    return case


def _uploads(ours: Company) -> tuple[int, int]:
    """One that waits for a yes and names a line of each kind there can be; one that was written down."""
    sender = uploads.Company(ours.employer, _hr(ours), ours.now)
    done = sender.has([entry(7001)])
    ready = sender.sends([entry(7001, staff_number="A-1"), entry(7002), entry(7003, birth_date="?")])
    return ready.id, done.id


def _hook(ours: Company, now: datetime) -> int:
    hook, _ = add_hook(ours.employer, _hr(ours), "https://hooks.example.com/", KINDS, actor=ours.hr, now=now)
    queue_told([hook], Told(TEST, "test:1", now, {}))
    return hook.id


def _download(ours: Company, one: Membership, *, waits: bool) -> Download:
    """One that is ready, or one by the second person that waits for the owner's yes."""
    asked_by = ours.second if waits else ours.hr
    ask = (ours.employer, [one], Download.ZIP, "{number}", "worksite")
    download = downloads.ask_download(*ask, actor=asked_by, now=ours.now)
    if waits:
        Download.objects.filter(pk=download.pk).update(status=Download.ASKED, needs_second=True)
    pieces.make_slice(download.id, now=ours.now)
    return download
