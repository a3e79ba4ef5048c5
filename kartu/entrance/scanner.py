"""The camera that reads codes, lent by the verifier's door to the pages of other doors."""

from __future__ import annotations

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import NoReverseMatch, reverse

WASM = {"script-src": "'wasm-unsafe-eval'"}  # for `csp.allows`: browsers without a reader of their own
PARTS = {"module": "verify/camera.js", "script": "verify/zxing/reader.js", "wasm": "verify/zxing/zxing_reader.wasm"}


def scanner() -> dict[str, str] | None:
    """Addresses of the camera's parts; None where that door is not open.

    Where the set-up found no npm, `script` and `wasm` are "" and only browsers with a reader of their own read.
    """
    try:
        worker = reverse("check-scanner")
    except NoReverseMatch:
        return None
    return {"worker": worker, **{name: _address(path) for name, path in PARTS.items()}}


def _address(path: str) -> str:
    try:
        return str(staticfiles_storage.url(path))
    except ValueError:
        return ""
