"""What a file is, by its content: its name proves nothing."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Literal

from kartu.registry.roster.errors import EmptyFile, LockedWorkbook, NotARoster, OldWorkbook, RosterError, TooBig
from kartu.registry.roster.table import MAX_FILE_BYTES

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "gambar PNG / a PNG picture"),
    (b"\xff\xd8\xff", "foto JPEG / a JPEG photo"),
    (b"GIF8", "gambar GIF / a GIF picture"),
    (b"RIFF", "berkas media / a media file"),
    (b"BM", "gambar / a picture"),
    (b"II*\0", "gambar TIFF / a TIFF picture"),
    (b"MM\0*", "gambar TIFF / a TIFF picture"),
    (b"%PDF", "dokumen PDF / a PDF document"),
    (b"{\\rtf", "dokumen teks / a text document"),
    (b"\x1f\x8b", "berkas mampat / a compressed file"),
    (b"7z\xbc\xaf", "berkas mampat / a compressed file"),
    (b"Rar!", "berkas mampat / a compressed file"),
    (b"BZh", "berkas mampat / a compressed file"),
    (b"\xfd7zXZ", "berkas mampat / a compressed file"),
    (b"\x7fELF", "program / a program"),
    (b"MZ", "program / a program"),
    (b"SQLite format 3", "basis data / a database"),
)
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"<style", b"<div", b"mime-version")


def recognise(path: Path) -> Literal["text", "zip"]:
    """Tell a text table from a workbook; everything else is refused with words that say what to do."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4096)
            if start.startswith(_OLE):
                raise _what_ole_holds(start, file)
    except OSError as error:
        raise RosterError from error
    if size > MAX_FILE_BYTES:
        raise TooBig(limit=f"{MAX_FILE_BYTES // 2**20} MB")
    if not start.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise EmptyFile
    if start.startswith(b"PK\x03\x04"):
        return "zip"
    _refuse_foreign(start)
    return "text"


def _refuse_foreign(start: bytes) -> None:
    for magic, kind in _FOREIGN:
        # Two letters may begin an honest table; a picture or program also holds bytes that no text holds.
        if start.startswith(magic) and (len(magic) > 2 or _is_binary(start)):
            kind_id, kind_en = kind.split(" / ")
            raise NotARoster(kind_id=kind_id, kind_en=kind_en)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:16].lower().startswith(_MARKUP):
        raise OldWorkbook(kind_id="halaman web atau XML bernama .xls", kind_en="a web page or XML named .xls")
    if _is_binary(start):
        raise NotARoster(kind_id="berkas biner", kind_en="a binary file")


def _what_ole_holds(start: bytes, file: BinaryIO) -> RosterError:
    """An .xls, or an .xlsx with a password: both wear the old container (MS-OFFCRYPTO 2.3.4)."""
    tail = start
    while block := file.read(2**20):
        if _ENCRYPTED in tail + block:
            return LockedWorkbook()
        tail = block[-64:]
    if _ENCRYPTED in start:
        return LockedWorkbook()
    return OldWorkbook(kind_id="buku kerja Excel 97-2003 (.xls)", kind_en="an Excel 97-2003 workbook (.xls)")


def _is_binary(start: bytes) -> bool:
    """Control characters that no text has, NULs aside (UTF-16 is full of them, and one may stray in)."""
    controls = sum(start.count(bytes((code,))) for code in (*range(1, 9), *range(14, 27), 28, 29, 30, 31))
    return controls > len(start) // 50
