"""A member whose contacts are gone, and everybody who could help."""

from __future__ import annotations

from dataclasses import dataclass

from kartu.accounts.models import Role, User
from kartu.accounts.recovery.models import Recovery
from kartu.accounts.recovery.opening import Opened, ask_recovery, vouch_for
from kartu.accounts.staff import appoint
from kartu.audit.actors import OPERATOR, Actor
from kartu.registry.members import ensure_employer, start_membership
from kartu.registry.models import Branch, Employer, Member
from tests.accounts.builders import NOW, a_member, an_account
from tests.replacements.builders import new_branch, staff

CHECKED = ("passport", "answers")


@dataclass(frozen=True, slots=True)
class Scene:
    """The member has an account in use and an old telephone; the branch three of staff, the employer one of HR."""

    member: Member
    user: User
    employer: Employer
    branch: Branch
    officer: Actor
    colleague: Actor
    supervisor: Actor
    hr: Actor

    def again(self, recovery: Recovery) -> Recovery:
        return Recovery.objects.select_related("member").get(pk=recovery.pk)


def new_scene(*, account: bool = True, phone: str = "+6281234567890") -> Scene:
    member = a_member(phone=phone)
    employer, _ = ensure_employer("JJ012345", actor=OPERATOR, now=NOW, name="PT Laut Biru")
    start_membership(member, "26040000001", employer=employer, programmes=1, actor=OPERATOR, now=NOW)
    user = an_account(member) if account else User(id=0)
    branch = new_branch()
    return Scene(
        member=member,
        user=user,
        employer=employer,
        branch=branch,
        officer=staff(Role.Kind.OFFICER, branch),
        colleague=staff(Role.Kind.OFFICER, branch),
        supervisor=staff(Role.Kind.SUPERVISOR, branch),
        hr=Actor("employer", appoint(Role.Kind.HR, employer=employer, grade=Role.HR_OFFICER, now=NOW).id),
    )


def asked(scene: Scene) -> Opened:
    return ask_recovery(scene.member, scene.branch, CHECKED, actor=scene.officer, now=NOW)


def vouched(scene: Scene) -> Opened:
    return vouch_for(scene.member, scene.employer, CHECKED, actor=scene.hr, now=NOW)
