"""`kartu end-sessions --number N | --user ID | --all`: put somebody out, or everybody, at their next request."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db.models import QuerySet
from django.utils import timezone

from kartu.accounts.models import User
from kartu.accounts.open_sessions import end_sessions
from kartu.audit.actors import OPERATOR
from kartu.base.errors import NotThere
from kartu.base.language import say
from kartu.base.tenancy import fund_scope
from kartu.registry.lookups import membership_by_number

LANGUAGE = settings.COMMAND_LANGUAGE


class Command(BaseCommand):
    help = say(
        LANGUAGE,
        id="mengakhiri sesi satu akun, atau semua: mereka harus masuk lagi",
        en="end the sessions of one account, or all: they have to sign in again",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--number", help=say(LANGUAGE, id="nomor peserta", en="membership number"))
        which.add_argument("--user", type=int, help=say(LANGUAGE, id="nomor akun petugas", en="an account of staff"))
        which.add_argument("--all", action="store_true", help=say(LANGUAGE, id="semua akun", en="every account"))

    def handle(self, *args: Any, **options: Any) -> None:
        now, ended = timezone.now(), 0
        with fund_scope():
            for user in _accounts(options).select_related("member").iterator():
                ended += end_sessions(user, actor=OPERATOR, now=now)
        self.stdout.write(say(LANGUAGE, id=f"{ended} sesi diakhiri", en=f"{ended} sessions ended"))


def _accounts(options: dict[str, Any]) -> QuerySet[User]:
    if options["all"]:
        return User.objects.exclude(open_sessions=None).distinct()
    if options["user"]:
        return User.objects.filter(pk=options["user"])
    membership = membership_by_number(options["number"])
    if membership is None:
        raise NotThere
    return User.objects.filter(member=membership.member_id)
