"""Where a data folder's cluster lives.

For a plain user: in the data folder. As root the server has a user of its own, who may be unable to walk into the
data folder (root's are often closed to everybody else), so the cluster lies in root's state folder and the data
folder only names it. A data folder made anew names nothing, hence never meets an older cluster.
"""

import os
import re
import secrets
import shutil
from pathlib import Path

from kartu.postgres import postmaster
from kartu.postgres.account import STATE, Account
from kartu.postgres.errors import PostgresError

POINTER = "cluster"
OWNER_NOTE = "belongs-to"


def prepare_control(data: Path, account: Account) -> Path:
    """Make the folder that holds the locks and the cluster or its name: private, and ours."""
    control = data / "postgres"
    try:
        control.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = control.lstat().st_uid
        if owner == os.geteuid():
            control.chmod(0o700)
    except OSError as reason:
        raise PostgresError("no_data_folder", f"{control} cannot be used: {reason.strerror or reason}.") from reason
    if owner != os.geteuid():
        raise PostgresError(
            "wrong_owner",
            f"{control} belongs to user id {owner}, and you are {account.runner} ({os.geteuid()}). "
            "Run Kartu as its owner, or name another folder in KARTU_DATA.",
        )
    return control.resolve()


def find_home(control: Path, account: Account) -> Path:
    """The folder of the cluster; as root it may be a new, still unnamed one (see `name_home`)."""
    if not account.is_separate:
        return control
    homes = STATE / "clusters"
    homes.mkdir(mode=0o711, exist_ok=True)
    homes.chmod(0o711)
    pointer = control / POINTER
    if not pointer.exists():
        home = homes / secrets.token_hex(8)
        home.mkdir()
        home.chmod(0o711)
        return home
    name = pointer.read_text(encoding="ascii").strip()
    home = homes / name
    if re.fullmatch(r"[0-9a-f]{16}", name) is None or not home.is_dir():
        raise PostgresError(
            "cluster_lost",
            f"{pointer} names a database that is not on this machine ({home}). "
            "Bring it back from a backup; to begin anew, remove that file.",
        )
    _check_owner(home, control)
    return home


def name_home(control: Path, home: Path) -> None:
    """Write down, on both sides, which data folder and which cluster belong together."""
    if home == control:
        return
    _replace(home / OWNER_NOTE, f"{control}\n")
    _replace(control / POINTER, f"{home.name}\n")


def discard_unnamed(control: Path, home: Path) -> None:
    """Delete a folder whose cluster could not be made; nothing names it, so nobody would find it again."""
    if home != control and not (home / OWNER_NOTE).exists():
        shutil.rmtree(home, ignore_errors=True)


def remove_home(control: Path, account: Account) -> None:
    """Stop the cluster's server if one was left running, delete the cluster and forget its name."""
    if account.is_separate and not (control / POINTER).exists():
        return
    home = find_home(control, account)
    postmaster.stop(home / "pgdata")
    if home == control:
        shutil.rmtree(home / "pgdata", ignore_errors=True)
    else:
        (control / POINTER).unlink()
        shutil.rmtree(home, ignore_errors=True)


def _check_owner(home: Path, control: Path) -> None:
    """A data folder that was moved keeps its cluster; one that was copied must not share it with the original."""
    noted = Path((home / OWNER_NOTE).read_text(encoding="utf-8").rstrip("\n"))
    original = noted / POINTER
    if noted != control and original.exists() and original.read_text(encoding="ascii").strip() == home.name:
        raise PostgresError(
            "copied",
            f"{control.parent} is a copy of {noted.parent}, and the database stays with the original. "
            f"Dump and restore it; to begin anew in the copy, remove {control / POINTER}.",
        )


def _replace(path: Path, text: str) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
