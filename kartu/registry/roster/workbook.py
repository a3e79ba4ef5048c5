"""XLSX: which sheets there are, what their cells refer to, and the limits that keep a hostile package small.

ECMA-376 parts 1 and 2. Read with the standard library alone; docs/decisions/0005-roster-reading.md says why.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kartu.registry.roster.errors import DamagedFile, LockedWorkbook, NotARoster, OldWorkbook, TooBig
from kartu.registry.roster.sheet import Cells, read_rows
from kartu.registry.roster.table import Row
from kartu.registry.roster.xmlparts import read_elements, read_texts

# A full sheet of 1,048,576 rows and 12 columns unpacks to about 550 MB, some 10 times its packed size.
MOST_UNPACKED = 1024 * 2**20
TIGHTEST = 100  # times; deflate can reach 1,032, but only on nothing
_HARMLESS = 16 * 2**20  # unpacked size below which tightness does not matter
_MOST_PARTS_INDEX = 2**20  # bytes of the package's own table of contents
_MOST_SMALL_PART = 16 * 2**20
_MOST_STRINGS = 400 * 2**20
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))  # part 1, 18.8.30


class Workbook:
    """An .xlsx: its visible sheets in their order. No file stays open between the parts read."""

    def __init__(self, path: Path) -> None:
        """Check the package before anything in it is unpacked."""
        self._path = path
        with damaged_as_refusal():
            _check_index(path)
            with zipfile.ZipFile(path) as package:
                self._parts = {info.filename.lstrip("/").casefold(): info for info in package.infolist()}
            self._check_parts()
            main = self._main_part()
            self.sheets, self.hidden = self._find_sheets(main)

    @contextmanager
    def open_part(self, name: str, limit: int) -> Iterator[IO[bytes]]:
        """A part's bytes, unpacked while they are read."""
        info = self._parts.get(name.lstrip("/").casefold())
        if info is None:
            raise DamagedFile(part=posixpath.basename(name))
        if info.file_size > limit or (info.file_size > _HARMLESS and info.file_size > TIGHTEST * info.compress_size):
            raise TooBig(limit=f"{limit // 2**20} MB, {TIGHTEST} ×")
        with zipfile.ZipFile(self._path) as package, package.open(info) as part:
            yield part

    def _check_parts(self) -> None:
        infos = self._parts.values()
        if any(info.flag_bits & 1 for info in infos):
            raise LockedWorkbook
        if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
            raise DamagedFile(part="zip")
        if "xl/workbook.bin" in self._parts:
            raise OldWorkbook(kind_id="buku kerja biner (.xlsb)", kind_en="a binary workbook (.xlsb)")
        if "content.xml" in self._parts:
            raise OldWorkbook(kind_id="berkas OpenDocument (.ods)", kind_en="an OpenDocument file (.ods)")
        if "[content_types].xml" not in self._parts or any(name.startswith(("word/", "ppt/")) for name in self._parts):
            raise NotARoster(kind_id="arsip ZIP atau dokumen lain", kind_en="a ZIP archive or another document")

    def _main_part(self) -> str:
        for relation in self._relations("_rels/.rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                return relation.get("Target", "").lstrip("/")
        return "xl/workbook.xml"

    def _find_sheets(self, main: str) -> tuple[list[Sheet], list[str]]:
        folder = posixpath.dirname(main)
        relations = {r.get("Id", ""): r for r in self._relations(f"{folder}/_rels/{posixpath.basename(main)}.rels")}
        targets = {
            key: posixpath.normpath(posixpath.join("/", folder, r.get("Target", ""))) for key, r in relations.items()
        }
        kinds = {r.get("Type", "").rpartition("/")[2]: targets[key] for key, r in relations.items()}
        with self.open_part(main, _MOST_SMALL_PART) as part:
            elements = list(read_elements(part, ("sheet", "workbookPr")))
        from_1904 = any(e.get("date1904") in ("1", "true", "on") for name, e in elements if name == "workbookPr")
        cells = Cells(self._dated_styles(kinds.get("styles")), from_1904)
        texts = kinds.get("sharedStrings", "")
        strings = SharedStrings(self, texts if texts.lstrip("/").casefold() in self._parts else None)
        sheets, hidden = [], []
        for name, e in elements:
            part_name = targets.get(e.get("id", ""), "")
            if name != "sheet" or part_name.lstrip("/").casefold() not in self._parts:
                continue
            if e.get("state", "visible") != "visible":
                hidden.append(e.get("name", "")[:80])
            elif "worksheet" in relations[e["id"]].get("Type", "worksheet"):
                sheets.append(Sheet(self, e.get("name", "")[:80], part_name, cells, strings))
        return sheets, hidden

    def _relations(self, name: str) -> list[dict[str, str]]:
        if name.casefold() not in self._parts:
            return []
        with self.open_part(name, _MOST_SMALL_PART) as part:
            return [attributes for _, attributes in read_elements(part, ("Relationship",))]

    def _dated_styles(self, name: str | None) -> frozenset[str]:
        """The cell styles that show a number as a date."""
        if name is None or name.lstrip("/").casefold() not in self._parts:
            return frozenset()
        with self.open_part(name, _MOST_SMALL_PART) as part:
            elements = list(read_elements(part, ("numFmt", "xf"), inside=("numFmts", "cellXfs")))
        formats = {e.get("numFmtId", ""): e.get("formatCode", "") for name, e in elements if name == "numFmt"}
        styles = [e.get("numFmtId", "0") for name, e in elements if name == "xf"]
        return frozenset(str(i) for i, number in enumerate(styles) if _shows_a_date(number, formats))


class Sheet:
    """One visible sheet."""

    def __init__(self, workbook: Workbook, name: str, part: str, cells: Cells, strings: SharedStrings) -> None:
        self.name = name
        self._workbook = workbook
        self._part = part
        self._cells = cells
        self._strings = strings
        self.size = workbook._parts[part.lstrip("/").casefold()].file_size
        self._stream: IO[bytes] | None = None

    def rows(self) -> Iterator[Row]:
        """All rows from the top, those without content left out."""
        with damaged_as_refusal():
            self._strings.load()
            with self._workbook.open_part(self._part, MOST_UNPACKED) as stream:
                self._stream = stream
                yield from read_rows(stream, self._cells, self._strings)

    def position(self) -> int:
        """Unpacked bytes read so far."""
        return self._stream.tell() if self._stream and not self._stream.closed else self.size


class SharedStrings:
    """The workbook's texts, packed into one block: a Python string each would take four times the room."""

    def __init__(self, workbook: Workbook, part: str | None) -> None:
        self._workbook = workbook
        self._part = part
        self._block = bytearray()
        self._ends = array("Q", [0])
        self._loaded = part is None

    def __getitem__(self, index: int) -> str:
        if index < 0:
            raise IndexError
        return self._block[self._ends[index] : self._ends[index + 1]].decode()

    def load(self) -> None:
        """Read the part once, when the first sheet is."""
        if self._loaded or self._part is None:
            return
        self._loaded = True
        with self._workbook.open_part(self._part, _MOST_STRINGS) as part:
            for text in read_texts(part):
                self._block += text.encode("utf-8", "replace")
                self._ends.append(len(self._block))


@contextmanager
def damaged_as_refusal() -> Iterator[None]:
    """What zipfile and zlib raise on broken or hostile packages, said as one refusal."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error) as error:
        raise DamagedFile(part="zip") from error
    except (OSError, ValueError, OverflowError) as error:
        raise DamagedFile(part="isi / content") from error


def _check_index(path: Path) -> None:
    """Refuse a package whose table of contents alone would fill the memory (APPNOTE 4.3.14 to 4.3.16)."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 66_000))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) < at + 22:
            raise DamagedFile(part="zip")
        index_size = int.from_bytes(tail[at + 12 : at + 16], "little")
        locator = tail[at - 20 : at] if at >= 20 else b""
        if locator.startswith(b"PK\x06\x07"):
            file.seek(min(int.from_bytes(locator[8:16], "little"), size) + 40)
            index_size = int.from_bytes(file.read(8), "little")
    if index_size > _MOST_PARTS_INDEX:
        raise TooBig(limit="zip")


def _shows_a_date(number: str, formats: dict[str, str]) -> bool:
    code = formats.get(number)
    if code is None:
        return number.isdecimal() and int(number) in _DATE_FORMATS
    kept, quoted = [], False
    letters = iter(code.partition(";")[0].casefold())
    for letter in letters:
        if letter == '"':
            quoted = not quoted
        elif letter in "\\_*":
            next(letters, "")
        elif not quoted:
            kept.append(letter)
    plain = "".join(kept)
    while "[" in plain and "]" in plain[plain.index("[") :]:
        start = plain.index("[")
        plain = plain[:start] + plain[plain.index("]", start) + 1 :]
    return ("general" not in plain and any(letter in plain for letter in "dy")) or "mmm" in plain
