"""SMS and WhatsApp: one small request to a gateway the operator names, the same for both (docs/messages.md).

SMS_URL and WHATSAPP_URL are written https://:token@gateway.example/path?from=SENDER. Plain http is taken for a gateway
on this very machine only.
"""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from kartu.base.errors import BadSetting
from kartu.base.posting import NoReply, Reply, post
from kartu.notifications.filling import Letter
from kartu.notifications.trouble import Failing, NotDelivered
from kartu.registry.models import Contact

SMS, WHATSAPP = "sms", "whatsapp"
HERE = ("127.0.0.1", "localhost", "::1")
# What is wrong with this one number or text; every other answer says that the gateway itself does not work.
THIS_ONE = (400, 404, 410, 422)
TAKEN, KNOWN = (200, 201, 202), 409
CERTAIN = (401, 403)
AWAY = (ConnectionRefusedError, socket.gaierror)
LONGEST_PAUSE = timedelta(minutes=10)
SHAPE = "https://:token@host/path?from=sender"


@dataclass(frozen=True, slots=True)
class GatewayChannel:
    """Short messages to telephones through one HTTP gateway."""

    name: str
    url: str
    token: str
    sender: str
    carries: frozenset[str] = frozenset({Contact.PHONE})

    def send(self, letter: Letter, address: str, *, reference: str, now: datetime, report_to: str) -> None:
        content = {
            "to": address,
            "from": self.sender,
            "text": letter.brief,
            "reference": reference,
            "report_to": report_to,
        }
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Idempotency-Key": reference}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            reply = post(self.url, json.dumps(content).encode(), headers)
        except NoReply as error:
            raise Failing(str(error), certain=isinstance(error.__cause__, AWAY)) from error
        _taken(reply)


def gateway_channel(name: str, setting: str, url: str) -> GatewayChannel:
    """Read SMS_URL or WHATSAPP_URL (`setting` is which). Raises BadSetting."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadSetting(name=setting, why=SHAPE) from error
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in HERE)
    if not host or not safe or parts.fragment:
        raise BadSetting(name=setting, why=SHAPE)
    place = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    return GatewayChannel(
        name=name,
        url=urlunsplit((parts.scheme, place, parts.path or "/", "", "")),
        token=unquote(parts.password or ""),
        sender=dict(parse_qsl(parts.query)).get("from", ""),
    )


def _taken(reply: Reply) -> None:
    """Return when the gateway has the message. A reference it knows already is a message it has."""
    if reply.status == KNOWN:
        return
    if reply.status in THIS_ONE:
        raise NotDelivered(str(reply.status))
    if reply.status not in TAKEN:
        raise Failing(str(reply.status), pause=_pause(reply), certain=reply.status in CERTAIN)
    try:
        said = json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        raise Failing("nonsense") from error
    if not isinstance(said, dict) or said.get("accepted") is not True:
        raise Failing("nonsense")


def _pause(reply: Reply) -> timedelta | None:
    """How long the gateway asks to be left alone."""
    seconds = reply.headers.get("retry-after", "")
    return min(timedelta(seconds=int(seconds)), LONGEST_PAUSE) if seconds.isdecimal() and len(seconds) < 6 else None
