"""Lines of code of each room: neither blank nor comment only. Run: python -m bench.rooms"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
KINDS = {".py": "Python", ".html": "templates", ".css": "CSS", ".js": "JavaScript", ".typ": "Typst", ".toml": "TOML"}


def main() -> None:
    """Print one row a room, migrations left out, and the tests below."""
    counted: dict[str, Counter[str]] = {}
    for path in sorted((ROOT / "kartu").rglob("*")):
        if path.suffix in KINDS and "migrations" not in path.parts and path.is_file():
            parts = path.relative_to(ROOT / "kartu").parts
            room = parts[0] if len(parts) > 1 else "kartu"
            counted.setdefault(room, Counter())[KINDS[path.suffix]] += _lines(path)
    for room, kinds in sorted(counted.items(), key=lambda entry: -entry[1].total()):
        print(f"{room:<16} {kinds.total():6}  " + ", ".join(f"{kind} {lines}" for kind, lines in kinds.most_common()))
    print(f"{'all rooms':<16} {sum(kinds.total() for kinds in counted.values()):6}")
    print(f"{'tests':<16} {sum(_lines(path) for path in (ROOT / 'tests').rglob('*.py')):6}")


def _lines(path: Path) -> int:
    lines = (line.strip() for line in path.read_text().splitlines())
    return sum(bool(line) and not line.startswith("#") for line in lines)


if __name__ == "__main__":
    main()
