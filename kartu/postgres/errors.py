"""Why the embedded server cannot be used, in words."""

from pathlib import Path

LOG_LINES = 12
DISK_FULL = "No space left on device"


class PostgresError(Exception):
    """The embedded PostgreSQL cannot be used. `code` is stable; the text says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def refused_by_server(what: str, output: str, *, where: Path) -> PostgresError:
    """Turn what a PostgreSQL program printed before giving up into an error with its last lines."""
    if DISK_FULL in output:
        return PostgresError("disk_full", f"{what}: the disk holding {where} is full. Free some space and try again.")
    tail = "\n".join(f"    {line}" for line in output.strip().splitlines()[-LOG_LINES:])
    return PostgresError("start_failed", f"{what} in {where}. PostgreSQL said:\n{tail or '    (nothing)'}")
