"""`kartu demo-seed`: the child of the supervisor that fills the fund once, and writes demo.json at every start."""

from __future__ import annotations

import gc
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from kartu.base.collector import RARELY
from kartu.base.errors import DomainError
from kartu.base.language import say
from kartu.demo.files import CASES, UNFINISHED, write_private
from kartu.demo.people import OFFICES
from kartu.demo.seed import seed
from kartu.demo.sheet import write_sheet
from kartu.demo.visits import open_today
from kartu.registry.models import Branch, Member

LANGUAGE = settings.COMMAND_LANGUAGE


class NotForDemo(DomainError):
    """A fund somebody runs in earnest must not get accounts with known passwords."""

    code = "not-for-demo"
    id = "Folder {data} berisi dana sungguhan, bukan demo. Pakai folder lain: make demo DATA=folder"
    en = "The folder {data} holds a fund of its own, no demonstration. Use another: make demo DATA=folder"


class Command(BaseCommand):
    help = say(
        LANGUAGE,
        id="mengisi dana contoh dan menulis demo.json (dijalankan oleh kartu demo)",
        en="fill the invented fund and write demo.json (run by kartu demo)",
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise NotForDemo(data=settings.DATA)
        gc.set_threshold(*RARELY)  # the process ends with the seed
        if not (settings.DATA / CASES).exists():
            if Member.objects.exists():
                raise NotForDemo(data=settings.DATA)
            (settings.DATA / UNFINISHED).touch()
            told = seed(now=timezone.now())
            # The codes of the cases are shown once and stored nowhere else.
            write_private(settings.DATA / CASES, {status: asdict(each) for status, each in told.items()})
            (settings.DATA / UNFINISHED).unlink()
        open_today(Branch.objects.get(code=OFFICES[0].code), now=timezone.now())
        write_sheet(now=timezone.now())
