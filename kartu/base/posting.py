"""Posting to other people's machines: bounded in time and size, no redirect followed, no proxy asked.

`post` goes to a host the operator has named. `post_public` goes to an address somebody else has named: https at the
usual port, every address of the name public, and the connection made to the very address that was looked at.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

PATIENCE: Final = 10.0  # seconds without a byte
WHOLE: Final = 15.0  # seconds for everything
LONGEST: Final = 64 * 1024  # bytes of an answer
PUBLIC_PORT: Final = 443


class NoReply(Exception):
    """The machine is away, too slow, or does not speak HTTP."""


class NotPublic(NoReply):
    """The address does not lead to the public network by https."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; header names are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    """Post to a host of the operator's own choice. Raises NoReply."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return _asked(
            http.client.HTTPSConnection(host, parts.port, timeout=PATIENCE, context=context), parts, body, headers
        )
    return _asked(http.client.HTTPConnection(host, parts.port, timeout=PATIENCE), parts, body, headers)


def post_public(url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    """Post to an address a stranger has named. Raises NotPublic, NoReply."""
    parts = public_address(url)
    host = parts.hostname or ""
    return _asked(_Pinned(host, public_ip(host), PUBLIC_PORT), parts, body, headers)


def public_address(url: str) -> SplitResult:
    """`url` taken apart: https, a name and no number, the usual port, nobody's password. Raises NotPublic."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise NotPublic from error
    plain = url.isascii() and url.isprintable() and " " not in url
    if not plain or parts.scheme != "https" or port not in (None, PUBLIC_PORT) or "@" in parts.netloc:
        raise NotPublic
    if "." not in host.strip(".") or _is_number(host):
        raise NotPublic
    return parts


def public_ip(host: str) -> str:
    """An address of `host`, when all of them are public. Raises NotPublic, NoReply."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, PUBLIC_PORT, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise NoReply from error
    if not found or not all(is_public(each) for each in found):
        raise NotPublic
    return min(found)


def is_public(text: str) -> bool:
    """Whether this is an address of the public network, also where it carries another one inside."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        # Mapped, 6to4, Teredo and NAT64 addresses lead to an IPv4 address that nobody has looked at.
        if address.ipv4_mapped or address.sixtofour or address.teredo:
            return False
        if address in ipaddress.ip_network("64:ff9b::/96") or address in ipaddress.ip_network("64:ff9b:1::/48"):
            return False
    return address.is_global and not address.is_multicast


class _Pinned(http.client.HTTPSConnection):
    """A connection to one address, with the certificate of the name."""

    def __init__(self, host: str, address: str, port: int) -> None:
        self.trust = ssl.create_default_context()
        super().__init__(host, port, timeout=PATIENCE, context=self.trust)
        self.address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), PATIENCE)
        self.sock = self.trust.wrap_socket(self.sock, server_hostname=self.host)


def _asked(
    connection: http.client.HTTPConnection, parts: SplitResult, body: bytes, headers: Mapping[str, str]
) -> Reply:
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    watch = _Watch(connection)
    try:
        with watch:
            connection.connect()
            watch.held = connection.sock
            connection.request("POST", path, body, {"User-Agent": "kartu", **headers})
            answer = connection.getresponse()
            content = answer.read(LONGEST)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoReply(type(error).__name__) from error
    finally:
        connection.close()
    if watch.rang:
        raise NoReply("slow")
    return Reply(answer.status, {name.lower(): text for name, text in answer.getheaders()}, content)


class _Watch:
    """Hangs up after WHOLE: who sends a byte now and then never runs into the socket's own patience."""

    def __init__(self, connection: http.client.HTTPConnection) -> None:
        self.connection, self.rang = connection, False
        # The answer takes the socket from the connection, so it is kept here as well.
        self.held: socket.socket | None = None
        self.timer = threading.Timer(WHOLE, self._ring)
        self.timer.daemon = True

    def __enter__(self) -> None:
        self.timer.start()

    def __exit__(self, *_: object) -> None:
        self.timer.cancel()

    def _ring(self) -> None:
        self.rang = True
        open_one = self.held or self.connection.sock
        if open_one is not None:
            with suppress(OSError):
                open_one.shutdown(socket.SHUT_RDWR)


def _is_number(host: str) -> bool:
    """Whether a host is an address, in any of the spellings a resolver takes: 127.1, 0x7f000001, [::1]."""
    try:
        socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return False
    return True
