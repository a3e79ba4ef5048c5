"""Rows of one file that say the same again, or contradict each other about whose number it is."""

from __future__ import annotations

from kartu.registry.roster.problems import Place

_ROW_BITS, _SHEET_BITS = 24, 12


class SeenRows:
    """Remembers NIK and place of each KPJ, packed into one integer: about 120 bytes a row, rows are capped."""

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}
        self._sheets: list[str | None] = []

    def earlier(self, nik: str, kpj: str, place: Place) -> tuple[Place | None, bool]:
        """Where the KPJ stood before and whether with the same NIK; remembers it when it is new."""
        if not self._sheets or self._sheets[-1] != place.sheet:
            self._sheets.append(place.sheet)
        packed = (int(nik) << _SHEET_BITS | len(self._sheets) - 1) << _ROW_BITS | place.row
        before = self._seen.setdefault(int(kpj), packed)
        if before is packed:
            return None, False
        row, rest = before & (1 << _ROW_BITS) - 1, before >> _ROW_BITS
        sheet = self._sheets[rest & (1 << _SHEET_BITS) - 1]
        return Place(sheet, row), rest >> _SHEET_BITS == int(nik)
