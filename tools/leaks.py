"""What must not be committed: addresses in lock files, paths of somebody's machine."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = re.compile(r"(requirements/[^/]*\.txt|[^/]*lock[^/]*\.(json|toml|yaml)|[^/]*\.lock)$")
ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links|@ ?file:")
HOME_PATH = re.compile(r"(?<![\w.])/(?:home/[a-z]|root/|Users/[A-Za-z]|work/)")


def find_leaks(name: str, text: str) -> Iterator[str]:
    """Say each line of the committed file `name` that carries what belongs to one machine."""
    is_lock = LOCK.search(name) is not None
    for number, line in enumerate(text.splitlines(), start=1):
        if is_lock and ADDRESS.search(line):
            yield f"{name}:{number}: a lock file carries an address"
        if HOME_PATH.search(line):
            yield f"{name}:{number}: a path of somebody's machine"


def committed() -> list[str]:
    """The names of all files under version control, also when the clone belongs to another user."""
    command = ["git", "-C", str(ROOT), "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(command, capture_output=True, check=True).stdout
    return [name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def main() -> int:
    """Check every committed file that is text."""
    leaks: list[str] = []
    for name in committed():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content[:8192]:
            leaks.extend(find_leaks(name, content.decode(errors="replace")))
    print(*leaks, sep="\n", end="\n" if leaks else "")
    return 1 if leaks else 0


if __name__ == "__main__":
    sys.exit(main())
