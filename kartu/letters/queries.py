"""Letters, found from their station down, or by number or code for whoever judges one."""

from __future__ import annotations

from django.db.models import QuerySet

from kartu.base.errors import NotThere
from kartu.base.tenancy import fund_scope
from kartu.letters.issuing import number_text
from kartu.letters.models import Letter
from kartu.registry.sealing import keyring


def letters_at(station_id: int) -> QuerySet[Letter]:
    """The station's letters, newest first."""
    return Letter.objects.filter(station=station_id).select_related("station").order_by("-id")


def letter_at(station_id: int, serial: str) -> Letter:
    """One letter of the station, by its serial in hexadecimal. Raises NotThere."""
    try:
        found = letters_at(station_id).filter(serial=bytes.fromhex(serial)).first()
    except ValueError as error:
        raise NotThere from error
    if found is None:
        raise NotThere
    return found


def letters_by_number(number: str) -> QuerySet[Letter]:
    """The letter of this number, however it is typed; of any station."""
    indexes = keyring().blinds("letter-number", number_text(number))
    return Letter.objects.filter(number_index__in=indexes).select_related("station")


def letter_of_serial(serial: bytes) -> Letter | None:
    """The letter a checked code is of. Looks past an employer's walls: whoever hands it in may be its HR."""
    with fund_scope():
        return Letter.objects.filter(serial=serial).select_related("station").first()


def letter_of_number(number: str) -> Letter | None:
    """The letter of a number typed in a case; as `letter_of_serial`."""
    if not number_text(number):
        return None
    with fund_scope():
        return letters_by_number(number).first()


def letter_by_id(letter_id: int) -> Letter:
    """Raises NotThere."""
    with fund_scope():
        found = Letter.objects.filter(pk=letter_id).select_related("station").first()
    if found is None:
        raise NotThere
    return found
