"""What people upload, rebuilt: a new JPEG a page, made by a child process that can do little else.

Pictures (JPEG, PNG, WebP, HEIC) and PDFs go in; JPEG pages of at most 2000 px come out. The stranger's own bytes are
never stored and never shown to an officer.
"""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

from kartu.base.errors import DomainError

LARGEST = 10 * 1024 * 1024
MEGABYTES = LARGEST // (1024 * 1024)
SECONDS = 5
CHILD = Path(__file__).with_name("rebuilder.py")
REFUSED = 3


class FileRefused(DomainError):
    """The file cannot be taken; the children say why and what to do."""

    code = "file-refused"
    id = "Berkas ini tidak dapat dibuka. Foto kertasnya sekali lagi, lalu kirim fotonya."
    en = "This file cannot be opened. Take a photo of the paper once more and send that."


class FileEmpty(FileRefused):
    code = "file-empty"
    id = "Berkasnya kosong. Foto kertasnya atau pilih berkas lain."
    en = "The file is empty. Take a photo of the paper or choose another file."


class FileTooLarge(FileRefused):
    code = "file-too-large"
    id = "Berkas ini lebih dari {megabytes} MB. Foto kertasnya dengan kamera ponsel; fotonya kami perkecil sendiri."
    en = "This file is over {megabytes} MB. Take a photo of the paper with your phone; we make it smaller ourselves."


class NotAPicture(FileRefused):
    code = "not-a-picture"
    id = "Ini bukan foto atau PDF, apa pun namanya. Kirim foto (JPEG, PNG, WebP, HEIC) atau PDF."
    en = "This is not a photo or PDF, whatever it is called. Send a photo (JPEG, PNG, WebP, HEIC) or a PDF."


class FileBroken(FileRefused):
    code = "file-broken"
    id = "Berkas ini rusak atau terpotong di jalan. Kirim sekali lagi, atau foto kertasnya lagi."
    en = "This file is damaged or was cut off on its way. Send it again, or take the photo again."


class TooManyPixels(FileRefused):
    code = "too-many-pixels"
    id = "Foto ini terlalu besar untuk dibuka. Foto lagi dengan ukuran biasa (paling besar 50 megapiksel)."
    en = "This photo is too big to open. Take it again in the usual size (50 megapixels at most)."


class TooManyPages(FileRefused):
    code = "too-many-pages"
    id = "PDF ini kosong atau lebih dari 10 halaman. Kirim halaman suratnya saja."
    en = "This PDF is empty or has more than 10 pages. Send only the page with the letter."


class FileLocked(FileRefused):
    code = "file-locked"
    id = "PDF ini dikunci dengan kata sandi. Simpan tanpa kata sandi, atau foto kertasnya."
    en = "This PDF is locked with a password. Save it without one, or take a photo of the paper."


REASONS: dict[bytes, type[FileRefused]] = {
    b"unknown": NotAPicture,
    b"broken": FileBroken,
    b"pixels": TooManyPixels,
    b"pages": TooManyPages,
    b"locked": FileLocked,
}


def rebuild(content: bytes) -> tuple[bytes, ...]:
    """The pages of an uploaded file as new JPEG files, without anything the file carried besides its pixels.

    Raises a child of FileRefused within SECONDS. A child process that runs out of time or memory is a refusal too.
    """
    if not content:
        raise FileEmpty
    if len(content) > LARGEST:
        raise FileTooLarge(megabytes=MEGABYTES)
    command = [sys.executable, "-I", "-B", str(CHILD)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False, env={})
    except subprocess.TimeoutExpired as error:
        raise FileRefused from error
    if done.returncode == REFUSED:
        raise REASONS.get(done.stdout, FileRefused)()
    if done.returncode != 0:
        raise FileRefused
    return read_pages(done.stdout)


def join_pages(pages: tuple[bytes, ...]) -> bytes:
    """Pages behind one another, each after its length in four bytes."""
    return b"".join(struct.pack(">I", len(page)) + page for page in pages)


def read_pages(joined: bytes) -> tuple[bytes, ...]:
    """What `join_pages` wrote."""
    pages, at = [], 0
    while at < len(joined):
        (length,) = struct.unpack_from(">I", joined, at)
        pages.append(joined[at + 4 : at + 4 + length])
        at += 4 + length
    return tuple(pages)
