"""Ways for workers to open their account: a slip with a code to hand over, or an invitation to their own contact."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum

from kartu.accounts.activation import LIFETIME, make_activation_code
from kartu.accounts.models import ActivationCode, User
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.models import Event
from kartu.audit.recording import record
from kartu.base.errors import DomainError
from kartu.employers.models import SlipRun
from kartu.employers.queries import workers_of
from kartu.notifications.employer_words import ACTIVATION_INVITATION, ACTIVATION_SLIP
from kartu.notifications.messages import tell
from kartu.registry.models import Contact, Employer, Membership

MOST_AT_ONCE = 200  # twenty-five pages
A_DAY = 1_000
INVITED_AGAIN = timedelta(days=30)


class SlipQuota(DomainError):
    """The day's slips of this employer are used up; context: left, most."""

    code = "slip-quota"
    id = "Paling banyak {most} lembar kode sehari; hari ini masih {left}. Pilih lebih sedikit, atau lanjutkan besok."
    en = "At most {most} slips a day; {left} are left today. Choose fewer, or go on tomorrow."


class NobodyToActivate(DomainError):
    """Everybody chosen has an account, or left."""

    code = "nobody-to-activate"
    id = "Semua pekerja yang dipilih sudah membuka akunnya. Tidak ada lembar yang perlu dicetak."
    en = "All the workers you chose have opened their accounts. There is no slip to print."


@dataclass(frozen=True, slots=True)
class Slip:
    """One worker's way in, shown once."""

    name: str
    number: str
    staff_number: str
    code: str
    good_until: datetime


def without_account(employers: Collection[int], *, now: datetime) -> QuerySet[Membership]:
    """Workers who have not opened their account, in the order of their numbers here."""
    found = workers_of(employers, today=now.date()).exclude(Exists(User.objects.filter(member=OuterRef("member"))))
    return found.select_related("member", "employer").order_by("staff_number", "id")


def without_slip(employers: Collection[int], *, now: datetime) -> QuerySet[Membership]:
    """Of those, workers for whom no code waits to be used."""
    waiting = ActivationCode.objects.filter(member=OuterRef("member"), used_at=None, expires_at__gt=now)
    return without_account(employers, now=now).exclude(Exists(waiting))


def slips_left(employer: Employer, *, now: datetime) -> int:
    """How many slips this employer may still have made today."""
    return max(0, A_DAY - _made_today(employer, now))


def make_slips(employer: Employer, chosen: Collection[int], *, user: User, actor: Actor, now: datetime) -> list[Slip]:
    """A code for each of these workers who has no account; codes made before stop working.

    Each is in the member's trail and told to the member's contact. Raises SlipQuota, NobodyToActivate.
    """
    with transaction.atomic():
        # Whoever makes slips for this employer at the same moment waits here, so that the quota is counted once.
        Employer.objects.select_for_update().get(pk=employer.pk)
        workers = list(without_account([employer.id], now=now).filter(pk__in=chosen)[:MOST_AT_ONCE])
        if not workers:
            raise NobodyToActivate
        left = slips_left(employer, now=now)
        if len(workers) > left:
            raise SlipQuota(left=left, most=A_DAY)
        SlipRun.objects.create(employer=employer, user=user, slips=len(workers), at=now)
        return [_slip(worker, employer, actor, now) for worker in workers]


def invite_by_contact(employer: Employer, chosen: Collection[int], *, actor: Actor, now: datetime) -> int:
    """Invite workers without an account by the contact the fund holds, each once a month; returns how many were chosen.

    Who has no contact is not told apart: whether the fund holds one is the member's own business.
    """
    workers = list(without_account([employer.id], now=now).filter(pk__in=chosen)[:MOST_AT_ONCE])
    lately = Event.objects.filter(
        action=Action.ACTIVATION_INVITED, at__gt=now - INVITED_AGAIN, member_id__in=[each.member_id for each in workers]
    )
    invited = set(lately.values_list("member_id", flat=True))
    with transaction.atomic():
        for worker in workers:
            if worker.member_id in invited:
                continue
            if Contact.objects.filter(member=worker.member_id, ended_at=None).exists():
                tell(worker.member, ACTIVATION_INVITATION, now=now, employer_id=employer.id)
            record(
                Action.ACTIVATION_INVITED,
                actor=actor,
                now=now,
                subject="membership",
                subject_id=worker.id,
                member_id=worker.member_id,
                employer=employer.id,
            )
    return len(workers)


def _slip(worker: Membership, employer: Employer, actor: Actor, now: datetime) -> Slip:
    code = make_activation_code(worker.member, "employer", actor=actor, now=now)
    if Contact.objects.filter(member=worker.member_id, ended_at=None).exists():
        tell(worker.member, ACTIVATION_SLIP, now=now, employer_id=employer.id)
    return Slip(worker.member.name, worker.number, worker.staff_number, code, now + LIFETIME)


def _made_today(employer: Employer, now: datetime) -> int:
    runs = SlipRun.objects.filter(employer=employer, at__gt=now - timedelta(days=1))
    return runs.aggregate(made=Sum("slips"))["made"] or 0
