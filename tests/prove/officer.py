"""One officer in a process of its own: `python -m tests.prove.officer`.

Each line of its input is a JSON list, ["open", first, count, branch, officer] or ["work", cases, officer, seed], and is
answered by one line.
"""

from __future__ import annotations

import importlib
import json
import sys

import django


def main() -> None:
    django.setup()
    officers = importlib.import_module("tests.prove.officers")
    officers.issuing._read_back = officers.read_nothing_back
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        what, *told = json.loads(line)
        answer = json.dumps(officers.open_cases(*told)) if what == "open" else officers.work(*told).as_json()
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
