"""The published status lists, found by number or by the address a code names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import InterfaceError, OperationalError

from kartu.credential import status
from kartu.credential.errors import StatusMissing
from kartu.credential.status import StatusList
from kartu.publishing.errors import StatusUnreachable
from kartu.publishing.keys import status_keys
from kartu.publishing.models import StatusShard


@dataclass(frozen=True, slots=True)
class Edition:
    """Which publication of a list is the current one; two editions never share version and time."""

    number: int
    version: int
    published_at: datetime


def list_for(uri: str, *, now: datetime) -> StatusList:
    """The published list of this address, its signature checked. Raises StatusError."""
    number = _shard_number(uri)
    try:
        token = StatusShard.objects.filter(number=number).values_list("jwt", flat=True).first()
    except (OperationalError, InterfaceError) as error:
        raise StatusUnreachable from error
    if not token:
        raise StatusMissing
    return status.read_status_token(token, status_keys(), uri=uri, now=now)


def editions() -> list[Edition]:
    """The current edition of every list that was published, by number; the lists themselves are not read."""
    rows = StatusShard.objects.order_by("number").values_list("number", "version", "published_at")
    return [Edition(number, version, at) for number, version, at in rows if at is not None]


def edition(number: int) -> Edition | None:
    """The current edition of one list; None before its first publication."""
    rows = StatusShard.objects.filter(number=number).values_list("version", "published_at")
    return next((Edition(number, version, at) for version, at in rows if at is not None), None)


def signed_list(number: int, form: str) -> bytes:
    """The signed list as published, `form` "jwt" or "cwt". Raises StatusMissing."""
    token = StatusShard.objects.filter(number=number).values_list(form, flat=True).first()
    if not token:
        raise StatusMissing
    return token.encode() if isinstance(token, str) else bytes(token)


def _shard_number(uri: str) -> int:
    before, _, after = settings.PROFILE.status_address.partition("{shard}")
    found = re.fullmatch(re.escape(before) + r"(\d{1,4})" + re.escape(after), uri)
    if found is None:
        raise StatusMissing
    return int(found[1])
