"""A company with HR and workers with cards, for the tests of acting for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.utils import timezone
from PIL import Image

from kartu.accounts.consent_models import Consent
from kartu.accounts.consents import give_consent
from kartu.accounts.models import Role, User
from kartu.audit.actors import OPERATOR, SYSTEM, Actor, member_actor
from kartu.cards.issuing import open_card, renew_digital
from kartu.cards.models import Card
from kartu.employers.acting import request_for_worker
from kartu.registry.members import Person, register_member, sealed_contact, start_membership
from kartu.registry.models import Branch, Contact, Employer, Membership
from kartu.replacements import states
from kartu.replacements.evidence import Letter, add_evidence
from kartu.replacements.making import issue_replacement, mark_printed
from kartu.replacements.models import Replacement
from kartu.replacements.requests import Wish
from kartu.replacements.review import approve_replacement, take_case
from tests.employers.builders import hr_person
from tests.replacements.builders import again, new_branch


@dataclass(frozen=True, slots=True)
class Company:
    """One employer, two of its HR people, and the branch nearby."""

    employer: Employer
    hr: Actor
    second: Actor
    branch: Branch
    now: datetime

    @property
    def scope(self) -> list[int]:
        return [self.employer.id]


_count = iter(range(1, 100_000))


def company(name: str = "PT Laut Biru", *, now: datetime | None = None) -> Company:
    moment = now or timezone.now()
    number = next(_count)
    employer = Employer.objects.create(npp=f"HR{number:06d}", name=name, registered_at=moment)
    hr, second = (hr_person(employer, moment, grade=grade) for grade in (Role.OWNER, Role.HR_OFFICER))
    return Company(employer, _actor(hr), _actor(second), new_branch(), moment)


def worker(of: Company, name: str = "Siti Rahmawati", *, phone: bool = True, staff_number: str = "") -> Membership:
    """One of its workers, with a telephone that was proved."""
    number = next(_count)
    member = register_member(Person(f"31740128020{number:05d}", name), actor=OPERATOR, now=of.now)
    if phone:
        contact = sealed_contact(member, Contact.PHONE, f"+62812{number:08d}", "member", of.now)
        contact.confirmed_at = of.now
        contact.save(force_insert=True)
    made = start_membership(member, f"2699{number:07d}", employer=of.employer, programmes=1, actor=OPERATOR, now=of.now)
    if staff_number:
        made.staff_number = staff_number
        made.save(update_fields=["staff_number"])
    return made


def printed_for(of: Company, one: Membership, officer: Actor, *, now: datetime) -> Replacement:
    """A damaged card replaced on the company's request, up to the print; it goes to the company."""
    wish = Wish(delivery=states.AT_EMPLOYER)
    case = request_for_worker(one, states.DAMAGED, of.branch, vouched=True, wish=wish, actor=of.hr, now=now)
    for paper in ("identity", "damaged_card"):
        add_evidence(case, paper, actor=officer, now=now)
    take_case(again(case), actor=officer, now=now)
    approve_replacement(again(case), actor=officer, now=now)
    issue_replacement(case.id, actor=SYSTEM, now=now)
    mark_printed(again(case), actor=officer, now=now)
    return again(case)


def with_digital(of: Company, one: Membership) -> Card:
    card = open_card(one, actor=OPERATOR, now=of.now)
    renew_digital(card, actor=OPERATOR, now=of.now)
    return card


def consents(one: Membership, purpose: str = Consent.EMPLOYER_ACTS) -> Consent:
    return give_consent(
        one.member,
        purpose,
        proof="login",
        actor=member_actor(one.member_id),
        now=timezone.now(),
        employer_id=one.employer_id,
    )


def letter(now: datetime) -> Letter:
    return Letter("B/77/XI/2026", "Dinas Pemadam Tual", now.date())


def photo(colour: str = "navy") -> bytes:
    file = BytesIO()
    Image.new("RGB", (600, 400), colour).save(file, "JPEG")
    return file.getvalue()


def _actor(user: User) -> Actor:
    return Actor("employer", user.id)
