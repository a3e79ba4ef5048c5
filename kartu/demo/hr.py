"""A working day of HR: a request that waits for papers, a box on its way, workers who let their cards be downloaded."""

from __future__ import annotations

from datetime import datetime, timedelta

from kartu.accounts.consent_models import Consent
from kartu.accounts.consents import give_consent
from kartu.accounts.models import Role, SentCode, User
from kartu.audit.actors import OPERATOR, SYSTEM, Actor, member_actor
from kartu.base.digits import six_digits
from kartu.base.tenancy import fund_scope
from kartu.cards.issuing import open_card, renew_digital
from kartu.demo.people import COMPANIES
from kartu.employers.acting import request_for_worker
from kartu.employers.news_address import ask_address, confirm_address
from kartu.registry.models import Branch, Employer, Membership
from kartu.replacements import boxes, states
from kartu.replacements.evidence import add_evidence
from kartu.replacements.making import issue_replacement, mark_printed
from kartu.replacements.models import Replacement
from kartu.replacements.requests import Wish
from kartu.replacements.review import approve_replacement, ask_for_evidence, take_case

AT_WORK = Wish(delivery=states.AT_EMPLOYER)
DOWNLOADABLE = 6
NEWS_TO = "personalia@contoh.id"


def seed_hr(branch: Branch, officer: Actor, *, now: datetime) -> None:
    """Through the verbs everybody uses, with workers of whom nothing else is shown."""
    with fund_scope():
        employer = Employer.objects.get(npp=COMPANIES[0].npp)
        role = Role.objects.filter(kind=Role.Kind.HR, employer=employer, grade=Role.OWNER).order_by("id")[0]
        hr = Actor("employer", role.user_id)
        workers = Membership.objects.filter(employer=employer, ended_on=None, member__user=None, card=None)
        quiet = list(workers.select_related("member", "employer").order_by("id")[: DOWNLOADABLE + 2])
        if len(quiet) < DOWNLOADABLE + 2:
            return
        waiting, printed, *others = quiet
        _waits_for_papers(waiting, branch, hr, officer, now=now - timedelta(days=1))
        _comes_in_a_box(printed, branch, hr, officer, now=now - timedelta(hours=4))
        _wants_news(role.user, employer, now=now)
        for one in others:
            renew_digital(open_card(one, actor=OPERATOR, now=now), actor=OPERATOR, now=now)
            _consents(one, Consent.EMPLOYER_DOWNLOADS, now=now)


def _waits_for_papers(one: Membership, branch: Branch, hr: Actor, officer: Actor, *, now: datetime) -> None:
    _consents(one, Consent.EMPLOYER_ACTS, now=now)
    case = request_for_worker(one, states.DAMAGED, branch, wish=AT_WORK, actor=hr, now=now)
    take_case(_again(case), actor=officer, now=now + timedelta(hours=2))
    ask_for_evidence(_again(case), ("identity", "damaged_card"), actor=officer, now=now + timedelta(hours=3))


def _wants_news(user: User, company: Employer, *, now: datetime) -> None:
    code = ask_address(user, company, NEWS_TO, now=now)
    if code is not None:
        confirm_address(user, company, code, six_digits(SentCode.objects.get(pk=code).seed), now=now)


def _comes_in_a_box(one: Membership, branch: Branch, hr: Actor, officer: Actor, *, now: datetime) -> None:
    _consents(one, Consent.EMPLOYER_ACTS, now=now)
    case = request_for_worker(one, states.DAMAGED, branch, wish=AT_WORK, actor=hr, now=now)
    for paper in ("identity", "damaged_card"):
        add_evidence(case, paper, actor=officer, now=now)
    take_case(_again(case), actor=officer, now=now)
    approve_replacement(_again(case), actor=officer, now=now)
    issue_replacement(case.id, actor=SYSTEM, now=now)
    mark_printed(_again(case), actor=officer, now=now)
    box = boxes.pack_box(branch.id, one.employer_id or 0, actor=officer, now=now)
    boxes.send_box(box, actor=officer, now=now)


def _consents(one: Membership, purpose: str, *, now: datetime) -> None:
    actor = member_actor(one.member_id)
    give_consent(one.member, purpose, proof="login", actor=actor, now=now, employer_id=one.employer_id)


def _again(case: Replacement) -> Replacement:
    return Replacement.objects.select_related("card__membership", "member", "branch").get(pk=case.pk)
