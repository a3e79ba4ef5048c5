"""Who works for an employer at this fund: invited by the fund or an owner, let in by a link that opens once.

Owners see to people, officers work, readers look. A company keeps one owner at least; whoever is ended is out at once.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from kartu.accounts.entry_links import make_entry_link
from kartu.accounts.models import EntryLink, Role, User
from kartu.accounts.names import BadContact, read_contact
from kartu.accounts.staff import appoint
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.base.errors import NotThere
from kartu.base.queue import defer
from kartu.base.tenancy import fund_scope
from kartu.base.throttle import take
from kartu.employers.models import Colleague
from kartu.employers.refusals import LastOwner, UnknownWords
from kartu.registry.members import next_ids
from kartu.registry.models import Contact, Employer, Membership
from kartu.registry.sealing import keyring

GRADES = (Role.OWNER, Role.HR_OFFICER, Role.READER)


def hr_roles(user_id: int, *, now: datetime) -> list[Role]:
    """What this account does for employers now, the role held longest first."""
    held = Role.objects.filter(user=user_id, kind=Role.Kind.HR, since__lte=now, user__is_active=True)
    return list(held.exclude(until__lte=now).select_related("employer").order_by("since", "id"))


def company_acting(
    roles: Collection[Role], member_id: int | None, employer_id: object, *, at: datetime
) -> Employer | None:
    """Of somebody's companies the one an act about this member was for; None when that cannot be told.

    `employer_id` is what the act itself says; without it the member's employers of that day decide.
    """
    companies = [role.employer for role in roles if role.kind == Role.Kind.HR and role.employer]
    if len({each.id for each in companies}) < 2:
        return companies[0] if companies else None
    day = at.date()
    worked = Membership.objects.filter(Q(ended_on=None) | Q(ended_on__gte=day), member=member_id or 0)
    meant = [employer_id] if isinstance(employer_id, int) else list(worked.values_list("employer", flat=True))
    above = set(Employer.objects.filter(pk__in=[each for each in meant if each]).values_list("parent", flat=True))
    return next((each for each in companies if each.id in meant or each.id in above), None)


def people_of(employer: Employer, *, now: datetime) -> list[tuple[Role, Colleague | None]]:
    """Everybody of HR at this company now, with what colleagues call them."""
    roles = _held(employer, now).select_related("user").order_by("since", "id")
    called = {each.user_id: each for each in Colleague.objects.filter(employer=employer)}
    return [(role, called.get(role.user_id)) for role in roles]


def person_of(employer: Employer, role_id: int, *, now: datetime) -> tuple[Role, Colleague | None]:
    """One of them. Raises NotThere."""
    found = [each for each in people_of(employer, now=now) if each[0].id == role_id]
    if not found:
        raise NotThere
    return found[0]


def invite_hr(
    employer: Employer, grade: str, *, name: str, actor: Actor, now: datetime, email: str = "", letter: str = ""
) -> tuple[Role, str]:
    """Give somebody new a role and a way in. With an e-mail address the link goes there and is not returned.

    `letter` is the number of the company's letter, where the fund invites. Returns the role, and the token of the link
    where there is no address. Raises BadContact, TooMany.
    """
    if grade not in GRADES:
        raise UnknownWords(value=grade[:20])
    address = read_address(email)
    take("invite-employer", str(employer.id), now=now)
    with transaction.atomic():
        user = appoint(Role.Kind.HR, employer=employer, grade=grade, now=now)
        role = user.roles.get()
        colleague = add_colleague(user, employer, name, address, now=now)
        record(Action.HR_INVITED, actor=actor, now=now, subject="role", subject_id=role.id, grade=grade, letter=letter)
        if address:
            defer("employers.send_invitation", colleague_id=colleague.id)
            return role, ""
        return role, make_entry_link(user, actor=actor, now=now)


def new_entry_link(role: Role, *, actor: Actor, now: datetime) -> str:
    """Another link for a person whose link or device is lost; links made before open nothing any more."""
    with transaction.atomic():
        end_links(role.user, now=now)
        return make_entry_link(role.user, actor=actor, now=now)


def end_links(user: User, *, now: datetime) -> None:
    """Let no unused link of this account open anything."""
    EntryLink.objects.filter(user=user, used_at=None, expires_at__gt=now).update(expires_at=now)


def change_grade(role: Role, grade: str, *, actor: Actor, now: datetime) -> None:
    """Let somebody do more or less, from the next click on. Raises LastOwner."""
    if grade not in GRADES:
        raise UnknownWords(value=grade[:20])
    with transaction.atomic():
        _keep_an_owner(role, now, staying=grade == Role.OWNER)
        if Role.objects.filter(pk=role.pk).exclude(grade=grade).update(grade=grade):
            record(Action.HR_GRADE_CHANGED, actor=actor, now=now, subject="role", subject_id=role.id, grade=grade)
    role.grade = grade


def end_access(role: Role, *, actor: Actor, now: datetime) -> None:
    """Let somebody out: the role ends, sessions and links with it. Twice is as good as once. Raises LastOwner."""
    with transaction.atomic():
        _keep_an_owner(role, now, staying=False)
        if not Role.objects.filter(Q(until=None) | Q(until__gt=now), pk=role.pk).update(until=now):
            return
        end_links(role.user, now=now)
        Colleague.objects.filter(user=role.user_id, employer=role.employer_id).update(news_sealed=None)
        with fund_scope():  # a role at another company counts, and nobody here learns of it
            others = Role.objects.filter(user=role.user, since__lte=now).exclude(until__lte=now).exists()
        if not others:
            # An account that is not active is in nowhere: its sessions end with their next click.
            User.objects.filter(pk=role.user_id).update(is_active=False)
        record(Action.HR_ENDED, actor=actor, now=now, subject="role", subject_id=role.id)


def _held(employer: Employer, now: datetime) -> QuerySet[Role]:
    held = Role.objects.filter(kind=Role.Kind.HR, employer=employer, since__lte=now, user__is_active=True)
    return held.exclude(until__lte=now)


def _keep_an_owner(role: Role, now: datetime, *, staying: bool) -> None:
    """Two owners who end each other at the same moment take turns here."""
    employer = Employer.objects.select_for_update().get(pk=role.employer_id or 0)
    owners = set(_held(employer, now).filter(grade=Role.OWNER).values_list("id", flat=True))
    if not staying and owners == {role.id}:
        raise LastOwner


def add_colleague(user: User, employer: Employer, name: str, email: str, *, now: datetime) -> Colleague:
    """The row of a person at a company: what colleagues call them, and where the invitation goes."""
    (number,) = next_ids("employers_colleague", 1)
    _, wrapped = keyring().new_data_key(number, of="colleague")
    colleague = Colleague(id=number, user=user, employer=employer, data_key=wrapped, invited_at=now)
    colleague.name, colleague.email = name.strip()[:80], email
    colleague.save(force_insert=True)
    return colleague


def read_address(email: str) -> str:
    """An e-mail address as it is stored; "" for none. Raises BadContact."""
    if not email.strip():
        return ""
    kind, value = read_contact(email)
    if kind != Contact.EMAIL:
        raise BadContact
    return value
