"""Figures as a sheet (CSV) that opens in Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet_of(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The rows below their head, to download as `name`.csv; no cell begins like a formula."""
    file = io.StringIO()
    sheet = csv.writer(file)
    sheet.writerow(head)
    sheet.writerows([plain_cell(str(cell)) for cell in row] for row in rows)
    # With a byte order mark, without which Excel takes UTF-8 for something else.
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def plain_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
