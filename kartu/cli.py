"""`kartu`: the one command line. Every management command is a subcommand."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from importlib.metadata import version
from types import FrameType
from typing import NoReturn

import django
from django.core.management import get_commands, load_command_class
from django.core.management.base import CommandError

from kartu.base.database import EMBEDDED, database, throwaway_database
from kartu.base.errors import DomainError
from kartu.base.language import say
from kartu.base.schema import ensure_schema
from kartu.postgres import PostgresError

FAILED, USAGE, INTERRUPTED = 1, 64, 130
# A verdict has the low exit codes; a check that could not be made must not read as "blocked".
FAILED_BY_COMMAND = {"check-code": 3}
# `demo` has its own: it starts the database itself, and its children use that.
NO_DATABASE = frozenset({"makemigrations", "demo"})
OWN_DATABASE = frozenset({"walkthrough"})
DJANGO_OPTIONS = {
    *("--version", "--verbosity", "--settings", "--pythonpath"),
    *("--traceback", "--no-color", "--force-color", "--skip-checks"),
}


class UnknownCommand(DomainError):
    """There is no such command."""

    code = "unknown-command"
    id = "Perintah {name} tidak ada. `kartu help` menampilkan semua perintah."
    en = "There is no command {name}. `kartu help` lists them all."


def main() -> NoReturn:
    """Run one command and leave with its exit code. Expected refusals are told in words, on standard error."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kartu.settings")
    # SIGINT as well: a shell that starts us in the background hands it down ignored.
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, _interrupt)
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command in `arguments` (without the program's name); returns the exit code."""
    language = os.environ.get("KARTU_LANGUAGE", "id")
    if arguments in (["version"], ["--version"]):
        sys.stdout.write(f"kartu {version('kartu')}\n")
        return 0
    name = arguments[0] if arguments else "help"
    try:
        if name in {"help", "--help", "-h"}:
            return _help(arguments[1:], language)
        with _database_for(name, arguments):
            return _run(name, arguments[1:])
    except DomainError as refusal:
        return _failed(name, refusal.words(language))
    except (PostgresError, CommandError) as refusal:
        return _failed(name, str(refusal))
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:  # noqa: BLE001 - a bug is told in full; Python's own exit code, 1, would read as "blocked"
        traceback.print_exc()
        return FAILED_BY_COMMAND.get(name, FAILED)


def _run(name: str, arguments: list[str]) -> int:
    django.setup()
    app = get_commands().get(name.replace("-", "_"))
    if app is None:
        raise UnknownCommand(name=name)
    command = load_command_class(app, name.replace("-", "_"))
    # Else Django raises a CommandError for a slip in the options, and a slip would read as a failure.
    command._called_from_command_line = True  # type: ignore[attr-defined]  # Django reads it, its stubs do not know it
    if app.startswith("kartu."):
        # Django's own options still work; in the help of a clerk's command they would only be noise.
        command.suppressed_base_arguments = DJANGO_OPTIONS
    parser = command.create_parser("kartu", name)
    try:
        options = vars(parser.parse_args(arguments))
    except SystemExit as leaving:
        return USAGE if leaving.code else 0
    if EMBEDDED in os.environ and name not in NO_DATABASE | {"migrate"}:
        ensure_schema()
    positional = options.pop("args", ())
    if app.startswith("kartu."):
        options.setdefault("skip_checks", True)
    # Django writes what `handle` returns; a command of ours with an exit code of its own keeps it in `exit_code`.
    try:
        command.execute(*positional, **options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our words has gone (`| head`): what was done stays done, and the exit code stays true.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return int(getattr(command, "exit_code", 0))


def _database_for(name: str, arguments: list[str]) -> AbstractContextManager[None]:
    if name in NO_DATABASE or "--help" in arguments or "-h" in arguments:
        return nullcontext()
    return throwaway_database() if name in OWN_DATABASE else database()


def _help(arguments: list[str], language: str) -> int:
    if arguments:
        return _run(arguments[0], ["--help"])
    django.setup()
    lines = [say(language, id="Perintah kartu:", en="Commands of kartu:"), ""]
    ours = {name: app for name, app in get_commands().items() if app.startswith("kartu.")}
    lines += [f"  {name.replace('_', '-'):<18} {load_command_class(ours[name], name).help}" for name in sorted(ours)]
    lines += [
        "",
        say(language, id="kartu help PERINTAH menjelaskan satu perintah.", en="kartu help COMMAND explains one."),
    ]
    lines += [say(language, id="Perintah Django juga ada: ", en="Django's own are here too: ") + _rest(ours), ""]
    sys.stdout.write("\n".join(lines))
    return 0


def _rest(ours: Mapping[str, str]) -> str:
    return ", ".join(sorted(name for name in get_commands() if name not in ours))


def _failed(name: str, words: str) -> int:
    sys.stderr.write(f"{words}\n")
    return FAILED_BY_COMMAND.get(name, FAILED)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    # As Ctrl-C: blocks are left in order, so the database that this command started is stopped.
    raise KeyboardInterrupt
