"""The public check: what anybody is told about a code."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from kartu.credential.errors import UnknownKey
from kartu.credential.verdict import Checked, Verdict, check_text
from kartu.publishing.keys import card_keys
from kartu.publishing.lists import list_for

NO_KEYS = "no-keys"


def check_code(text: str, *, now: datetime) -> Checked:
    """Judge a code from public keys and the published list alone; no person is looked up."""
    keys = card_keys()
    checked = check_text(text, keys, partial(list_for, now=now), now=now)
    # Without any key "not ours" would be a guess.
    if checked.reason == UnknownKey.code and not keys.kids:
        return replace(checked, verdict=Verdict.COULD_NOT_CHECK, reason=NO_KEYS)
    return checked
