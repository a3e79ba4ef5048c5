"""One signing on at a site: its code, traded once; its tokens, renewed one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.idp.oidc.models import Token
from django.db import transaction
from django.db.models import QuerySet

from kartu.accounts.models import OpenSession
from kartu.accounts.sessions import Authentication
from kartu.accounts.signon.ending import REPLAY, REUSE, refuse_reuse
from kartu.accounts.signon.models import SignOn, SiteConsent
from kartu.accounts.signon.subjects import methods
from kartu.accounts.signon.tokens import digest, sign_on_in
from kartu.audit.actions import Action
from kartu.audit.recording import record
from kartu.base.errors import DomainError

CODE_LASTS = timedelta(seconds=60)
ACCESS_LASTS = timedelta(minutes=10)
# A refresh token left alone this long is dead; whatever happens, a sign-on ends after LONGEST.
REFRESH_LASTS = timedelta(days=7)
LONGEST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a site asked for, when its request was found right."""

    scopes: list[str]
    return_to: str
    challenge: str
    nonce: str = ""


class SessionOver(DomainError):
    """The session was ended, or the consent withdrawn, while the code was being given."""

    code = "session-over"


def begin_sign_on(
    consent: SiteConsent, asked: Asked, proof: Authentication, code: str, *, session: str, now: datetime
) -> SignOn:
    """Keep what `code` will be traded for, given to whoever holds the session with the key `session`.

    Consent and session are held until it is written: whoever ends one of them at this moment comes before, or finds
    the sign-on and ends it too. Raises SessionOver.
    """
    with transaction.atomic():
        agreed = SiteConsent.objects.select_for_update().filter(pk=consent.pk, ended_at=None).exists()
        opened = OpenSession.objects.select_for_update().filter(key=session, user=consent.user_id).first()
        if not agreed or opened is None:
            raise SessionOver
        sign_on = SignOn.objects.create(
            consent=consent,
            user=consent.user,
            site=consent.site,
            device_id=opened.device_id,
            scopes=" ".join(asked.scopes),
            nonce=asked.nonce,
            proved_at=proof.at,
            ways=" ".join(methods(proof.ways)),
            code_digest=digest(code),
            code_until=now + CODE_LASTS,
            challenge=asked.challenge,
            return_to=asked.return_to,
            begun_at=now,
            until=now + LONGEST,
        )
        record(
            Action.SITE_SIGNED_ON,
            actor=consent.user.actor,
            now=now,
            subject="sign-on",
            subject_id=sign_on.id,
            member_id=consent.user.member_id,
            client=consent.site_id,
            site=consent.site.name,
            scopes=sign_on.scopes,
        )
    return sign_on


def trade_code(site_id: str, code: str, *, now: datetime) -> SignOn | None:
    """The sign-on of this site's code, once. Of two at once one wins; the second ends what the first was given."""
    with_code = SignOn.objects.filter(code_digest=digest(code), site_id=site_id)
    # Naming the unused state in the UPDATE is the lock; a join would put it into a subquery, which locks nothing.
    won = with_code.filter(code_used_at=None, code_until__gt=now, ended_at=None).update(code_used_at=now)
    sign_on = with_code.select_related("user__member", "site").first()
    if sign_on is None:
        return None
    if not won and sign_on.code_used_at:
        refuse_reuse(sign_on, REPLAY, now=now)
    return sign_on if won and _goes_on(sign_on, now) else None


def sign_on_of_refresh(site_id: str, token: str, *, now: datetime) -> SignOn | None:
    """The sign-on this site's refresh token renews. One that was renewed before ends the whole family."""
    number = sign_on_in(token)
    sign_on = SignOn.objects.filter(pk=number or 0, site_id=site_id).select_related("user__member", "site").first()
    if sign_on is None:
        return None
    kept = Token.objects.by_value(token).filter(type=Token.Type.REFRESH_TOKEN, client_id=site_id).first()
    if kept is None and _newest(sign_on).exists():
        refuse_reuse(sign_on, REUSE, now=now)
    usable = kept is not None and (kept.expires_at is None or kept.expires_at > now)
    return sign_on if usable and _goes_on(sign_on, now) else None


def sign_on_of_access(token: str, *, now: datetime) -> tuple[SignOn, list[str]] | None:
    """The sign-on an access token speaks for, and what it may know."""
    kept = Token.objects.by_value(token).filter(type=Token.Type.ACCESS_TOKEN, expires_at__gt=now).first()
    if kept is None:
        return None
    sign_on = SignOn.objects.filter(pk=_number(kept)).select_related("user__member", "site").first()
    return (sign_on, kept.get_scopes()) if sign_on and _goes_on(sign_on, now) else None


def keep_tokens(sign_on: SignOn, access: str, refresh: str, scopes: list[str], *, spent: str, now: datetime) -> bool:
    """Store a new pair of tokens in place of the refresh token `spent` ("" the first time).

    False when somebody else spent it a moment ago: then nothing is stored, and the family has ended.
    """
    with transaction.atomic():
        if not spent or Token.objects.by_value(spent).filter(type=Token.Type.REFRESH_TOKEN).delete()[0]:
            _keep(sign_on, Token.Type.ACCESS_TOKEN, access, scopes, now=now, until=now + ACCESS_LASTS)
            until = min(now + REFRESH_LASTS, sign_on.until)
            _keep(sign_on, Token.Type.REFRESH_TOKEN, refresh, sign_on.scopes.split(), now=now, until=until)
            return True
    refuse_reuse(sign_on, REUSE, now=now)
    return False


def sign_on_of_either(site_id: str, token: str) -> SignOn | None:
    """The sign-on of a refresh or access token of this site, old or new, for ending it."""
    number = sign_on_in(token)
    if number is None:
        kept = Token.objects.by_value(token).filter(type=Token.Type.ACCESS_TOKEN).first()
        number = _number(kept) if kept else 0
    return SignOn.objects.filter(pk=number, site_id=site_id).select_related("user", "site").first()


def _keep(sign_on: SignOn, kind: str, value: str, scopes: list[str], *, now: datetime, until: datetime) -> None:
    token = Token(
        type=kind,
        client_id=sign_on.site_id,
        user_id=sign_on.user_id,
        data={"sign_on": sign_on.id},
        created_at=now,
        expires_at=until,
    )
    token.set_value(value)
    token.set_scopes(scopes)
    token.save(force_insert=True)


def _number(token: Token) -> int:
    return int((token.data or {}).get("sign_on", 0))


def _newest(sign_on: SignOn) -> QuerySet[Token]:
    """The one refresh token that renews this sign-on; none when it was left alone too long."""
    owned = Token.objects.filter(user_id=sign_on.user_id, client_id=sign_on.site_id, data__sign_on=sign_on.id)
    return owned.filter(type=Token.Type.REFRESH_TOKEN)


def _goes_on(sign_on: SignOn, now: datetime) -> bool:
    return sign_on.ended_at is None and sign_on.until > now and sign_on.user.is_active
