"""`kartu stock`: branches whose blank cards run out. The exit code is 1 when there is one."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from kartu.base.language import say
from kartu.printing.stock import low_branches

LANGUAGE = settings.COMMAND_LANGUAGE


class Command(BaseCommand):
    help = say(LANGUAGE, id="kantor cabang yang kartu kosongnya menipis", en="branches whose blank cards run out")

    def add_arguments(self, parser: CommandParser) -> None:
        words = say(LANGUAGE, id="jawab sebagai JSON", en="answer as JSON")
        parser.add_argument("--json", action="store_true", help=words)

    def handle(self, *args: Any, **options: Any) -> None:
        low = low_branches()
        self.exit_code = int(bool(low))
        if options["json"]:
            found = [{"branch": branch.code, "name": branch.name, "blanks": blanks} for branch, blanks in low]
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        for branch, blanks in low:
            self.stdout.write(say(LANGUAGE, id=f"{branch.name}: {blanks} kartu", en=f"{branch.name}: {blanks} cards"))
        if not low:
            self.stdout.write(say(LANGUAGE, id="Semua kantor cukup.", en="Every branch has enough."))
