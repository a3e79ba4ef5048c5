"""`kartu demo`: everything under one supervisor, until Ctrl-C."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from kartu.base.language import say
from kartu.demo.files import SHEET
from kartu.demo.supervisor import Demo

LANGUAGE = settings.COMMAND_LANGUAGE
PORT = 8000


class Command(BaseCommand):
    help = say(
        LANGUAGE,
        id="menjalankan semuanya dengan dana contoh: basis data, web, pekerja, sampai Ctrl-C",
        en="run everything with an invented fund: database, web, worker, until Ctrl-C",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        words = say(LANGUAGE, id="port di komputer ini (biasanya {0})", en="port on this computer (else {0})")
        parser.add_argument("--port", type=int, default=PORT, help=words.format(PORT))
        words = say(LANGUAGE, id="folder data (biasanya KARTU_DATA)", en="data folder (else KARTU_DATA)")
        parser.add_argument("--data", type=Path, default=settings.DATA, help=words)

    def handle(self, *args: Any, **options: Any) -> None:
        demo = Demo(options["data"].expanduser().absolute(), options["port"], self._say)
        self._say("Menyiapkan demo …", "Making the demonstration ready …")
        try:
            demo.run(ready=lambda: self._ready(demo))
        except KeyboardInterrupt:
            self._say("Demo dihentikan. Datanya tetap ada.", "The demonstration has stopped. Its data is kept.")

    def _ready(self, demo: Demo) -> None:
        sheet = json.loads((demo.data / SHEET).read_text(encoding="utf-8"))
        for line in _words(sheet, demo.data / SHEET):
            self.stdout.write(line)
        self.stdout.flush()

    def _say(self, indonesian: str, english: str) -> None:
        self.stdout.write(say(LANGUAGE, id=indonesian, en=english))
        sys.stdout.flush()


def _words(sheet: dict[str, Any], path: Path) -> list[str]:
    """Address and accounts for somebody who has never seen Kartu."""
    accounts = sheet["accounts"]
    newcomer = accounts["newcomer"]
    said = {
        "ready": ("Kartu siap di {0}", "Kartu is ready at {0}"),
        "member": ("Peserta: masuk dengan", "Members: sign in with"),
        "password": ("kata sandi", "password"),
        "newcomer": ("Belum punya akun:", "Without an account:"),
        "born": ("lahir", "born"),
        "code": ("kode aktivasi", "activation code"),
        "staff": (
            "Petugas (tautan sekali pakai, membuat kunci sandi di peramban Anda):",
            "Staff (one-time links that make a passkey in your browser):",
        ),
        "messages": ("Pesan keluar (email dan SMS): {0}", "Outgoing messages (e-mail and SMS): {0}"),
        "demo": ("Semua akun di satu halaman: {0}/demo", "All accounts on one page: {0}/demo"),
        "sheet": ("Semua akun dan kode kartu: {0}", "All accounts and card codes: {0}"),
        "stop": ("Berhenti: Ctrl-C", "Stop: Ctrl-C"),
    }
    word = {name: say(LANGUAGE, id=pair[0], en=pair[1]) for name, pair in said.items()}
    members = [account for account in accounts.values() if "login" in account]
    staff = [(role, account) for role, account in accounts.items() if "link" in account]
    lines = ["", word["ready"].format(sheet["base"]), "", word["member"]]
    lines += [f"  {each['login']:<28} {word['password']} {each['password']}   ({each['name']})" for each in members]
    if "activation_code" in newcomer:
        identity = f"NIK {newcomer['nik']}, {word['born']} {newcomer['birth_date']}"
        lines += [word["newcomer"], f"  {identity}, {word['code']} {newcomer['activation_code']}"]
    lines += [word["staff"], *(f"  {role:<12} {account['place']:<28} {account['link']}" for role, account in staff)]
    lines += [
        "",
        word["demo"].format(sheet["base"]),
        word["messages"].format(sheet["messages"]),
        word["sheet"].format(path),
        word["stop"],
        "",
    ]
    return lines
