"""An employer that acts for its workers: one question that waits, and one batch that runs."""

from __future__ import annotations

from datetime import datetime, timedelta

from kartu.accounts.consent_models import Consent
from kartu.accounts.consents import give_consent
from kartu.accounts.models import Role
from kartu.audit.actors import Actor, member_actor
from kartu.base.tenancy import fund_scope
from kartu.demo.papers import draw_paper
from kartu.demo.people import COMPANIES
from kartu.employers import batches, consents
from kartu.registry.models import Branch, Employer, Membership
from kartu.replacements import states
from kartu.replacements.evidence import Letter

LISTED = 2


def seed_acting(branch: Branch, *, now: datetime) -> None:
    """Ask somebody with an account, and begin a batch for two people whom nothing else is shown of."""
    with fund_scope():
        employer = Employer.objects.get(npp=COMPANIES[0].npp)
        role = Role.objects.filter(kind=Role.Kind.HR, employer=employer).exclude(grade=Role.READER).order_by("id")[0]
        hr = Actor("employer", role.user_id)
        workers = Membership.objects.filter(employer=employer, ended_on=None).select_related("member", "employer")
        asked = workers.filter(member__user__isnull=False).order_by("id").first()
        if asked is not None:
            consents.ask_consent(asked, Consent.EMPLOYER_DOWNLOADS, actor=hr, now=now - timedelta(hours=2))
        quiet = list(workers.filter(member__user=None, card=None).order_by("-id")[:LISTED])
        if not quiet:
            return
        one = quiet[0]
        actor, began = member_actor(one.member_id), now - timedelta(days=3)
        give_consent(one.member, Consent.EMPLOYER_ACTS, proof="login", actor=actor, now=began, employer_id=employer.id)
        letter = Letter("B/77/XI", "Dinas Pemadam Contoh", now.date() - timedelta(days=1))
        photo = draw_paper("Surat keterangan kebakaran", ["Dinas Pemadam Contoh", "Nomor: B/77/XI", "Semua karangan."])
        plan = batches.Plan(states.LOST, quiet, [], branch)
        batch = batches.prepare_batch(employer, plan, letter, photo, actor=hr, now=now)
        batches.start_batch(batch, actor=hr, now=now)
