from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kartu.audit.actors import OPERATOR
from kartu.base.language import say
from kartu.replacements.documents import as_toml, editions, faults_of, read_rules, rules_in_force, rules_of, set_rules

LANGUAGE = settings.COMMAND_LANGUAGE


class Command(BaseCommand):
    help = say(
        LANGUAGE,
        id="berkas apa yang diperlukan tiap permohonan: lihat, periksa, ganti, riwayat",
        en="which papers each kind of request needs: show, check, set, history",
    )
    exit_code = 0

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        words = {
            "show": say(LANGUAGE, id="aturan yang berlaku, sebagai TOML", en="the rules in force, as TOML"),
            "check": say(LANGUAGE, id="periksa satu berkas aturan", en="check a file of rules"),
            "set": say(LANGUAGE, id="berlakukan berkas aturan", en="put a file in force from now on"),
            "history": say(LANGUAGE, id="semua edisi", en="every edition"),
            "back": say(LANGUAGE, id="edisi lama lagi (0: profil)", en="an old edition again (0: the profile)"),
        }
        for act, told in words.items():
            one = acts.add_parser(act, help=told)
            if act in ("check", "set"):
                one.add_argument("file", type=Path)
            if act == "show":
                one.add_argument("edition", type=int, nargs="?")
            if act == "back":
                one.add_argument("edition", type=int)
            if act in ("set", "back"):
                one.add_argument("--note", default="", help=say(LANGUAGE, id="catatan", en="a note"))

    def handle(self, *args: Any, **options: Any) -> None:
        acts = {"show": self._show, "check": self._check, "set": self._set, "history": self._history}
        acts.get(options["act"], self._back)(options)

    def _show(self, given: dict[str, Any]) -> None:
        number = given["edition"]
        self.stdout.write(as_toml(rules_in_force(timezone.now()) if number is None else rules_of(number)))

    def _check(self, given: dict[str, Any]) -> None:
        faults = faults_of(read_rules(given["file"].read_text()))
        self.exit_code = 1 if faults else 0
        self.stdout.write("\n".join(faults) or say(LANGUAGE, id="Lengkap.", en="Complete."))

    def _set(self, given: dict[str, Any]) -> None:
        self._tell(read_rules(given["file"].read_text()), given["note"])

    def _back(self, given: dict[str, Any]) -> None:
        self._tell(rules_of(given["edition"]), given["note"] or f"= {given['edition']}")

    def _tell(self, rules: Any, note: str) -> None:
        edition = set_rules(rules, note=note, actor=OPERATOR, now=timezone.now())
        told = say(LANGUAGE, id="Berlaku untuk permohonan baru: edisi", en="In force for new requests: edition")
        self.stdout.write(f"{told} {edition.id}.")

    def _history(self, given: dict[str, Any]) -> None:
        for edition in editions():
            self.stdout.write(f"{edition.id}  {edition.since:%Y-%m-%d %H:%M} UTC  {edition.note}")
        self.stdout.write(say(LANGUAGE, id="0  profil dana", en="0  the fund's profile"))
