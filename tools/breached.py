"""Lay the breached passwords of the npm package among the product's files, as `kartu.accounts.breached` reads them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from kartu.accounts.breached import LAID, record_of, write_list


def main(packed: Path) -> None:
    passwords: list[str] = json.loads(packed.read_text())
    write_list(sorted(record_of(password.casefold()) for password in passwords), LAID)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
