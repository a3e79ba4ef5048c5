"""`kartu breached-passwords FILE --out LIST`: make the list of breached passwords an operator names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kartu.accounts.breached import record_of, records_of, write_list
from kartu.base.language import say

LANGUAGE = settings.COMMAND_LANGUAGE


class Command(BaseCommand):
    help = say(
        LANGUAGE,
        id="membuat daftar kata sandi bocor untuk KARTU_BREACHED_PASSWORDS dari koleksi yang sudah diunduh",
        en="make the list of breached passwords for KARTU_BREACHED_PASSWORDS out of a collection you downloaded",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        file = say(
            LANGUAGE,
            id="baris SHA1:jumlah, urut menurut SHA1 (bentuk koleksi umum)",
            en="lines SHA1:count, in order of the SHA1 (as the public collections come)",
        )
        plain = say(LANGUAGE, id="berkas berisi kata sandi, satu per baris", en="the file holds passwords, one a line")
        seen = say(LANGUAGE, id="abaikan yang terlihat lebih jarang", en="leave out what was seen less often")
        parser.add_argument("file", type=Path, help=file)
        parser.add_argument("--out", type=Path, required=True, help=say(LANGUAGE, id="hasilnya", en="the list"))
        parser.add_argument("--plain", action="store_true", help=plain)
        parser.add_argument("--least-seen", type=int, default=1, help=seen)

    def handle(self, *args: Any, **options: Any) -> None:
        with options["file"].open(encoding="utf-8", errors="replace") as lines:
            records = records_of(lines, least_seen=options["least_seen"])
            if options["plain"]:
                records = iter(sorted(record_of(line.rstrip("\r\n")) for line in lines))
            try:
                count = write_list(records, options["out"])
            except ValueError as error:
                options["out"].unlink(missing_ok=True)
                said = say(LANGUAGE, id="Berkas tidak terbaca: {why}", en="The file cannot be read: {why}")
                raise CommandError(said.format(why=error)) from error
        self.stdout.write(say(LANGUAGE, id=f"{count} kata sandi", en=f"{count} passwords"))
