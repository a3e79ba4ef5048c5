"""Stylesheets, scripts and pictures: named by their content and compressed once, served from one folder."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]  # ships no types

MARK = ".collected"


class NamedByContent(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # as above
    """Files named by their content, also where one script module imports another."""

    support_js_module_import_aggregation = True


def ensure_statics() -> bool:
    """Collect the static files into STATIC_ROOT unless they are there as they are now; returns whether it did.

    Several processes may start at once: one collects, the others wait.
    """
    folder = Path(settings.STATIC_ROOT)
    if _is_current(folder):
        return False
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _is_current(folder):
            return False
        # Old names go too: nothing may be served that is no longer part of the product.
        shutil.rmtree(folder, ignore_errors=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        (folder / MARK).write_text(_fingerprint())
    return True


def _is_current(folder: Path) -> bool:
    mark = folder / MARK
    return mark.is_file() and mark.read_text() == _fingerprint()


def _fingerprint() -> str:
    """Names, sizes and times of all sources: enough to see a change without reading them."""
    seen = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            seen.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return seen.hexdigest()
