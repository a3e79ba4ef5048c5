from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kartu.accounts.models import Role
from kartu.audit.actors import OPERATOR
from kartu.base.errors import DomainError
from kartu.base.language import say
from kartu.base.tenancy import fund_scope
from kartu.employers.people import GRADES, invite_hr
from kartu.registry.models import Employer

LANGUAGE = settings.COMMAND_LANGUAGE


class NoSuchEmployer(DomainError):
    """No employer of this registration number; context: npp."""

    code = "no-such-employer"
    id = "Tidak ada perusahaan dengan NPP {npp}."
    en = "There is no employer with the NPP {npp}."


class Command(BaseCommand):
    help = say(
        LANGUAGE,
        id="mengundang personalia satu perusahaan: tautan lewat email, atau tampil sekali di sini",
        en="invite somebody of an employer's HR: a link by e-mail, or shown here once",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--employer", required=True, metavar="NPP", help=say(LANGUAGE, id="NPP perusahaan", en="the employer's NPP")
        )
        parser.add_argument("--grade", choices=GRADES, default=Role.OWNER)
        parser.add_argument("--name", default="HR", help=say(LANGUAGE, id="nama atau jabatan", en="name or post"))
        parser.add_argument(
            "--email", default="", help=say(LANGUAGE, id="ke mana undangan dikirim", en="where the invitation goes")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with fund_scope():
            employer = employer_of(options["employer"])
            _, token = invite_hr(
                employer,
                options["grade"],
                name=options["name"],
                email=options["email"],
                actor=OPERATOR,
                now=timezone.now(),
            )
        if token:
            self.stdout.write(f"{settings.ADDRESS}/perusahaan/daftar/{token}")
            return
        self.stdout.write(
            say(LANGUAGE, id="Undangan dikirim oleh `kartu worker`.", en="`kartu worker` sends the invitation.")
        )


def employer_of(npp: str) -> Employer:
    """The employer with this number. Raises NoSuchEmployer."""
    found = Employer.objects.filter(npp=npp).first()
    if found is None:
        raise NoSuchEmployer(npp=npp)
    return found
