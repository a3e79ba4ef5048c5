"""Many small PDFs as one (ISO 32000-2), written out part by part: no more than one of them is in memory at a time.

What a page shows is carried over; what surrounds it in its own document (outline, tags, metadata) is not. The page
tree and the table of objects stand at the end, where a PDF may have them.
"""

from __future__ import annotations

import hashlib
import io
from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
)
from pyhanko.pdf_utils.reader import PdfFileReader

HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"  # the second line says that what follows is binary
TREE, CATALOG, FIRST = 1, 2, 3
# What makes a page look as it does; a page may have some of it from the nodes above it (7.7.3.4).
SHOWN = ("/MediaBox", "/CropBox", "/TrimBox", "/Rotate", "/Resources", "/Contents", "/Group")


def joined(documents: Iterable[bytes]) -> Iterator[bytes]:
    """The pages of `documents`, in their order, as one PDF in parts. The documents are our own drawings, unsealed."""
    whole = _Whole()
    yield HEAD
    for document in documents:
        yield _Document(whole, document).written()
    yield whole.end()


class _Whole:
    """What is written: where each of its objects begins, and its pages."""

    def __init__(self) -> None:
        self.begins = array("Q", [0] * FIRST)
        self.at = len(HEAD)
        self.pages: list[int] = []
        self.same: dict[bytes, int] = {}  # what every card has (a colour profile, an emblem) is written once

    def number(self) -> int:
        self.begins.append(0)
        return len(self.begins) - 1

    def object(self, number: int, content: bytes) -> bytes:
        written = b"%d 0 obj\n%b\nendobj\n" % (number, content)
        self.begins[number] = self.at
        self.at += len(written)
        return written

    def end(self) -> bytes:
        kids = b" ".join(b"%d 0 R" % page for page in self.pages)
        tree = self.object(TREE, b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(self.pages), kids))
        catalog = self.object(CATALOG, b"<< /Type /Catalog /Pages %d 0 R >>" % TREE)
        table = b"".join(b"%010d 00000 n \n" % begin for begin in self.begins[1:])
        count = len(self.begins)
        xref = b"xref\n0 %d\n0000000000 65535 f \n%b" % (count, table)
        trailer = b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, CATALOG, self.at)
        return tree + catalog + xref + trailer


class _Document:
    """One document on its way into the whole: its objects under new numbers."""

    def __init__(self, whole: _Whole, document: bytes) -> None:
        self.whole, self.reader = whole, PdfFileReader(io.BytesIO(document))
        self.numbers: dict[int, int] = {}  # of what is written, or waits for it
        self.parts: list[bytes] = []

    def written(self) -> bytes:
        for place in range(self.reader.root["/Pages"]["/Count"]):
            page = self.reader.find_page_for_modification(place)[0]  # type: ignore[no-untyped-call]  # as below
            self._page(page.get_object())
        return b"".join(self.parts)

    def _page(self, page: DictionaryObject) -> None:
        shown = {NameObject(name): found for name in SHOWN if (found := _inherited(page, name)) is not None}
        made: dict[str, PdfObject] = {NameObject("/Type"): NameObject("/Page"), NameObject("/Parent"): _reference(TREE)}
        made |= {name: self._moved(found) for name, found in shown.items()}
        number = self.whole.number()
        self.whole.pages.append(number)
        self.parts.append(self.whole.object(number, _bytes(_dictionary(made))))

    def _moved(self, found: PdfObject) -> PdfObject:
        """The same value, with what it refers to written before it."""
        if isinstance(found, IndirectObject):
            return _reference(self._placed(found))
        if isinstance(found, ArrayObject):
            return ArrayObject(self._moved(found.raw_get(place)) for place in range(len(found)))
        if isinstance(found, DictionaryObject):
            moved = {NameObject(name): self._moved(found.raw_get(name)) for name in found if name != "/Length"}
            if isinstance(found, StreamObject):
                return StreamObject(moved, encoded_data=found.encoded_data)
            return _dictionary(moved)
        return found

    def _placed(self, reference: IndirectObject) -> int:
        if reference.idnum not in self.numbers:
            found = reference.get_object()  # type: ignore[no-untyped-call]  # as below
            content = _bytes(self._moved(found))
            digest = hashlib.sha256(content).digest()
            number = self.whole.same.get(digest)
            if number is None:
                number = self.whole.same[digest] = self.whole.number()
                self.parts.append(self.whole.object(number, content))
            self.numbers[reference.idnum] = number
        return self.numbers[reference.idnum]


def _inherited(page: DictionaryObject, name: str) -> PdfObject | None:
    node: DictionaryObject | None = page
    while node is not None:
        if name in node:
            found: PdfObject = node.raw_get(name)
            return found
        node = node["/Parent"] if "/Parent" in node else None  # noqa: SIM401 -- get follows no reference
    return None


def _reference(number: int) -> PdfObject:
    return IndirectObject(number, 0, None)  # type: ignore[no-untyped-call]  # pyHanko leaves it untyped


def _dictionary(values: Mapping[Any, PdfObject]) -> PdfObject:
    return DictionaryObject(dict(values))  # type: ignore[no-untyped-call]  # pyHanko leaves it untyped


def _bytes(content: PdfObject) -> bytes:
    file = io.BytesIO()
    content.write_to_stream(file)
    return file.getvalue()
