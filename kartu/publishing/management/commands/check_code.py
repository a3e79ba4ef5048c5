"""`kartu check-code`: the public check at the command line. The exit code is the verdict."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kartu.base.language import say
from kartu.credential.errors import NoCode
from kartu.credential.qr import read_image
from kartu.credential.verdict import Checked, Verdict
from kartu.publishing.checking import check_code
from kartu.publishing.verdicts import shown, spoken

EXIT_CODES = {
    Verdict.GOOD: 0,
    Verdict.BLOCKED: 1,
    Verdict.EXPIRED: 2,
    Verdict.COULD_NOT_CHECK: 3,
    Verdict.NOT_OURS: 4,
    Verdict.NOT_HANDED_OVER: 4,
}
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".pdf")
STDIN = "-"


class Command(BaseCommand):
    help = say(
        settings.COMMAND_LANGUAGE,
        id="memeriksa kode kartu: teksnya, atau gambar kartu (PNG, JPEG)",
        en="check a card's code: its text, or a picture of the card (PNG, JPEG)",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        words = settings.COMMAND_LANGUAGE
        parser.epilog = say(
            words,
            id="Kode keluar: 0 berlaku, 1 diblokir, 2 habis masa berlaku, 3 tidak dapat diperiksa, "
            "4 bukan kartu dana ini atau belum diserahkan.",
            en="Exit code: 0 good, 1 blocked, 2 expired, 3 could not be checked, "
            "4 not a card of this fund or not handed over.",
        )
        parser.add_argument(
            "code",
            metavar="TEXT|IMAGE",
            help=say(
                words,
                id="teks kode, berkas gambar, atau - untuk membaca teks dari masukan baku",
                en="text of the code, a picture file, or - to read the text from standard input",
            ),
        )
        parser.add_argument(
            "--json", action="store_true", help=say(words, id="jawab sebagai JSON", en="answer as JSON")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        checked = _checked(options["code"])
        self.exit_code = EXIT_CODES[checked.verdict]
        if options["json"]:
            self.stdout.write(json.dumps(shown(checked), ensure_ascii=False, indent=2))
            return
        for line in spoken(checked, settings.COMMAND_LANGUAGE):
            self.stdout.write(line)


def _checked(argument: str) -> Checked:
    try:
        text = _text(argument)
    except NoCode as error:
        # Nothing was read, so nothing is known about the card.
        return Checked(Verdict.COULD_NOT_CHECK, None, None, error.code)
    return check_code(text, now=timezone.now())


def _text(argument: str) -> str:
    if argument == STDIN:
        # Base45 has a blank among its signs, so only the line's end goes.
        return sys.stdin.read().strip("\r\n")
    if _is_file(argument):
        try:
            return read_image(Path(argument).read_bytes())
        except OSError as error:
            raise CommandError(_words_for("tidak dapat dibaca", "cannot be read", argument)) from error
    if argument.lower().endswith(PICTURES):
        raise CommandError(_words_for("tidak ada", "is not there", argument))
    return argument


def _is_file(argument: str) -> bool:
    try:
        return Path(argument).is_file()
    except (OSError, ValueError):  # a code is longer than a file's name may be
        return False


def _words_for(indonesian: str, english: str, name: str) -> str:
    return say(settings.COMMAND_LANGUAGE, id=f"Berkas {name} {indonesian}.", en=f"The file {name} {english}.")
