"""Reading the folder messages go to when no mail server is named (kartu/notifications/channels.py)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

LINK = re.compile(r"https?://\S+[\w/=-]")


@dataclass(frozen=True, slots=True)
class Posted:
    """One message as its reader gets it."""

    at: datetime
    to: str
    subject: str
    text: str

    @property
    def is_email(self) -> bool:
        return "@" in self.to

    @property
    def parts(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces, and whether a piece is a link."""
        end = 0
        for found in LINK.finditer(self.text):
            yield self.text[end : found.start()], False
            yield found[0], True
            end = found.end()
        yield self.text[end:], False


def latest(folder: Path, count: int) -> list[Posted]:
    """The newest `count` messages, newest first."""
    files = sorted(folder.glob("*.json"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return [posted for path in files[:count] for posted in _read(path)]


def _read(path: Path) -> Iterator[Posted]:
    with suppress(FileNotFoundError):  # taken away meanwhile
        content = json.loads(path.read_text(encoding="utf-8"))
        at = datetime.fromisoformat(content["at"])
        yield Posted(at, content["to"], content["subject"], content["text"])
