"""What the lists' readers refuse besides what `credential` does."""

from __future__ import annotations

from kartu.credential.errors import StatusError


class StatusUnreachable(StatusError):
    """The place where the lists are kept does not answer; a failing network never says "blocked"."""

    code = "status-unreachable"
