"""`kartu oidc-key list|add|activate|retire`: the keys that sign ID tokens, changed by overlap."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kartu.accounts.signon.id_tokens import LASTS, PURPOSE, signing_keys
from kartu.base.errors import DomainError
from kartu.base.language import say
from kartu.credential.errors import KeyRefused
from kartu.credential.keys import KeyLife
from kartu.credential.signers import base64url, from_base64url
from kartu.registry.sealing import keyring

LANGUAGE = settings.COMMAND_LANGUAGE
ACTS: Mapping[str, tuple[str, str]] = {
    "list": ("menampilkan semua kunci", "show every key"),
    "add": (
        "membuat kunci berikutnya: sudah diterbitkan, belum menandatangani",
        "make the next key: published, not signing yet",
    ),
    "activate": (
        "kunci berikutnya mulai menandatangani; yang lama tetap diterbitkan",
        "let the next key sign; the old one stays published",
    ),
    "retire": (
        "mengakhiri kunci lama, bila tidak ada lagi yang memerlukannya",
        "end an old key nothing needs any more",
    ),
}
LIVES: Mapping[KeyLife, tuple[str, str]] = {
    KeyLife.NEXT: ("berikutnya", "next"),
    KeyLife.ACTIVE: ("menandatangani", "signing"),
    KeyLife.VERIFY_ONLY: ("hanya untuk memeriksa", "for checking only"),
    KeyLife.RETIRED: ("berakhir", "retired"),
}


class KeyCannot(DomainError):
    """This key is not where this step begins."""

    code = "key-cannot"
    id = "Kunci {kid} tidak bisa begitu. `kartu oidc-key list` menampilkan keadaan setiap kunci."
    en = "The key {kid} cannot do that. `kartu oidc-key list` shows how each one stands."


class Command(BaseCommand):
    help = say(
        LANGUAGE,
        id="mengganti kunci yang menandatangani token masuk situs lain, tanpa memutus situs itu",
        en="change the keys that sign for other sites' sign-on, without cutting those sites off",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="|".join(ACTS))
        for name, words in ACTS.items():
            act = acts.add_parser(name, help=say(LANGUAGE, id=words[0], en=words[1]))
            if name in ("activate", "retire"):
                act.add_argument("kid", help=say(LANGUAGE, id="tanda kunci, dari list", en="the key's name, from list"))
            act.add_argument("--json", action="store_true", help=say(LANGUAGE, id="hasil sebagai JSON", en="as JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        keys, now = signing_keys(), timezone.now()
        try:
            if options["act"] == "add":
                keyring()  # raises MissingKeyring in a folder that is not the fund's
                keys.active(PURPOSE)  # the first of all signs; a next one stands behind it
                keys.add(PURPOSE)
            elif options["act"] == "activate":
                keys.activate(PURPOSE, from_base64url(options["kid"]), keep_old_until=now + LASTS)
            elif options["act"] == "retire":
                keys.retire(PURPOSE, from_base64url(options["kid"]), now=now)
        except (KeyRefused, ValueError) as refused:
            raise KeyCannot(kid=options["kid"][:40]) from refused
        rows = [(base64url(record.kid), record.life) for record in keys.records(PURPOSE)]
        if options["json"]:
            self.stdout.write(json.dumps([{"kid": kid, "life": life} for kid, life in rows], indent=1))
            return
        lines = [f"{kid}  {say(LANGUAGE, id=LIVES[life][0], en=LIVES[life][1])}" for kid, life in rows]
        self.stdout.write("\n".join(lines) or say(LANGUAGE, id="Belum ada kunci.", en="There is no key yet."))
