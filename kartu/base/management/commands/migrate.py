from __future__ import annotations

import gc
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections

from kartu.base.collector import RARELY
from kartu.base.crypto import ensure_keyring
from kartu.base.grants import grant_application
from kartu.base.language import say


class Command(DjangoMigrate):
    help = say(
        settings.COMMAND_LANGUAGE,
        id="membuat atau memperbarui skema, hak peran aplikasi, dan berkas kunci dana baru",
        en="make or update the schema, the application role's rights, and a new fund's key file",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        with connections[options["database"]].cursor() as cursor:
            # A migration that waits for a busy table makes everybody behind it wait: give up and try again later.
            cursor.execute("SET lock_timeout = '1s'")
        # Every step draws the related models anew, a hundred thousand objects that live until the next one.
        thresholds = gc.get_threshold()
        gc.set_threshold(*RARELY)
        super().handle(*args, **options)
        gc.set_threshold(*thresholds)
        grant_application(settings.DATABASES["default"]["USER"], alias=options["database"])
        with connections[options["database"]].cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM registry_member)")
            known_members = bool(cursor.fetchone()[0])
        ensure_keyring(settings.KEYS / "personal.json", known_members=known_members)
