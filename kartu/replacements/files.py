"""Rebuilt papers on disk: sealed with the member's own key, under names that say nothing.

One file a paper, in $KARTU_DATA/files; it opens only for the case and name it was stored under. Erasing the member's
key erases what is in it, in every backup too. A paper that many cases share has a key of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from kartu.base.crypto import DataKey, Unreadable
from kartu.base.errors import NotThere
from kartu.base.storing import write_whole
from kartu.replacements.evidence import StoredFile
from kartu.replacements.models import Evidence, Replacement, SharedPaper
from kartu.replacements.rebuilding import join_pages, read_pages

NAME = re.compile(r"[0-9a-f]{32}")
# A file whose row was never written: its process died in between.
ORPHANED = timedelta(days=1)


def store_pages(case: Replacement, pages: tuple[bytes, ...]) -> StoredFile:
    """Write the pages of one paper, sealed, and on the disk before its row. Returns what the row keeps."""
    name = secrets.token_hex(16)
    write_whole(_path(name), case.member.key.seal(_place(name), case.id, join_pages(pages)))
    return StoredFile(name=name, digest=digest_of(pages))


def store_shared(paper: SharedPaper, pages: tuple[bytes, ...]) -> StoredFile:
    """As `store_pages`, for the one paper of many cases, sealed with that paper's own key."""
    name = secrets.token_hex(16)
    write_whole(_path(name), paper.member_key().seal(_place(name), paper.id, join_pages(pages)))
    return StoredFile(name=name, digest=digest_of(pages))


def evidence_pages(evidence: Evidence) -> tuple[bytes, ...]:
    """The pages of a paper as JPEG files. Raises NotThere without a file, Unreadable for a changed one."""
    if evidence.shared is not None:
        return shared_pages(evidence.shared)
    case = evidence.replacement
    return _pages(evidence.file, case.member.key, case.id, evidence.digest)


def shared_pages(paper: SharedPaper) -> tuple[bytes, ...]:
    """As `evidence_pages`, of a paper that many cases share."""
    return _pages(paper.file, paper.member_key(), paper.id, paper.digest)


def _read(name: str) -> bytes:
    if not NAME.fullmatch(name):
        raise NotThere
    path = _path(name)
    if not path.is_file():
        raise NotThere
    return path.read_bytes()


def remove_file(name: str) -> None:
    """Remove a file whose row was not written."""
    _path(name).unlink(missing_ok=True)


def sweep_files(*, now: datetime) -> int:
    """Remove files of a day ago and older that no row names; returns how many."""
    old = {path.stem: path for path in _stored() if path.stat().st_mtime < (now - ORPHANED).timestamp()}
    known = set(Evidence.objects.filter(file__in=old).values_list("file", flat=True))
    known |= set(SharedPaper.objects.filter(file__in=old).values_list("file", flat=True))
    for name in old.keys() - known:
        old[name].unlink(missing_ok=True)
    return len(old.keys() - known)


def digest_of(pages: tuple[bytes, ...]) -> bytes:
    """SHA-256 of the pages: the same photo sent twice has the same."""
    return hashlib.sha256(join_pages(pages)).digest()


def _pages(name: str, key: DataKey, row: int, digest: bytes | memoryview | None) -> tuple[bytes, ...]:
    pages = read_pages(key.open_bytes(_place(name), row, _read(name)))
    if not hmac.compare_digest(digest_of(pages), bytes(digest or b"")):
        raise Unreadable
    return pages


def _stored() -> Iterator[Path]:
    return (path for path in (settings.DATA / "files").glob("*/*") if NAME.fullmatch(path.stem))


def _path(name: str) -> Path:
    return Path(settings.DATA) / "files" / name[:2] / name


def _place(name: str) -> str:
    return f"replacements_evidence.file:{name}"
