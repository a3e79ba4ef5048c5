"""Rebuilt papers on disk: sealed with the member's own key, under names that say nothing.

One file a paper, in $KARTU_DATA/files; it opens only for the case and name it was stored under. Erasing the member's
key erases what is in it, in every backup too.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from kartu.base.crypto import Unreadable
from kartu.base.errors import NotThere
from kartu.replacements.evidence import StoredFile
from kartu.replacements.models import Evidence, Replacement
from kartu.replacements.rebuilding import join_pages, read_pages

NAME = re.compile(r"[0-9a-f]{32}")
# A file whose row was never written: its process died in between.
ORPHANED = timedelta(days=1)


def store_pages(case: Replacement, pages: tuple[bytes, ...]) -> StoredFile:
    """Write the pages of one paper, sealed, and make sure they are on the disk. Returns what its row keeps."""
    name, joined = secrets.token_hex(16), join_pages(pages)
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(".part")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(case.member.key.seal(_place(name), case.id, joined))
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    return StoredFile(name=name, digest=digest_of(pages))


def evidence_pages(evidence: Evidence) -> tuple[bytes, ...]:
    """The pages of a paper as JPEG files. Raises NotThere without a file, Unreadable for a changed one."""
    if not NAME.fullmatch(evidence.file):
        raise NotThere
    path = _path(evidence.file)
    if not path.is_file():
        raise NotThere
    case = evidence.replacement
    joined = case.member.key.open_bytes(_place(evidence.file), case.id, path.read_bytes())
    pages = read_pages(joined)
    if not hmac.compare_digest(digest_of(pages), bytes(evidence.digest or b"")):
        raise Unreadable
    return pages


def remove_file(name: str) -> None:
    """Remove a file whose row was not written."""
    _path(name).unlink(missing_ok=True)


def sweep_files(*, now: datetime) -> int:
    """Remove files of a day ago and older that no row names; returns how many."""
    old = {path.stem: path for path in _stored() if path.stat().st_mtime < (now - ORPHANED).timestamp()}
    known = set(Evidence.objects.filter(file__in=old).values_list("file", flat=True))
    for name in old.keys() - known:
        old[name].unlink(missing_ok=True)
    return len(old.keys() - known)


def digest_of(pages: tuple[bytes, ...]) -> bytes:
    """SHA-256 of the pages: the same photo sent twice has the same."""
    return hashlib.sha256(join_pages(pages)).digest()


def _stored() -> Iterator[Path]:
    return (path for path in (settings.DATA / "files").glob("*/*") if NAME.fullmatch(path.stem))


def _path(name: str) -> Path:
    return Path(settings.DATA) / "files" / name[:2] / name


def _place(name: str) -> str:
    return f"replacements_evidence.file:{name}"
