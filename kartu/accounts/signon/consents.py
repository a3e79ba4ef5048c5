"""What a member lets a site know: allowed, remembered, withdrawn."""

from __future__ import annotations

from datetime import datetime

from allauth.idp.oidc.models import Client
from django.db import transaction
from django.db.models import QuerySet

from kartu.accounts.models import User
from kartu.accounts.signon.ending import WITHDRAWN, end_sign_ons
from kartu.accounts.signon.models import SignOn, SiteConsent
from kartu.accounts.signon.scopes import known_scopes
from kartu.audit.actions import Action
from kartu.audit.recording import record
from kartu.base.errors import NotThere


def consent_for(user: User, site: Client) -> SiteConsent | None:
    """What the member allowed this site and has not withdrawn."""
    return SiteConsent.objects.filter(user=user, site=site, ended_at=None).first()


def consents_of(user: User) -> QuerySet[SiteConsent]:
    """The sites this member allowed something, the latest first."""
    return SiteConsent.objects.filter(user=user, ended_at=None).select_related("site").order_by("-since", "-id")


def every_consent(member_id: int) -> QuerySet[SiteConsent]:
    """What this member ever allowed other sites, withdrawn or not, the first one first."""
    return SiteConsent.objects.filter(user__member_id=member_id).select_related("site").order_by("id")


def allow(user: User, site: Client, scopes: list[str], *, now: datetime) -> SiteConsent:
    """Let `site` know what `scopes` say, beside what it may know already. Twice at once is once."""
    with transaction.atomic():
        consent, made = SiteConsent.objects.select_for_update().get_or_create(
            user=user, site=site, ended_at=None, defaults={"scopes": " ".join(known_scopes(scopes)), "since": now}
        )
        if made or not consent.covers(scopes):
            consent.scopes = " ".join(known_scopes([*consent.scopes.split(), *scopes]))
            consent.save(update_fields=["scopes"])
            _record(Action.SITE_ALLOWED, user, site, now, consent, scopes=consent.scopes)
    return consent


def refuse(user: User, site: Client, *, now: datetime) -> None:
    """Note that the member did not let the site know; nothing else comes of it."""
    _record(Action.SITE_REFUSED, user, site, now)


def withdraw(user: User, consent_id: int, *, now: datetime) -> SiteConsent:
    """End a consent and every token that came of it. Raises NotThere (also for somebody else's, or one withdrawn)."""
    with transaction.atomic():
        if not SiteConsent.objects.filter(pk=consent_id, user=user, ended_at=None).update(ended_at=now):
            raise NotThere
        consent = SiteConsent.objects.select_related("site").get(pk=consent_id)
        end_sign_ons(SignOn.objects.filter(consent=consent), WITHDRAWN, now=now)
        _record(Action.SITE_WITHDRAWN, user, consent.site, now, consent)
    return consent


def _record(
    action: Action, user: User, site: Client, now: datetime, consent: SiteConsent | None = None, **detail: str
) -> None:
    record(
        action,
        actor=user.actor,
        now=now,
        subject="site-consent",
        subject_id=consent.id if consent else None,
        member_id=user.member_id,
        client=site.id,
        site=site.name,
        **detail,
    )
