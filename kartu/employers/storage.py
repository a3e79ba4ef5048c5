"""The file of an upload, sealed on disk until it was read, and read without ever lying open on a disk.

One file an upload, in $KARTU_DATA/rosters; erasing the upload's key erases what is in it, in every backup too.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from kartu.base.crypto import DataKey
from kartu.base.errors import NotThere
from kartu.base.storing import write_whole
from kartu.employers.models import Upload

NAME = re.compile(r"[0-9a-f]{32}")
# A file whose row was never written: its process died in between.
ORPHANED = timedelta(days=1)


def store_file(key: DataKey, upload_id: int, content: bytes) -> str:
    """Write the file, sealed, and make sure it is on the disk. Returns its name."""
    name = secrets.token_hex(16)
    write_whole(_path(name), key.seal(_place(name), upload_id, content))
    return name


@contextmanager
def opened_file(upload: Upload) -> Iterator[Path]:
    """The file as the roster's reader wants it: a path. Where the system has it, in memory only. Raises NotThere."""
    if not NAME.fullmatch(upload.file) or not _path(upload.file).is_file():
        raise NotThere
    sealed = _path(upload.file).read_bytes()
    content = upload.member_key().open_bytes(_place(upload.file), upload.id, sealed)
    del sealed
    with in_memory(content) as path:
        del content
        yield path


def remove_file(name: str) -> None:
    """Remove a file that was read, or whose row was not written."""
    if NAME.fullmatch(name):
        _path(name).unlink(missing_ok=True)


def sweep_files(*, now: datetime) -> int:
    """Remove files of a day ago and older that no upload names; returns how many."""
    stored = (path for path in (settings.DATA / "rosters").glob("*/*") if NAME.fullmatch(path.stem))
    old = {path.stem: path for path in stored if path.stat().st_mtime < (now - ORPHANED).timestamp()}
    known = set(Upload.objects.filter(file__in=old).values_list("file", flat=True))
    for name in old.keys() - known:
        old[name].unlink(missing_ok=True)
    return len(old.keys() - known)


@contextmanager
def in_memory(content: bytes) -> Iterator[Path]:
    """The bytes as a path, for readers that want one. Where the system has it, in memory only."""
    with _unnamed() as (handle, path):
        with os.fdopen(os.dup(handle), "wb") as file:
            file.write(content)
        del content
        yield path


@contextmanager
def _unnamed() -> Iterator[tuple[int, Path]]:
    if hasattr(os, "memfd_create") and Path("/proc/self/fd").is_dir():
        handle = os.memfd_create("roster")
        try:
            yield handle, Path(f"/proc/self/fd/{handle}")
        finally:
            os.close(handle)
        return
    with tempfile.NamedTemporaryFile(prefix="roster-") as file:
        yield file.fileno(), Path(file.name)


def _path(name: str) -> Path:
    return Path(settings.DATA) / "rosters" / name[:2] / name


def _place(name: str) -> str:
    return f"employers_upload.file:{name}"
