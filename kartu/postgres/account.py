"""The system user the server runs as: whoever runs Kartu, or a user of its own when that is root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from kartu.postgres import locks
from kartu.postgres.errors import PostgresError

SERVER_USER = "kartu-postgres"
STATE = Path("/var/lib/kartu")  # only used by root: the server's user must be able to walk into it


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs Kartu (`runner`, a name for peer authentication) and who runs the server."""

    runner: str
    uid: int
    gid: int
    is_separate: bool

    def own(self, path: Path) -> None:
        """Make `path` a private folder of the server's user."""
        path.mkdir(mode=0o700, exist_ok=True)
        if self.is_separate:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def run(self, command: list[str], *, words: str = "") -> subprocess.CompletedProcess[str]:
        """Run one PostgreSQL program to its end as the server's user; output and errors come back together."""
        return subprocess.run(
            command,
            input=words,
            text=True,
            errors="replace",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=environment(),
            umask=0o077,
            user=self.uid if self.is_separate else None,
            group=self.gid if self.is_separate else None,
            extra_groups=[] if self.is_separate else None,
            check=False,
        )


def environment() -> dict[str, str]:
    """What a PostgreSQL program sees: nothing of ours, so that no PG* variable changes where it goes."""
    return {"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath}


def find_account() -> Account:
    """Tell who runs the server; as root make its own user if it is not there yet."""
    uid = os.geteuid()
    try:
        runner = pwd.getpwuid(uid).pw_name
    except KeyError:
        raise PostgresError(
            "nameless_user",
            f"The user id {uid} has no name on this machine, and PostgreSQL needs one. "
            "Run Kartu as a user that has a name, or set DATABASE_URL to a server of your own.",
        ) from None
    if uid != 0:
        return Account(runner, uid, os.getegid(), is_separate=False)
    prepare_state()
    with locks.exclusive(STATE / "lock"):
        entry = _find_server_user() or _add_server_user()
    return Account(runner, entry.pw_uid, entry.pw_gid, is_separate=True)


def prepare_state() -> Path:
    """Make root's state folder. Its owner is checked: whoever could write here could run programs as root's server."""
    try:
        STATE.mkdir(mode=0o755, exist_ok=True)
    except OSError as reason:
        raise PostgresError(
            "no_state_folder",
            f"Kartu runs as root and keeps the embedded PostgreSQL in {STATE}, which cannot be made "
            f"({reason.strerror}). Run Kartu as a plain user, or set DATABASE_URL to a server of your own.",
        ) from reason
    if STATE.lstat().st_uid != 0:
        raise PostgresError("wrong_owner", f"{STATE} does not belong to root. Remove it or give it back to root.")
    STATE.chmod(0o755)  # whatever the umask said
    return STATE


def _find_server_user() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        return None


def _add_server_user() -> pwd.struct_passwd:
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    said = "there is no useradd here"
    if program is not None:
        options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        done = subprocess.run(
            [program, *options, "--shell", "/usr/sbin/nologin", SERVER_USER],
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stderr.strip()
    entry = _find_server_user()
    if entry is None:
        raise PostgresError(
            "no_server_user",
            f"PostgreSQL does not run as root, and the system user {SERVER_USER} could not be made ({said}). "
            "Make it by hand, run Kartu as a plain user, or set DATABASE_URL to a server of your own.",
        )
    return entry
