"""Entry point of the command line: finds the command, prints its reply or its errors, returns its exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import NoReturn, TypeAlias

from publish.cli.console import EXIT_DONE, Console, Outcome
from publish.cli.option_parser import HelpRequested
from publish.cli.parser import Arguments, asks_for_json, find_language, parse_arguments
from publish.cli.reply import EXIT_INTERNAL, EXIT_INTERRUPTED, EXIT_TERMINATED, Ending, make_reply
from publish.cli.terminal_output import discard_output
from publish.core.exceptions import OutputError, PublishError, UsageError
from publish.core.operating_system import ON_WINDOWS
from publish.i18n.translator import Translator, choose_language

Command: TypeAlias = Callable[[Arguments, Console], Outcome[object]]

COMMANDS = {
    "account": ("account", "add_account"),
    "approve": ("approve", "approve_release"),
    "archive": ("archive", "write_archive"),
    "build": ("build", "build_issues"),
    "capabilities": ("capabilities", "show_capabilities"),
    "check": ("check", "check_issues"),
    "comments": ("comments", "show_comments"),
    "completion": ("completion", "print_completion"),
    "doctor": ("doctor", "check_account"),
    "draft": ("draft", "send_draft"),
    "history": ("status", "show_history"),
    "init": ("init", "begin_newsletter"),
    "ledger": ("ledger", "keep_ledger"),
    "mcp": ("mcp", "serve_mcp"),
    "new": ("new", "begin_issue"),
    "preview": ("preview", "serve_preview"),
    "release": ("release", "release_issue"),
    "rules": ("rules", "list_rules"),
    "run": ("run", "run_due"),
    "sandbox": ("sandbox", "serve_sandbox"),
    "schedule": ("schedule", "keep_schedule"),
    "schema": ("json_schema", "print_schema"),
    "skill": ("skill", "print_skill"),
    "stats": ("stats", "show_stats"),
    "status": ("status", "show_status"),
    "themes": ("themes", "run_themes"),
}
"""Module and function of each command; only the requested one is loaded."""

_HELP = "help"  # the command of a reply to words that name none
_OUTPUT_LOST = (errno.ENOSPC, errno.EIO)

__all__ = ["main", "run", "run_command"]


def run() -> None:
    """Run the command line and exit with its code."""
    _open_output()
    if asks_for_json(sys.argv[1:]):
        _reply_when_ended()
    try:
        code = main()
        sys.stdout.flush()
    except OSError as error:
        if _is_output_closed(error):
            discard_output(sys.stdout)
            sys.exit(EXIT_DONE)
        if not _is_output_lost(error):
            raise
        discard_output(sys.stdout)
        translator = Translator(choose_language(find_language(sys.argv[1:]), os.environ))
        print(translator.translate("output-lost", reason=error.strerror), file=sys.stderr)
        code = OutputError.exit_code
    sys.exit(code)


class Terminated(KeyboardInterrupt):
    """Somebody ended the program, and still gets its reply."""


def _reply_when_ended() -> None:
    """Have a command that the system, or who started it, ends reply as one that is interrupted does."""
    import signal  # a person at a terminal needs none of it

    def end(_: int, __: object) -> NoReturn:
        raise Terminated

    for name in ("SIGTERM",) if ON_WINDOWS else ("SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), end)


def _is_output_closed(error: OSError) -> bool:
    """Return whether the reader of the output has closed it; Windows calls that an invalid argument."""
    invalid = ON_WINDOWS and error.errno == errno.EINVAL and error.filename is None
    return isinstance(error, BrokenPipeError) or invalid


def _is_output_lost(error: OSError) -> bool:
    """Return whether the output cannot be written."""
    return error.errno in _OUTPUT_LOST and error.filename is None


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


def load_command(name: str) -> Command:
    """Return the function of a command."""
    module, function = COMMANDS[name]
    command: Command = getattr(import_module(f"{__name__}.commands.{module}"), function)
    return command


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, print its reply if it was asked for JSON, and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    translator = Translator(choose_language(find_language(words), os.environ))
    console = Console(translator, as_json=asks_for_json(words))
    ending = _run_words(words, console)
    if console.as_json and not console.has_replied:
        _print_reply(ending, console)
    return ending.code


def _print_reply(ending: Ending, console: Console) -> None:
    """Print a reply; a reader that has gone changes nothing of how the command ended."""
    try:
        console.print_reply(make_reply(ending, console))
    except OSError as error:
        if not _is_output_closed(error):
            raise
        discard_output(sys.stdout)


def _run_words(words: list[str], console: Console) -> Ending:
    try:
        arguments = parse_arguments(words, console.translator)
    except UsageError as error:
        console.fail(error)
        named = next((word for word in words if word in COMMANDS), _HELP)
        return Ending(named, None, error.exit_code)
    except HelpRequested as asked:
        console.print(asked.text)
        return Ending(_HELP, {"text": asked.text}, EXIT_DONE)
    console.quiet = arguments.quiet
    return run_command(arguments, console)


def run_command(arguments: Arguments, console: Console) -> Ending:
    """Run one command and return how it ended; its errors are reported."""
    command = arguments.command
    try:
        return Ending(command, *load_command(command)(arguments, console))
    except PublishError as error:
        console.fail(error)
        return Ending(command, None, error.exit_code)
    except KeyboardInterrupt as interruption:
        console.say("interrupted")
        code = EXIT_TERMINATED if isinstance(interruption, Terminated) else EXIT_INTERRUPTED
        return Ending(command, None, code)
    except Exception as error:
        lost = isinstance(error, OSError) and (_is_output_closed(error) or _is_output_lost(error))
        if lost or not console.as_json:
            raise
        import traceback  # takes a while to load, and only a fault of the program needs it

        traceback.print_exc()  # to standard error; the reply says that the program is at fault
        return Ending(command, None, EXIT_INTERNAL)
