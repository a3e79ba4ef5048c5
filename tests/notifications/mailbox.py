"""A real mail server on loopback for the tests, which keeps what it is given."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """What came, and the addresses that are refused."""

    def __init__(self) -> None:
        self.came: list[tuple[str, EmailMessage]] = []
        self.refused: set[str] = set()

    async def handle_RCPT(  # noqa: N802  # the server looks the handler up by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # as above
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = BytesParser(_class=EmailMessage, policy=default).parsebytes(content)
        self.came += [(address, message) for address in envelope.rcpt_tos]
        return "250 taken"


@contextmanager
def mail_server() -> Iterator[tuple[Mailbox, str]]:
    """A running server: its mailbox and the EMAIL_URL that names it."""
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield mailbox, f"smtp://127.0.0.1:{port}/?from=kartu@bjp.example&tls=none"
    finally:
        server.stop()
