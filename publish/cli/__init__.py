"""Entry point of the command line: finds the command, prints its errors, returns its exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import TypeAlias

from publish.cli.parser import EXIT_DONE, EXIT_INTERRUPTED, Arguments, find_language, parse_arguments
from publish.core.exceptions import OutputError, PublishError
from publish.core.operating_system import ON_WINDOWS
from publish.i18n.translator import Translator, choose_language

Command: TypeAlias = Callable[[Arguments, Translator], int]

COMMANDS = {
    "account": ("account", "add_account"),
    "archive": ("archive", "write_archive"),
    "build": ("build", "build_issues"),
    "check": ("check", "check_issues"),
    "comments": ("comments", "show_comments"),
    "completion": ("completion", "print_completion"),
    "doctor": ("doctor", "check_account"),
    "draft": ("draft", "send_draft"),
    "history": ("status", "show_history"),
    "init": ("init", "begin_newsletter"),
    "ledger": ("ledger", "keep_ledger"),
    "new": ("new", "begin_issue"),
    "preview": ("preview", "serve_preview"),
    "release": ("release", "release_issue"),
    "rules": ("rules", "list_rules"),
    "run": ("run", "run_due"),
    "sandbox": ("sandbox", "serve_sandbox"),
    "schedule": ("schedule", "keep_schedule"),
    "stats": ("stats", "show_stats"),
    "status": ("status", "show_status"),
    "themes": ("themes", "run_themes"),
}
"""Module and function of each command; only the requested one is loaded."""

_OUTPUT_LOST = (errno.ENOSPC, errno.EIO)

__all__ = ["main", "run"]


def run() -> None:
    """Run the command line and exit with its code."""
    _open_output()
    try:
        code = main()
        sys.stdout.flush()
    except OSError as error:
        if _is_output_closed(error):
            _close_output()
            sys.exit(EXIT_DONE)
        if error.errno not in _OUTPUT_LOST or error.filename is not None:
            raise
        _close_output()
        translator = Translator(choose_language(find_language(sys.argv[1:]), os.environ))
        print(translator.translate("output-lost", reason=error.strerror), file=sys.stderr)
        code = OutputError.exit_code
    sys.exit(code)


def _is_output_closed(error: OSError) -> bool:
    """Return whether the reader of the output has closed it; Windows calls that an invalid argument."""
    invalid = ON_WINDOWS and error.errno == errno.EINVAL and error.filename is None
    return isinstance(error, BrokenPipeError) or invalid


def _open_output() -> None:
    """Make every text printable: a terminal may have fewer characters, and a stream may be closed.

    On Windows a file or a pipe gets UTF-8, and not the code page of the machine, which lacks many characters.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115  # no file of the repository
        elif isinstance(stream, TextIOWrapper):
            encoding = "utf-8" if ON_WINDOWS and not os.environ.get("PYTHONIOENCODING") else None
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _close_output() -> None:
    """Discard what is buffered: Python would try to write it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def load_command(name: str) -> Command:
    """Return the function of a command."""
    module, function = COMMANDS[name]
    command: Command = getattr(import_module(f"{__name__}.commands.{module}"), function)
    return command


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    translator = Translator(choose_language(find_language(words), os.environ))
    arguments = parse_arguments(words, translator)
    try:
        return load_command(arguments.command)(arguments, translator)
    except PublishError as error:
        for problem in error.problems:
            print(translator.report(problem), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(translator.translate("interrupted"), file=sys.stderr)
        return EXIT_INTERRUPTED
