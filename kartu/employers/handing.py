"""Which request a card in the hand of HR belongs to: by its code, scanned or photographed, by its serial, by number."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import date, datetime

from kartu.base.errors import DomainError
from kartu.base.numbers import number_as_written
from kartu.cards.models import Copy
from kartu.credential.errors import NoCode
from kartu.credential.qr import read_image
from kartu.employers.acting import cases_for
from kartu.publishing.checking import check_code
from kartu.replacements import states
from kartu.replacements.models import Replacement
from kartu.replacements.rebuilding import rebuild

# The last digits of a serial tell the cards of one company apart.
FEWEST_DIGITS, SERIAL_DIGITS = 6, 16
LONGEST_CODE = 4_000


class CardNotWaiting(DomainError):
    """No card of that number, serial or code waits to be handed over at this company."""

    code = "card-not-waiting"
    id = "Kartu ini tidak menunggu diserahkan di perusahaan Anda. Periksa nomornya, atau foto kodenya sekali lagi."
    en = "This card is not waiting to be handed over at your company. Check the number, or photograph its code again."


class NoCodeSeen(DomainError):
    """The picture shows no code of a card."""

    code = "no-code-seen"
    id = "Kode QR tidak terbaca di foto ini. Foto lagi lebih dekat dan tegak, atau tulis nomor serinya."
    en = "No QR code can be read in this photo. Take it closer and straight, or write the serial number."


def code_in_picture(content: bytes) -> str:
    """The code of a card in an uploaded picture. Raises NoCodeSeen, and what `rebuild` raises."""
    for page in rebuild(content):
        with suppress(NoCode):
            return read_image(page)
    raise NoCodeSeen


def case_of_card(employers: Collection[int], said: str, *, today: date, now: datetime) -> Replacement:
    """The request of the card HR holds: `said` is its request number, the last digits of its serial, or its code.

    By serial and code only a printed card that goes to the company is found. Raises CardNotWaiting.
    """
    cases = cases_for(employers, today=today)
    number = number_as_written(said)
    if number is not None:
        case = cases.filter(number=number).first()
    else:
        serial = _serial(said, now=now)
        waiting = cases.filter(status=states.PRINTED, delivery=states.AT_EMPLOYER)
        case = _ending(list(waiting), serial) if serial else None
    if case is None:
        raise CardNotWaiting
    return case


def _serial(said: str, *, now: datetime) -> str:
    """The serial, or its last digits, in what was typed or scanned; "" for neither."""
    typed = re.sub(r"[\s.-]", "", said.lower())
    if re.fullmatch(rf"[0-9a-f]{{{FEWEST_DIGITS},{SERIAL_DIGITS}}}", typed):
        return typed
    claims = check_code(said.strip()[:LONGEST_CODE], now=now).claims
    return claims.serial.hex() if claims else ""


def _ending(cases: Sequence[Replacement], serial: str) -> Replacement | None:
    """The one case whose copy's serial ends so; none where two do."""
    copies = Copy.objects.filter(
        member_id__in=[each.member_id for each in cases], id__in=[each.copy_id for each in cases]
    )
    ending = {copy.id for copy in copies if copy.serial_text.endswith(serial)}
    found = [each for each in cases if each.copy_id in ending]
    return found[0] if len(found) == 1 else None
