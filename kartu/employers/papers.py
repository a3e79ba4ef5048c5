"""Sealed files of this room: the photo of a signed consent, with the member's key; a card of a download, with its own.

In $KARTU_DATA/acting, under names that say nothing. Erasing a key erases what is in its files, in every backup too.
"""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from kartu.base.crypto import DataKey, Unreadable
from kartu.base.errors import NotThere
from kartu.base.storing import write_whole
from kartu.base.tenancy import fund_scope
from kartu.employers.acts import Asking, DownloadRow
from kartu.registry.models import Member
from kartu.replacements.files import digest_of
from kartu.replacements.rebuilding import join_pages, read_pages

NAME = re.compile(r"[0-9a-f]{32}")
# A file whose row was never written: its process died in between.
ORPHANED = timedelta(days=1)
PAPER, PIECE = "employers_asking.file", "employers_downloadrow.file"


def store_paper(member: Member, pages: tuple[bytes, ...]) -> tuple[str, bytes]:
    """Write the pages of a signed consent, sealed. Returns its name and digest."""
    name = secrets.token_hex(16)
    write_whole(_path(name), member.key.seal(f"{PAPER}:{name}", member.id, join_pages(pages)))
    return name, digest_of(pages)


def open_paper(member: Member, name: str, digest: bytes | memoryview | None) -> tuple[bytes, ...]:
    """Those pages. Raises NotThere without a file, Unreadable for a changed one."""
    pages = read_pages(member.key.open_bytes(f"{PAPER}:{name}", member.id, _read(name)))
    if not hmac.compare_digest(digest_of(pages), bytes(digest or b"")):
        raise Unreadable
    return pages


def store_piece(key: DataKey, row_id: int, content: bytes) -> str:
    """Write one card of a download, sealed with the download's key. Returns its name."""
    name = secrets.token_hex(16)
    write_whole(_path(name), key.seal(f"{PIECE}:{name}", row_id, content))
    return name


def open_piece(key: DataKey, row_id: int, name: str) -> bytes:
    """That card. Raises NotThere."""
    return key.open_bytes(f"{PIECE}:{name}", row_id, _read(name))


def remove_file(name: str) -> None:
    """Remove a file that is no longer needed."""
    if NAME.fullmatch(name):
        _path(name).unlink(missing_ok=True)


def sweep_files(*, now: datetime) -> int:
    """Remove files of a day ago and older that no row names; returns how many."""
    stored = (path for path in (Path(settings.DATA) / "acting").glob("*/*") if NAME.fullmatch(path.stem))
    old = {path.stem: path for path in stored if path.stat().st_mtime < (now - ORPHANED).timestamp()}
    with fund_scope():
        known = set(Asking.objects.filter(file__in=old).values_list("file", flat=True))
        known |= set(DownloadRow.objects.filter(file__in=old).values_list("file", flat=True))
    for name in old.keys() - known:
        old[name].unlink(missing_ok=True)
    return len(old.keys() - known)


def _read(name: str) -> bytes:
    if not NAME.fullmatch(name) or not _path(name).is_file():
        raise NotThere
    return _path(name).read_bytes()


def _path(name: str) -> Path:
    return Path(settings.DATA) / "acting" / name[:2] / name
