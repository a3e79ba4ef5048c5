"""Codes as they arrive: an e-mail by a real mail server on loopback, a text message at the end of its adapter."""

from __future__ import annotations

import re

from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from kartu.accounts.codes import deliver_code
from kartu.accounts.models import SentCode
from kartu.demo.outbox import latest
from kartu.notifications.account_words import SENT_CODE
from kartu.notifications.delivery import deliver
from kartu.notifications.models import Message
from kartu.registry.models import Contact
from tests.notifications.mailbox import mail_server

CODE = re.compile(r"\b(\d{3}) (\d{3})\b")


def arrived_code() -> str:
    """What the reader of the last message with a code finds in it."""
    deliver_code(SentCode.objects.latest("id"), now=timezone.now())
    message = Message.objects.filter(kind=SENT_CODE).latest("id")
    found = CODE.search(mailed(message) if message.to_kind == Contact.EMAIL else _texted(message))
    assert found
    return "".join(found.groups())


def mailed(message: Message) -> str:
    """The text of this message in the mailbox it was sent to."""
    with mail_server() as (mailbox, url), override_settings(EMAIL_URL=url):
        deliver(message, now=timezone.now())
    (_, mail) = mailbox.came[-1]
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def _texted(message: Message) -> str:
    deliver(message, now=timezone.now())
    return latest(settings.DATA / "outbox", 1)[0].text
