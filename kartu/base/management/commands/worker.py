from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from kartu.base.language import say
from kartu.base.worker import run_worker


class Command(BaseCommand):
    help = say(
        settings.COMMAND_LANGUAGE,
        id="mengerjakan tugas dalam antrean (menerbitkan, memblokir, mengirim pesan) sampai dihentikan",
        en="do the queued jobs (issuing, blocking, sending messages) until stopped",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        words = settings.COMMAND_LANGUAGE
        parser.add_argument(
            "--concurrency", type=int, default=2, help=say(words, id="tugas pada saat yang sama", en="jobs at a time")
        )
        parser.add_argument(
            "--until-empty",
            action="store_true",
            help=say(words, id="berhenti bila antrean kosong", en="stop when nothing is left to do"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        run_worker(concurrency=options["concurrency"], until_empty=options["until_empty"])
