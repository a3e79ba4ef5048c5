"""The fund's other sites (OpenID Connect: relying parties, clients): registered, listed and removed by the operator."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from allauth.idp.oidc.models import Client
from django.db import transaction

from kartu.accounts.signon.scopes import OPENID, SCOPES, known_scopes
from kartu.audit.actions import Action
from kartu.audit.actors import Actor
from kartu.audit.recording import record
from kartu.base.errors import DomainError, NotThere

LONGEST_NAME, LONGEST_ADDRESS = 60, 500
LOOPBACK = ("localhost", "127.0.0.1", "::1")
# An application's own scheme (RFC 8252 section 7.1): a domain name turned round, so that it has a dot.
OWN_SCHEME = re.compile(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+")
VISIBLE = re.compile(r"[!-~]+")


class BadSite(DomainError):
    """A site cannot be registered like this."""

    code = "bad-site"
    id = "Nama situs harus 1 sampai {longest} huruf."
    en = "The site's name must have 1 to {longest} letters."


class BadAddress(DomainError):
    """An address the site cannot be returned to."""

    code = "bad-address"
    id = (
        "Alamat {address} tidak bisa dipakai. Tulis alamat lengkap yang diawali https:// tanpa tanda # dan *; http:// "
        "hanya untuk localhost, dan skema sendiri (seperti id.contoh.aplikasi:/kembali) hanya dengan --public."
    )
    en = (
        "The address {address} cannot be used. Write it whole, beginning with https:// and without # and *; http:// is "
        "for localhost only, and a scheme of one's own (such as id.example.app:/back) goes with --public only."
    )


class NoSuchSite(NotThere):
    """No site has this client identifier."""

    id = "Situs {site} tidak ada. `kartu oidc-client list` menampilkan semuanya."
    en = "There is no site {site}. `kartu oidc-client list` shows them all."


@dataclass(frozen=True, slots=True)
class NewSite:
    """What the operator says of a site. Sites of one sector know a member by the same subject.

    `scopes` are those it may ask for; none named means all there are.
    """

    name: str
    return_to: Sequence[str]
    after_sign_out: Sequence[str] = ()
    public: bool = False
    sector: str = ""
    scopes: Sequence[str] = ()


def register_site(new: NewSite, *, actor: Actor, now: datetime) -> tuple[Client, str]:
    """Register a site; returns it and its secret ("" for a public one), which is shown once and kept as a digest.

    Raises BadSite, BadAddress.
    """
    name = " ".join(new.name.split())
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or not new.return_to:
        raise BadSite(longest=LONGEST_NAME)
    for address in (*new.return_to, *new.after_sign_out):
        _check_address(address, public=new.public)
    secret = "" if new.public else secrets.token_urlsafe(32)
    site = Client(
        name=name,
        secret=digest_of(secret) if secret else "",
        type=Client.Type.PUBLIC if new.public else Client.Type.CONFIDENTIAL,
        created_at=now,
    )
    sector = new.sector or _common_host(new.return_to) or site.id
    site.data = {"sector": sector, "client_metadata": {"post_logout_redirect_uris": list(new.after_sign_out)}}
    site.set_redirect_uris(list(new.return_to))
    site.set_scopes(known_scopes([OPENID, *(new.scopes or SCOPES)]))
    site.set_grant_types([Client.GrantType.AUTHORIZATION_CODE, Client.GrantType.REFRESH_TOKEN])
    site.set_response_types([Client.ResponseType.CODE])
    with transaction.atomic():
        site.save(force_insert=True)
        _record(Action.SITE_REGISTERED, site, actor, now)
    return site, secret


def sites() -> list[Client]:
    """Every registered site, by name."""
    return list(Client.objects.order_by("name", "id"))


def site_by_id(site_id: str) -> Client:
    """The site of this client identifier. Raises NoSuchSite."""
    site = Client.objects.filter(id=site_id).first() if site_id.isprintable() else None
    if site is None:
        raise NoSuchSite(site=site_id[:40])
    return site


def remove_site(site_id: str, *, actor: Actor, now: datetime) -> None:
    """Remove a site with every consent and token it has. Raises NoSuchSite."""
    site = site_by_id(site_id)
    with transaction.atomic():
        _record(Action.SITE_REMOVED, site, actor, now)
        site.delete()


def renew_secret(site_id: str, *, actor: Actor, now: datetime) -> str:
    """A new secret for a site; the old one is refused from now on. Raises NoSuchSite (also for a public site)."""
    site = site_by_id(site_id)
    if site.type == Client.Type.PUBLIC:
        raise NoSuchSite(site=site_id)
    secret = secrets.token_urlsafe(32)
    site.secret = digest_of(secret)
    with transaction.atomic():
        site.save(update_fields=["secret"])
        _record(Action.SITE_SECRET_RENEWED, site, actor, now)
    return secret


def has_secret(site: Client, secret: str) -> bool:
    """Whether `secret` is the site's own."""
    return bool(site.secret) and hmac.compare_digest(site.secret, digest_of(secret))


def digest_of(secret: str) -> str:
    """As a secret is kept: made by us of 256 random bits, it cannot be guessed, and needs no slow hash."""
    return f"sha256${hashlib.sha256(secret.encode()).hexdigest()}"


def sector_of(site: Client) -> str:
    return str((site.data or {}).get("sector") or site.id)


def _check_address(address: str, *, public: bool) -> None:
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError as error:
        raise BadAddress(address=address[:LONGEST_ADDRESS]) from error
    plain = VISIBLE.fullmatch(address) and "*" not in address and "#" not in address and "@" not in parts.netloc
    web = bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))
    own = public and not host and OWN_SCHEME.fullmatch(parts.scheme)
    if not (plain and len(address) <= LONGEST_ADDRESS and (web or own)):
        raise BadAddress(address=address[:LONGEST_ADDRESS])


def _common_host(addresses: Sequence[str]) -> str:
    """The one host all addresses are at (OpenID Connect Core 8.1), or ""."""
    hosts = {urlsplit(address).hostname or "" for address in addresses}
    return hosts.pop() if len(hosts) == 1 else ""


def _record(action: Action, site: Client, actor: Actor, now: datetime) -> None:
    record(action, actor=actor, now=now, subject="site", client=site.id)
