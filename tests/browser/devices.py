"""The browser, the phone and the desktop that pages are looked at with. No Django: `tools` and `bench` use them too."""

from __future__ import annotations

import os
import shutil
from typing import Any

CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A picture taken while one page fades into the next shows both.
STILL = {"reduced_motion": "reduce"}
PHONE: dict[str, Any] = {
    **STILL,
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "id-ID",
    "timezone_id": "Asia/Jakarta",
}
DESKTOP: dict[str, Any] = {
    **STILL,
    "viewport": {"width": 1280, "height": 800},
    "locale": "id-ID",
    "timezone_id": "Asia/Jakarta",
}


def find_chromium() -> str | None:
    """The machine's own Chromium, or the one KARTU_CHROMIUM names."""
    named = (os.environ.get("KARTU_CHROMIUM") or "", *CHROMIUM)
    return next((path for path in map(shutil.which, filter(None, named)) if path), None)
