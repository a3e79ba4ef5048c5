"""`kartu certificate-key show|new|request|install`: the certificate that interim certificates are signed with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryptography import x509
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kartu.audit.actions import Action
from kartu.audit.actors import OPERATOR
from kartu.audit.recording import record
from kartu.base.language import say
from kartu.cards.keys import active_signer
from kartu.printing import sealing
from kartu.publishing.certificates import CERTIFICATE

LANGUAGE = settings.COMMAND_LANGUAGE


class Command(BaseCommand):
    help = say(
        LANGUAGE,
        id="sertifikat yang menandatangani surat keterangan sementara (PDF)",
        en="the certificate that signs interim certificates (PDF)",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("show", help=say(LANGUAGE, id="tampilkan yang dipakai", en="show the one in use"))
        acts.add_parser("new", help=say(LANGUAGE, id="buat yang ditandatangani sendiri", en="make a self-signed one"))
        ask = acts.add_parser("request", help=say(LANGUAGE, id="tulis CSR untuk otoritas", en="write a CSR for a CA"))
        ask.add_argument("file")
        install = acts.add_parser(
            "install", help=say(LANGUAGE, id="pasang dari otoritas", en="install the CA's answer")
        )
        install.add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        act, now = options["act"], timezone.now()
        if act == "show":
            self._say(sealing.installed(active_signer(CERTIFICATE).kid))
        elif act == "request":
            Path(options["file"]).write_bytes(sealing.request_for_ca())
            self.stdout.write(options["file"])
        else:
            made = sealing.make_own(now=now) if act == "new" else sealing.install(_read(options["file"]), now=now)
            record(Action.CERTIFICATE_KEY_SET, actor=OPERATOR, now=now, subject="certificate-key", act=act)
            self._say(made)

    def _say(self, certificate: x509.Certificate) -> None:
        ends = certificate.not_valid_after_utc
        self.stdout.write(certificate.subject.rfc4514_string())
        self.stdout.write(say(LANGUAGE, id=f"berlaku sampai {ends:%Y-%m-%d}", en=f"valid until {ends:%Y-%m-%d}"))


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise CommandError(str(error)) from error
