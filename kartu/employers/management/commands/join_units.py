from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kartu.audit.actors import OPERATOR
from kartu.base.language import say
from kartu.base.tenancy import fund_scope
from kartu.employers.management.commands.invite_hr import employer_of
from kartu.employers.units import join_unit

LANGUAGE = settings.COMMAND_LANGUAGE


class Command(BaseCommand):
    help = say(
        LANGUAGE,
        id="menjadikan perusahaan terdaftar sebagai unit dari satu perusahaan induk",
        en="make registered employers units of one company",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("company", metavar="NPP", help=say(LANGUAGE, id="induknya", en="the company"))
        parser.add_argument("units", nargs="+", metavar="NPP", help=say(LANGUAGE, id="unitnya", en="its units"))

    def handle(self, *args: Any, **options: Any) -> None:
        with fund_scope():
            company = employer_of(options["company"])
            for npp in options["units"]:
                join_unit(employer_of(npp), company, actor=OPERATOR, now=timezone.now())
                self.stdout.write(f"{npp} → {company.npp}")
