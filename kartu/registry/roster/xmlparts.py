"""Streaming over the XML parts of a workbook: no document types, no entities, no part kept whole in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from kartu.registry.roster.errors import DamagedFile

BLOCK = 65_536
LONGEST_TOKEN = 4 * 2**20  # a tag or a text longer than this is no spreadsheet's


def new_parser() -> expat.XMLParserType:
    """A parser that refuses document types: with them go external and exploding entities."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.buffer_text = True
    parser.buffer_size = BLOCK
    return parser


def feed(parser: expat.XMLParserType, stream: IO[bytes]) -> Iterator[None]:
    """Parse block by block; yields after each so that the caller can hand on what it has found."""
    fed = 0
    try:
        while block := stream.read(BLOCK):
            parser.Parse(block, False)
            fed += len(block)
            if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
                raise DamagedFile(part="XML")
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        raise DamagedFile(part="XML") from error


def local(name: str) -> str:
    """An element's or attribute's name without its prefix: some programs write x:row."""
    return name.rpartition(":")[2]


def read_elements(
    stream: IO[bytes], wanted: tuple[str, ...], inside: tuple[str, ...] = ()
) -> Iterator[tuple[str, dict[str, str]]]:
    """Name and attributes of the wanted elements; with `inside`, only the children of those parents."""
    parser = new_parser()
    path: list[str] = []
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name in wanted and (not inside or (path and path[-1] in inside)):
            found.append((name, {local(key): value for key, value in attributes.items()}))
        path.append(name)
        if len(path) > 64:
            raise DamagedFile(part="XML")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop()
    for _ in feed(parser, stream):
        yield from found
        found.clear()


def read_texts(stream: IO[bytes]) -> Iterator[str]:
    """The texts of sharedStrings.xml in order (part 1, 18.4); rich text joined, phonetic hints left out."""
    reader = _TextReader()
    for _ in feed(reader.parser, stream):
        yield from reader.found
        reader.found.clear()
        if sum(map(len, reader.pieces)) > LONGEST_TOKEN:
            raise DamagedFile(part="XML")


class _TextReader:
    def __init__(self) -> None:
        self.found: list[str] = []
        self.pieces: list[str] = []
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._phonetic = False

    def _start(self, name: str, _: dict[str, str]) -> None:
        name = local(name)
        if name == "si":
            self.pieces.clear()
        elif name == "rPh":
            self._phonetic = True
        elif name == "t" and not self._phonetic:
            self.parser.CharacterDataHandler = self.pieces.append

    def _end(self, name: str) -> None:
        name = local(name)
        self.parser.CharacterDataHandler = None
        if name == "rPh":
            self._phonetic = False
        elif name == "si":
            self.found.append("".join(self.pieces))


def _refuse_doctype(*_: object) -> None:
    raise DamagedFile(part="DOCTYPE")
