"""The server's configuration, written anew at each start beside the cluster, where the server cannot change it."""

import os
from pathlib import Path

from kartu.postgres.account import Account

SUPER = "postgres"
OWNER = "kartu_owner"
APP = "kartu_app"
DATABASE = "kartu"
MAP = "kartu"
MEGABYTE = 1024 * 1024

# Everybody is known by the operating system; there is no password and no way in from the network.
HBA = f"local all all peer map={MAP}\n"

# The server keeps two kinds of text out of its log because they may carry a person's data: the statement that
# failed (`log_min_error_statement`) and the values named in a constraint's detail (`log_error_verbosity`).
SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100
work_mem = 8MB
maintenance_work_mem = 64MB
max_wal_size = 1GB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %u@%d '
log_min_error_statement = panic
log_error_verbosity = terse
log_checkpoints = off
logging_collector = off
"""

# Only for clusters that are removed at the end: a crash of the machine may lose everything.
CARELESS = """
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 64MB
max_wal_size = 256MB
"""


def write_configuration(home: Path, account: Account, *, socket: Path, careless: bool) -> Path:
    """Write the three files into `home`; return the main one."""
    ident = "".join(f'{MAP} "{account.runner}" {role}\n' for role in (SUPER, OWNER, APP))
    lines = [
        f"include = {_quote(home / 'pgdata' / 'postgresql.conf')}",  # what initdb found out about this machine
        f"hba_file = {_quote(home / 'pg_hba.conf')}",
        f"ident_file = {_quote(home / 'pg_ident.conf')}",
        f"unix_socket_directories = {_quote(socket)}",
        f"shared_buffers = {_shared_buffers()}MB",
        SETTINGS,
        CARELESS if careless else "",
        f"include_if_exists = {_quote(home / 'local.conf')}",  # the operator's word is the last one
    ]
    _replace(home / "pg_hba.conf", HBA, account)
    _replace(home / "pg_ident.conf", ident, account)
    main = home / "postgresql.conf"
    _replace(main, "\n".join(lines), account)
    return main


def _shared_buffers() -> int:
    """An eighth of the machine's memory in megabytes, at least 64 and at most 1024."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE
    return max(64, min(memory // 8, 1024))


def _quote(path: Path) -> str:
    return "'" + str(path).replace("\\", "\\\\").replace("'", "''") + "'"


def _replace(path: Path, text: str, account: Account) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8")
    draft.chmod(0o640)
    if account.is_separate:
        os.chown(draft, 0, account.gid)
    draft.replace(path)
