from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kartu.accounts.models import Role
from kartu.audit.actors import OPERATOR
from kartu.base.errors import DomainError
from kartu.base.language import say
from kartu.base.tenancy import fund_scope
from kartu.employers.machines.keys import SCOPES, make_key
from kartu.employers.management.commands.invite_hr import employer_of

LANGUAGE = settings.COMMAND_LANGUAGE


class NoOwner(DomainError):
    """Nobody a key could act for; context: npp."""

    code = "no-owner"
    id = "Perusahaan {npp} belum punya pemilik akun. Undang dulu: kartu invite-hr --employer {npp}."
    en = "The employer {npp} has no owner yet. Invite one first: kartu invite-hr --employer {npp}."


class Command(BaseCommand):
    help = say(
        LANGUAGE,
        id="membuat kunci API satu perusahaan, ditampilkan sekali",
        en="make an API key of an employer, shown once",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        words = LANGUAGE
        parser.add_argument(
            "--employer", required=True, metavar="NPP", help=say(words, id="NPP perusahaan", en="the employer's NPP")
        )
        parser.add_argument("--name", default="API", help=say(words, id="nama kunci", en="name of the key"))
        parser.add_argument(
            "--scope",
            action="append",
            choices=SCOPES,
            help=say(words, id="hak; boleh berulang (semua)", en="a scope; may be repeated (all)"),
        )
        parser.add_argument("--days", type=int, default=90, help=say(words, id="masa berlaku", en="how long"))
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        with fund_scope():
            employer = employer_of(options["employer"])
            owners = Role.objects.filter(kind=Role.Kind.HR, employer=employer, grade=Role.OWNER, user__is_active=True)
            owner = owners.exclude(until__lte=now).select_related("user").order_by("since", "id").first()
            if owner is None:
                raise NoOwner(npp=employer.npp)
            made, key = make_key(
                employer,
                owner.user,
                options["name"],
                options["scope"] or SCOPES,
                life=timedelta(days=options["days"]),
                actor=OPERATOR,
                now=now,
            )
        said = {"base": f"{settings.ADDRESS}/api/v1", "key": key, "scopes": made.scopes.split()}
        self.stdout.write(json.dumps(said) if options["json"] else key)
