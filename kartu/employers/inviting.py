"""The invitation by e-mail: the link is made when it is sent, and the address forgotten once it went out."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from kartu.accounts.entry_links import make_entry_link
from kartu.audit.actors import SYSTEM
from kartu.base.language import say
from kartu.employers.models import Colleague
from kartu.employers.people import end_links
from kartu.notifications.channels import send_email
from kartu.notifications.filling import Letter
from kartu.notifications.health import kinds_in_use
from kartu.notifications.trouble import NotDelivered
from kartu.registry.models import Contact

TRIED_FOR = timedelta(days=3)


def send_invitation(colleague: Colleague, *, now: datetime) -> bool:
    """Send the link to the address that waits; whether it went out. Links of tries before open nothing any more."""
    address = colleague.email
    if not address or Contact.EMAIL not in kinds_in_use():
        return False
    with transaction.atomic():
        end_links(colleague.user, now=now)
        token = make_entry_link(colleague.user, actor=SYSTEM, now=now)
    try:
        send_email(_letter(colleague, token), address, reference=f"kartu-hr-{colleague.id}", now=now)
    except NotDelivered:
        return False
    Colleague.objects.filter(pk=colleague.pk).update(sent_at=now, email_sealed=None)
    return True


def waiting(*, now: datetime) -> QuerySet[Colleague]:
    """Invitations that did not go out yet and are worth another try."""
    return Colleague.objects.filter(email_sealed__isnull=False, invited_at__gt=now - TRIED_FOR).order_by("id")


def forget_addresses(*, now: datetime) -> int:
    """Forget addresses that took no mail for days; an owner makes a new link then. Returns how many."""
    old = Colleague.objects.filter(email_sealed__isnull=False, invited_at__lte=now - TRIED_FOR)
    return old.update(email_sealed=None)


def _letter(colleague: Colleague, token: str) -> Letter:
    company = colleague.employer.name or colleague.employer.npp
    fund, link = settings.PROFILE.name, f"{settings.ADDRESS}/perusahaan/daftar/{token}"
    language = settings.PROFILE.language
    subject = say(language, id=f"Undangan masuk untuk {company}", en=f"Your way in for {company}")
    indonesian = (
        f"Anda diundang mengurus kartu pekerja {company} di {fund}. Buka tautan ini di komputer kerja Anda dan buat"
        f" passkey. Tautan berlaku 7 hari dan hanya sekali:\n{link}"
    )
    english = (
        f"You are invited to see to the workers' cards of {company} at {fund}. Open this link on your computer at"
        f" work and make a passkey. It is good for 7 days, once:\n{link}"
    )
    return Letter(subject=subject, text=f"{indonesian}\n\n{english}\n", brief="")
