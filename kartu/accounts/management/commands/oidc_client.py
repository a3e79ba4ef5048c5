"""`kartu oidc-client add|list|rotate-secret|remove`: the fund's other sites that sign their people on here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kartu.accounts.signon.scopes import SCOPES
from kartu.accounts.signon.sites import NewSite, register_site, remove_site, renew_secret, sector_of, sites
from kartu.audit.actors import OPERATOR
from kartu.base.language import say

LANGUAGE = settings.COMMAND_LANGUAGE
WORDS: Mapping[str, tuple[str, str]] = {
    "add": ("mendaftarkan situs; rahasianya ditampilkan sekali", "register a site; its secret is shown once"),
    "list": ("menampilkan semua situs", "show every site"),
    "rotate-secret": (
        "mengganti rahasia; yang lama langsung ditolak",
        "change the secret; the old one is refused at once",
    ),
    "remove": ("menghapus situs beserta izin dan tokennya", "remove a site with its consents and tokens"),
    "--name": ("nama yang dibaca peserta", "the name members read"),
    "--redirect-uri": (
        "alamat tempat peserta kembali, persis; boleh diulang",
        "the address members return to, exactly; may be repeated",
    ),
    "--post-logout-redirect-uri": (
        "alamat setelah keluar, persis; boleh diulang",
        "the address after signing out, exactly; may be repeated",
    ),
    "--public": (
        "aplikasi di ponsel atau komputer peserta, yang tidak bisa menyimpan rahasia",
        "an application on members' own phones or computers, which can keep no secret",
    ),
    "--sector": (
        "situs dengan kata yang sama mengenal peserta dengan tanda yang sama",
        "sites with the same word know a member by the same identifier",
    ),
    "--scope": (
        "yang boleh ditanyakan situs ini; boleh diulang, tanpa ini semuanya",
        "what this site may ask for; may be repeated, everything without it",
    ),
    "--json": ("hasil sebagai JSON", "the outcome as JSON"),
    "client_id": ("tanda situs, dari add atau list", "the site's identifier, from add or list"),
}


class Command(BaseCommand):
    help = say(
        LANGUAGE,
        id="mendaftarkan situs lain milik dana yang memakai akun di sini untuk masuk (OpenID Connect)",
        en="register the fund's other sites that sign people on with their account here (OpenID Connect)",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="add|list|rotate-secret|remove")
        add = acts.add_parser("add", help=_words("add"))
        add.add_argument("--name", required=True, help=_words("--name"))
        add.add_argument(
            "--redirect-uri", required=True, action="append", metavar="ADDRESS", help=_words("--redirect-uri")
        )
        add.add_argument(
            "--post-logout-redirect-uri",
            action="append",
            default=[],
            metavar="ADDRESS",
            help=_words("--post-logout-redirect-uri"),
        )
        add.add_argument("--public", action="store_true", help=_words("--public"))
        add.add_argument("--sector", default="", metavar="WORD", help=_words("--sector"))
        add.add_argument("--scope", action="append", default=[], choices=list(SCOPES), help=_words("--scope"))
        for act in ("list", "rotate-secret", "remove"):
            other = acts.add_parser(act, help=_words(act))
            if act != "list":
                other.add_argument("client_id", help=_words("client_id"))
            other.add_argument("--json", action="store_true", help=_words("--json"))
        add.add_argument("--json", action="store_true", help=_words("--json"))

    def handle(self, *args: Any, **options: Any) -> None:
        told = {"add": _add, "list": _list, "rotate-secret": _rotate, "remove": _remove}[options["act"]](options)
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        each = told if isinstance(told, list) else [told]
        self.stdout.write("\n\n".join("\n".join(_lines(one)) for one in each) or _nothing())


def _add(options: Mapping[str, Any]) -> dict[str, Any]:
    new = NewSite(
        options["name"],
        options["redirect_uri"],
        after_sign_out=options["post_logout_redirect_uri"],
        public=options["public"],
        sector=options["sector"],
        scopes=options["scope"],
    )
    site, secret = register_site(new, actor=OPERATOR, now=timezone.now())
    return {**_facts(site), **({"client_secret": secret} if secret else {})}


def _list(_: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [_facts(site) for site in sites()]


def _rotate(options: Mapping[str, Any]) -> dict[str, Any]:
    secret = renew_secret(options["client_id"], actor=OPERATOR, now=timezone.now())
    return {"client_id": options["client_id"], "client_secret": secret}


def _remove(options: Mapping[str, Any]) -> dict[str, Any]:
    remove_site(options["client_id"], actor=OPERATOR, now=timezone.now())
    return {"client_id": options["client_id"], "removed": True}


def _facts(site: Client) -> dict[str, Any]:
    """As client libraries call them (RFC 7591 section 2)."""
    return {
        "issuer": settings.ADDRESS,
        "client_id": site.id,
        "client_name": site.name,
        "redirect_uris": site.get_redirect_uris(),
        "post_logout_redirect_uris": site.get_post_logout_redirect_uris(),
        "public": site.type == Client.Type.PUBLIC,
        "sector": sector_of(site),
        "scope": " ".join(site.get_scopes()),
    }


def _lines(told: Mapping[str, Any]) -> list[str]:
    lines = [f"{name:<26}{_text(value)}" for name, value in told.items()]
    if "client_secret" in told:
        lines.append(
            say(
                LANGUAGE,
                id="Simpan rahasianya sekarang; nanti tidak bisa ditampilkan lagi. Cara menyambung: docs/signon.md",
                en="Keep the secret now; it cannot be shown again. How to connect: docs/signon.md",
            )
        )
    return lines


def _text(value: object) -> str:
    if isinstance(value, bool):
        return say(LANGUAGE, id="ya", en="yes") if value else say(LANGUAGE, id="tidak", en="no")
    return " ".join(value) if isinstance(value, list) else str(value)


def _nothing() -> str:
    return say(LANGUAGE, id="Belum ada situs yang terdaftar.", en="No site is registered yet.")


def _words(name: str) -> str:
    return say(LANGUAGE, id=WORDS[name][0], en=WORDS[name][1])
