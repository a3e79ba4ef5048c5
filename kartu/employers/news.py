"""News by e-mail to whoever of HR acts in a request: the branch waits for papers.

Only to people who left an address for it and proved it theirs (`news_address`). No name and no number of a worker is in
the letter: it says which request, and where to look.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Q

from kartu.audit.models import Event
from kartu.base.language import say
from kartu.base.queue import defer
from kartu.employers.models import Colleague
from kartu.notifications.channels import send_email
from kartu.notifications.filling import Letter
from kartu.replacements import states
from kartu.replacements.models import Replacement
from kartu.replacements.standing import represents


def tell_acting(case: Replacement, *, now: datetime) -> int:
    """Queue a letter to whoever of HR has acted in the case, may still, and left an address. Returns how many."""
    employer_id = case.card.membership.employer_id
    if case.status != states.NEEDS_EVIDENCE or employer_id is None:
        return 0
    acted = Event.objects.filter(
        actor_kind="employer", member_id=case.member_id, subject=Replacement.SUBJECT, subject_id=case.id
    )
    acting = [user for user in set(acted.values_list("actor_id", flat=True)) if represents(user or 0, employer_id, now)]
    here = Q(employer=employer_id) | Q(employer__units=employer_id)
    told = Colleague.objects.filter(here, user__in=acting, news_sealed__isnull=False).distinct()
    for colleague in told:
        defer("employers.send_news", colleague_id=colleague.id, replacement_id=case.id)
    return len(told)


def send_news(colleague: Colleague, case: Replacement, *, now: datetime) -> bool:
    """Send the letter, if the branch still waits; whether it went out. Raises NotDelivered, to be tried again."""
    if not colleague.news or case.status != states.NEEDS_EVIDENCE:
        return False
    reference = f"kartu-hr-news-{colleague.id}-{case.id}"
    return send_email(_letter(case), colleague.news, reference=reference, now=now)


def _letter(case: Replacement) -> Letter:
    link, number = f"{settings.ADDRESS}/perusahaan/permohonan/{case.number}", case.number
    subject = say(
        settings.PROFILE.language, id=f"Permohonan {number} menunggu berkas", en=f"Request {number} waits for papers"
    )
    indonesian = (
        f"Kantor cabang {case.branch.name} meminta berkas, atau foto yang lebih jelas, untuk permohonan {number}."
        f" Sebelum dikirim, permohonan ini tidak dapat dilanjutkan. Lihat apa yang diminta dan kirim di sini:\n{link}"
    )
    english = (
        f"The branch {case.branch.name} asks for papers, or for a clearer picture, for request {number}. Until they are"
        f" there it cannot go on. See what is asked for and send it here:\n{link}"
    )
    return Letter(subject=subject, text=f"{indonesian}\n\n{english}\n", brief="")
