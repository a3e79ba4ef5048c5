"""The card as the member sees it: the face of one copy, drawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings

from kartu.cards.drawing import Face, draw_back_png, draw_card_pdf, draw_front_png, draw_sheet_pdf
from kartu.cards.drawing.face import Kind
from kartu.cards.drawing.plate import STRAIGHT, Setting, draw_printer_pdf, joined
from kartu.cards.errors import CopyNotReady
from kartu.cards.models import Copy
from kartu.cards.states import WALLET
from kartu.credential.qr import draw_modules


def front_png(copy: Copy, *, watermark: str = "") -> bytes:
    """The front, 1011 x 638 dots. Raises CopyNotReady before the code is signed; so do the others.

    `watermark`: who else than the member takes it away; it lies over the ground and never over the code.
    """
    return draw_front_png(face_of(copy, watermark=watermark))


def back_png(copy: Copy) -> bytes:
    """The back, 1011 x 638 dots."""
    return draw_back_png(face_of(copy))


def card_pdf(copy: Copy, *, watermark: str = "") -> bytes:
    """Both sides in card size."""
    return draw_card_pdf(face_of(copy, watermark=watermark))


def printer_pdf(copies: Iterable[Copy], setting: Setting = STRAIGHT) -> bytes:
    """Both sides of every copy in turn, as one card printer needs them."""
    return draw_printer_pdf([face_of(copy) for copy in copies], setting)


def sheet_pdf(copy: Copy) -> bytes:
    """An A4 sheet to cut and fold."""
    return draw_sheet_pdf(face_of(copy))


def sheets_pdf(copies: Iterable[Copy]) -> bytes:
    """An A4 sheet for every copy, in one document."""
    return joined([sheet_pdf(copy) for copy in copies])


def face_of(copy: Copy, *, watermark: str = "") -> Face:
    """What stands on this copy: the member's full name, and the signed code as it is stored."""
    code = copy.code
    if not code:
        raise CopyNotReady
    profile, member, membership = settings.PROFILE, copy.member, copy.card.membership
    employer = membership.employer
    # The card is good until the last moment of the day it names (see issuing).
    last_moment = copy.expires_at - timedelta(seconds=1)
    return Face(
        fund_name=profile.name,
        number=membership.number,
        name=member.name,
        modules=draw_modules(code),
        # A wallet draws its own card; when one is drawn for it, it is a digital one.
        kind=cast(Kind, "digital" if copy.kind == WALLET else copy.kind),
        serial=copy.serial_text,
        check_address=profile.verify_address,
        telephone=profile.telephone,
        language=member.language,
        valid_until=last_moment.astimezone(ZoneInfo(profile.time_zone)).date(),
        programmes=tuple(programme.code for programme in profile.programmes_of(membership.programmes)),
        employer=(employer.name or employer.npp) if employer else None,
        watermark=watermark,
    )
