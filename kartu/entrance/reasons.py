"""Why a card is replaced, in the words of every door that staff comes in by."""

from __future__ import annotations

from collections.abc import Mapping

from kartu.base.said import said
from kartu.replacements import states

REASONS: Mapping[str, str] = {
    states.LOST: said(id="Kartu hilang", en="Card lost"),
    states.STOLEN: said(id="Kartu dicuri", en="Card stolen"),
    states.DAMAGED: said(id="Kartu rusak", en="Card damaged"),
    states.WRONG_DATA: said(id="Data salah", en="Wrong data"),
    states.NEVER_RECEIVED: said(id="Tidak pernah diterima", en="Never received"),
}
