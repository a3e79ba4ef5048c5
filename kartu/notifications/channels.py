"""The ways out of the house, each a few lines behind one shape: e-mail, SMS, WhatsApp, and a folder for trying out.

EMAIL_URL names the mail server: smtp://user:password@host:587/?from=kartu@bjp.example&tls=start (tls: none, start or
full); SMS_URL and WHATSAPP_URL name gateways (kartu/notifications/gateways.py). Without any of them every message goes
to the folder `outbox` in the data folder, one JSON file each.
"""

from __future__ import annotations

import json
import os
import secrets
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from kartu.base.errors import BadSetting
from kartu.notifications.filling import Letter
from kartu.notifications.gateways import SMS, WHATSAPP, gateway_channel
from kartu.notifications.trouble import Failing, NotDelivered
from kartu.registry.models import Contact

PATIENCE = 15  # seconds for one mail server to answer
TLS = ("none", "start", "full")
CERTAIN = (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused, ConnectionRefusedError)


class Channel(Protocol):
    """One way out. `carries` are the kinds of contact it reaches."""

    @property
    def name(self) -> str: ...
    @property
    def carries(self) -> frozenset[str]: ...

    def send(self, letter: Letter, address: str, *, reference: str, now: datetime, report_to: str) -> None:
        """Hand the letter over. Raises NotDelivered or, when the channel itself does not work, Failing.

        `reference` is the same at every try of one message; at `report_to` a channel may say later what became of it.
        """
        ...


def channels_in_use() -> Sequence[Channel]:
    """The channels the settings name, in the order they are tried. Raises BadSetting when one cannot be read."""
    named: list[Channel] = []
    if settings.EMAIL_URL:
        named.append(email_channel(settings.EMAIL_URL))
    if settings.SMS_URL:
        named.append(gateway_channel(SMS, "SMS_URL", settings.SMS_URL))
    if settings.WHATSAPP_URL:
        named.append(gateway_channel(WHATSAPP, "WHATSAPP_URL", settings.WHATSAPP_URL))
    return named or [FolderChannel(settings.DATA / "outbox")]


def send_email(letter: Letter, address: str, *, reference: str, now: datetime) -> bool:
    """Send a letter to somebody who is no member; False where no channel carries e-mail. Raises NotDelivered."""
    ways = [way for way in channels_in_use() if Contact.EMAIL in way.carries]
    if ways:
        ways[0].send(letter, address, reference=reference, now=now, report_to="")
    return bool(ways)


@dataclass(frozen=True, slots=True)
class EmailChannel:
    """E-mail through one SMTP server."""

    host: str
    port: int
    user: str
    password: str
    tls: str
    sender: str
    name: str = "e-mail"
    carries: frozenset[str] = frozenset({Contact.EMAIL})

    def send(self, letter: Letter, address: str, *, reference: str, now: datetime, report_to: str) -> None:
        server = get_connection(
            "django.core.mail.backends.smtp.EmailBackend",
            host=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.tls == "start",
            use_ssl=self.tls == "full",
            timeout=PATIENCE,
        )
        domain = self.sender.rpartition("@")[2].strip("> ")
        # One Message-ID for every try: a mailbox that got it before shows it once.
        headers = {"Message-ID": f"<{reference}@{domain}>", "Auto-Submitted": "auto-generated"}
        mail = EmailMessage(letter.subject, letter.text, self.sender, [address], headers=headers, connection=server)
        try:
            mail.send()
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
            raise NotDelivered(type(error).__name__) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Failing(type(error).__name__, certain=isinstance(error, CERTAIN)) from error


def email_channel(url: str) -> EmailChannel:
    """Read EMAIL_URL. Raises BadSetting."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    tls = options.get("tls", "start")
    if parts.scheme != "smtp" or not parts.hostname or tls not in TLS or "@" not in options.get("from", ""):
        raise BadSetting(name="EMAIL_URL", why="smtp://user:password@host:port/?from=name@domain&tls=none|start|full")
    return EmailChannel(
        host=parts.hostname,
        port=parts.port or 587,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
        sender=options["from"],
    )


@dataclass(frozen=True, slots=True)
class FolderChannel:
    """For demonstrations: every message is a file that only this user can read."""

    folder: Path
    name: str = "outbox"
    carries: frozenset[str] = frozenset({Contact.EMAIL, Contact.PHONE})

    def send(self, letter: Letter, address: str, *, reference: str, now: datetime, report_to: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = letter.text if "@" in address else letter.brief
        content = {"to": address, "subject": letter.subject, "text": text, "at": now.isoformat()}
        draft = self.folder / f".{secrets.token_hex(8)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump({"reference": reference, **content}, file, ensure_ascii=False, indent=1)
        # Renamed when whole; a second try of the same message takes the first one's place.
        draft.replace(self.folder / f"{reference}.json")
