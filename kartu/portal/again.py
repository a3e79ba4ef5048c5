"""Asking once more who is there, without losing what was typed.

What somebody sent to a page that asks for a fresh proof travels along sealed, in the pages in between; once the proof
is there it is sent again to where it was going. Passwords do not travel: that page asks for them again.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kartu.accounts.models import User
from kartu.accounts.passkeys import ask_passkey
from kartu.accounts.second_step import has_second_step
from kartu.base.crypto import DataKey, Unreadable
from kartu.portal.forms.again import AgainForm
from kartu.portal.forms.second import SecondForm
from kartu.registry.sealing import keyring

PLACE = "form.typed"
LARGEST = 64 * 1024
LEFT_BEHIND = ("csrfmiddlewaretoken", "password", "passkey")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent to a page of ours, and to which."""

    path: str
    fields: Sequence[tuple[str, str]]


def ask_again(
    request: HttpRequest,
    user: User,
    *,
    to: str,
    typed: str,
    now: datetime,
    form: AgainForm | SecondForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page `/masuk/ulang`; afterwards it goes on to `to`, with what was typed (sealed) sent there."""
    context = {
        "form": form or form_for(user)(),
        "lanjut": to,
        "typed": typed,
        "options": json.dumps(ask_passkey(now=now, user=user)) if user.passkeys.exists() else "",
        "field": has_second_step(user) or user.password_opens,
    }
    return render(request, "portal/again/again.html", context, status=status)


def form_for(user: User) -> type[AgainForm] | type[SecondForm]:
    """A password is not asked of whoever has a second step: it is the step that proves more."""
    return SecondForm if has_second_step(user) else AgainForm


def seal_typed(request: HttpRequest, user: User) -> str:
    """What this request brought, as text only this account's own page opens; "" for files and for a lot of text."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not any(word in name for word in LEFT_BEHIND)
    ]
    plain = json.dumps([request.get_full_path(), fields])
    if request.method != "POST" or request.FILES or len(plain) > LARGEST:
        return ""
    return base64.b64encode(_key().seal(PLACE, user.id, plain)).decode()


def open_typed(sealed: str, user: User) -> Typed | None:
    """Read what `seal_typed` wrote for the same account; None for anything else."""
    if not sealed:
        return None
    try:
        path, fields = json.loads(_key().open(PLACE, user.id, base64.b64decode(sealed)))
    except (Unreadable, binascii.Error, ValueError):
        return None
    return Typed(path, [(name, value) for name, value in fields])


def _key() -> DataKey:
    return DataKey(keyring().secret("typed"))
