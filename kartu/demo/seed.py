"""The invented fund: ten branches, three employers, members, a code in each state, a case in each state."""

from __future__ import annotations

from datetime import datetime, timedelta

from kartu.accounts.mandates import offer_mandate, take_up_mandate
from kartu.accounts.models import Mandate, Role, User
from kartu.accounts.recovery.opening import ask_recovery
from kartu.accounts.signing_up import Proved, open_account
from kartu.accounts.staff import appoint
from kartu.audit.actors import ANONYMOUS, OPERATOR, SYSTEM, Actor, member_actor, staff_actor
from kartu.cards.issuing import finish_copy, prepare_copy, renew_digital
from kartu.cards.lifecycle import expire_due
from kartu.cards.states import PLASTIC
from kartu.cards.status import publish_shard
from kartu.demo import people
from kartu.demo.acting import seed_acting
from kartu.demo.cases import OLD, Stage, Told, card_of, give_plastic, member_of, seed_cases, seed_posted
from kartu.demo.doubtful import seed_doubtful
from kartu.demo.hr import seed_hr
from kartu.demo.letters import seed_letters
from kartu.demo.printing import seed_printing
from kartu.demo.visits import seed_visits
from kartu.employers.units import join_unit
from kartu.registry.imports import import_roster
from kartu.registry.members import ensure_employer
from kartu.registry.models import Branch, Employer
from kartu.replacements import states
from kartu.replacements.reports import report_lost

FOUNDED = timedelta(days=400)


def seed(*, now: datetime) -> dict[str, Told]:
    """Fill an empty fund, through the verbs everybody uses. Returns what the members of its cases were told."""
    branch = _open_branches()
    _import_rosters(now=now - FOUNDED)
    officer = _appoint_staff(branch, now=now - FOUNDED)
    _issue_codes(now=now)
    _open_accounts(now=now)
    _seed_ways_back(branch, staff_actor(officer), now=now)
    stage = Stage(branch, staff_actor(officer), now)
    told = {**seed_cases(stage), "doubtful": seed_doubtful(stage), "posted": seed_posted(stage)}
    flagged = card_of(people.FLAGGED, now=now - OLD)
    give_plastic(flagged, now=now - OLD)
    report_lost(flagged, states.LOST, states.NOTHING_HELD, actor=ANONYMOUS, now=now - timedelta(hours=5))
    seed_acting(branch, now=now)
    seed_hr(branch, staff_actor(officer), now=now)
    seed_visits(branch, now=now)
    seed_letters(now=now)
    seed_printing(branch, staff_actor(officer), now=now)
    expire_due(actor=SYSTEM, now=now)
    # The messages are the worker's to send; the list has to be right from the first check on.
    publish_shard(0, actor=SYSTEM, now=now)
    return told


def _open_branches() -> Branch:
    branches = [
        Branch(code=each.code, name=each.name, city=each.city, address=each.address, time_zone=each.time_zone)
        for each in people.OFFICES
    ]
    return Branch.objects.bulk_create(branches)[0]


def _import_rosters(*, now: datetime) -> None:
    for company in people.COMPANIES:
        roster = people.ROSTERS / company.roster
        import_roster(roster, npp=company.npp, employer_name=company.name, actor=OPERATOR, now=now)


def _appoint_staff(branch: Branch, *, now: datetime) -> int:
    """One account a role; returns the officer's."""
    officer = appoint(Role.Kind.OFFICER, branch=branch, now=now)
    appoint(Role.Kind.SUPERVISOR, branch=branch, now=now)
    company = Employer.objects.get(npp=people.COMPANIES[0].npp)
    appoint(Role.Kind.HR, employer=company, grade=Role.OWNER, now=now)
    for npp, name in people.UNITS:
        unit, _ = ensure_employer(npp, actor=OPERATOR, now=now, name=name)
        join_unit(unit, company, actor=OPERATOR, now=now)
    appoint(Role.Kind.POLICE, station=people.STATION, now=now)
    appoint(Role.Kind.OPERATOR, now=now)
    return officer.id


def _issue_codes(*, now: datetime) -> None:
    """One card code in each state."""
    renew_digital(card_of(people.VALID, now=now), actor=OPERATOR, now=now)
    lost = card_of(people.BLOCKED, now=now - OLD)
    give_plastic(lost, now=now - OLD)
    report_lost(lost, states.STOLEN, states.LOGIN, actor=member_actor(lost.member_id), now=now - timedelta(days=2))
    renewed = card_of(people.REPLACED, now=now - OLD)
    for days in (30, 1):
        renew_digital(renewed, actor=OPERATOR, now=now - timedelta(days=days))
    renew_digital(card_of(people.EXPIRED, now=now - OLD), actor=OPERATOR, now=now - OLD)
    prepared = prepare_copy(card_of(people.PREPARED, now=now), PLASTIC, actor=OPERATOR, now=now)
    finish_copy(prepared.member_id, prepared.id, actor=OPERATOR, now=now)


def _open_accounts(*, now: datetime) -> None:
    """Members with a password. A digital card is made when its member first opens it; two have plastic to lose."""
    for person in (people.SITI, people.BAMBANG, people.HENDRA):
        open_account(Proved(member_of(person).id, name=person.contact), people.PASSWORD, now=now)
    for person in (people.SITI, people.KARTIKA):
        give_plastic(card_of(person, now=now - OLD), now=now - OLD)


def _seed_ways_back(branch: Branch, officer: Actor, *, now: datetime) -> None:
    """Somebody the officer wants to help back in, for the supervisor to answer; a representative with an account."""
    without_contacts = member_of(people.COLLECTED)
    ask_recovery(without_contacts, branch, ("family_card", "answers"), actor=officer, now=now - timedelta(hours=2))
    giver, holder = member_of(people.HENDRA), User.objects.get(member=member_of(people.BAMBANG))
    acts = (Mandate.REPORT, Mandate.REQUEST)
    offered = offer_mandate(giver, acts, 90, actor=member_actor(giver.id), now=now - timedelta(days=3))
    take_up_mandate(holder, offered.mandate.number, offered.code, address="demo", now=now - timedelta(days=2))
