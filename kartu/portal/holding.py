"""A card as its pages show it: the copy, what is drawn on it, and where it stands."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from kartu.base.language import say
from kartu.cards.drawing import Face
from kartu.cards.models import Card, Copy
from kartu.cards.pictures import face_of
from kartu.cards.queries import digital_before
from kartu.cards.showing import ends_soon
from kartu.cards.states import ACTIVE, BLOCKED


@dataclass(frozen=True, slots=True)
class Held:
    """One card in its member's hands. `face` has the names templates read off a card."""

    card: Card
    copy: Copy
    face: Face
    in_use: bool
    blocked: bool
    ends_soon: bool
    renewed: bool

    @property
    def off(self) -> bool:
        """Not to be shown to anybody."""
        return not self.in_use

    @property
    def address(self) -> str:
        """Where this card's pages begin."""
        return f"/kartu/{self.card.id}"


def held(card: Card, copy: Copy, *, now: datetime) -> Held:
    """What the pages of this card show."""
    return Held(
        card=card,
        copy=copy,
        face=face_of(copy),
        in_use=copy.status == ACTIVE,
        blocked=copy.status == BLOCKED,
        ends_soon=copy.status == ACTIVE and ends_soon(copy, now=now),
        # Only in the very answer that renewed it: the next look finds nothing new.
        renewed=copy.status_since == now and digital_before(copy),
    )


def picture_tag(face: Face, kind: str) -> str:
    """The ETag of a picture or PDF: it changes with whatever is drawn."""
    return f'"{kind}-{hashlib.sha256(repr(face).encode()).hexdigest()[:24]}"'


def file_name(face: Face, ending: str, language: str) -> str:
    """What the saved file is called: the product's word and the last digits, nothing that names a person."""
    return say(language, id="kartu-peserta", en="membership-card") + f"-{face.number[-3:]}{ending}"
