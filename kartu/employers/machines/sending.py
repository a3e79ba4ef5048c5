"""Telling an address what happened: signed, to the address that was checked, tried again until it is taken.

The signature is that of Standard Webhooks (HMAC-SHA-256 over "id.timestamp.body"): receivers use a ready library.
"""

from __future__ import annotations

import base64
import hmac
import http.client
import ipaddress
import json
import logging
import socket
import ssl
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Timer
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F

from kartu.employers.machines.models import HookDelivery

log = logging.getLogger(__name__)

# After the first try at once; the last one is three days and a half after it.
PAUSES = [timedelta(seconds=s) for s in (30, 5 * 60, 30 * 60, 2 * 3600, 8 * 3600, 24 * 3600, 48 * 3600)]
A_SWEEP = 50
PATIENCE = 10.0  # seconds for the whole exchange, however slowly the other side trickles
EMBEDDED = ipaddress.ip_network("64:ff9b::/96")  # IPv4 behind IPv6's translation


class Unsafe(Exception):
    """The name leads where nobody from outside may send us."""


def send_due(*, now: datetime) -> int:
    """Try what is due, oldest first; returns how many were taken. In the fund's scope.

    A try is counted before it is made: whoever is killed in the middle leaves it to be tried again, and a receiver that
    was told twice knows it by its name.
    """
    due = HookDelivery.objects.filter(next_at__lte=now).order_by("next_at").values_list("pk", "tries")[:A_SWEEP]
    return sum(_send_one(number, tries, now) for number, tries in due)


def _send_one(number: int, tries: int, now: datetime) -> bool:
    next_at = now + PAUSES[tries] if tries < len(PAUSES) else None
    mine = HookDelivery.objects.filter(pk=number, tries=tries, next_at__lte=now, taken_at=None)
    if not mine.update(tries=F("tries") + 1, next_at=next_at):
        return False
    delivery = HookDelivery.objects.select_related("hook").get(pk=number)
    if delivery.hook.ended_at:
        return False
    problem = send(delivery, now=now)
    changes: dict[str, object] = {"problem": problem} if problem else {"taken_at": now, "next_at": None, "problem": ""}
    HookDelivery.objects.filter(pk=number).update(**changes)
    return not problem


def send(delivery: HookDelivery, *, now: datetime) -> str:
    """One try. Returns "" when the other side took it, else a code of what went wrong."""
    body = json.dumps(
        {"type": delivery.kind, "timestamp": delivery.happened_at.isoformat(), "data": delivery.told},
        separators=(",", ":"),
    ).encode()
    stamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Kartu-Webhooks/1",
        "webhook-id": delivery.public_id,
        "webhook-timestamp": stamp,
        "webhook-signature": signature(delivery.hook.secret, delivery.public_id, stamp, body),
    }
    try:
        status = _post(delivery.hook.address, body, headers)
    except Unsafe:
        return "address-refused"
    except ssl.SSLError:
        return "tls"
    except TimeoutError:
        return "timeout"
    except socket.gaierror:
        return "unknown-host"
    except (OSError, http.client.HTTPException):
        return "no-connection"
    return "" if 200 <= status < 300 else f"status-{status}"


def signature(secret: str, name: str, stamp: str, body: bytes) -> str:
    """The value of `webhook-signature` for a secret "whsec_<base64>"."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.digest(key, f"{name}.{stamp}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(mac).decode()}"


def checked_address(host: str, port: int) -> str:
    """The network address to connect to. Raises Unsafe when any the name has is not a public one.

    What was checked is what is connected to: a name that leads elsewhere a moment later changes nothing.
    """
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(_is_public(address) for address in found):
        raise Unsafe
    return found[0]


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.sixtofour or address.teredo:
            return False
        if address in EMBEDDED:
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        elif address.ipv4_mapped:
            address = address.ipv4_mapped
    if settings.HOOKS_LOOPBACK and str(address) == "127.0.0.1":
        return True
    return address.is_global and not address.is_multicast


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if secure else 80)
    if not secure and not settings.HOOKS_LOOPBACK:
        raise Unsafe
    address = checked_address(host, port)
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    plain = socket.create_connection((address, port), timeout=PATIENCE)
    handle = plain.dup()  # TLS takes the socket itself over
    end = Timer(PATIENCE, _cut, [handle])
    end.daemon = True
    end.start()
    try:
        connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body=body, headers={**headers, "Connection": "close", "Host": parts.netloc})
        return connection.getresponse().status  # a redirect is an answer like any other: not a success
    finally:
        end.cancel()
        connection.close()
        plain.close()
        handle.close()


def _cut(handle: socket.socket) -> None:
    with suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)
