"""What the demonstration keeps in its data folder."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

SHEET = "demo.json"  # address, accounts, codes; written anew before the web server answers
CASES = "demo-cases.json"  # the codes of the cases, which are told once; also the mark of a fund that was seeded
SITE = "demo-site.json"  # what the other site has to know; its secret is told once
MACHINE = "demo-api.json"  # the key for /api/v1, which is told once
VISITS = "demo-visits.json"  # a booked visit and its code, which is told once
UNFINISHED = "demo-unfinished"  # there from the first act of the seeding to its last


def write_private(path: Path, content: Any) -> None:
    """Write JSON whole or not at all, for this user alone."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
    draft.replace(path)
