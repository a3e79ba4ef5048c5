"""The hard stops of the style guide: no file over 400 lines, no function over 60."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

FILE_LINES = 400
FUNCTION_LINES = 60
ROOT = Path(__file__).parent.parent
FOLDERS = ("kartu", "tests", "tools", "bench")


def find_excesses(path: Path) -> Iterator[str]:
    """Say each budget that the file at `path` breaks."""
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(ROOT)
    lines = len(text.splitlines())
    if lines > FILE_LINES:
        yield f"{name}: {lines} lines, {FILE_LINES} are the limit; would a reader rather find two rooms?"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{name}:{node.lineno}: {node.name} has {length} lines, {FUNCTION_LINES} are the limit"


def main() -> int:
    """Check every file of ours; migrations are written by the framework."""
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    excesses = [word for path in paths if "migrations" not in path.parts for word in find_excesses(path)]
    print(*excesses, sep="\n", end="\n" if excesses else "")
    return 1 if excesses else 0


if __name__ == "__main__":
    sys.exit(main())
