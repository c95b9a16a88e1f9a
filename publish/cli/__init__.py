"""Commands, messages, exit codes; picks the real adapters."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from publish.cli.account import add_account
from publish.cli.archive import write_archive
from publish.cli.build import build_issues
from publish.cli.check import check_issues
from publish.cli.doctor import examine
from publish.cli.draft import send_draft
from publish.cli.exits import EXIT_DONE, EXIT_INTERRUPTED
from publish.cli.ledger import init_ledger
from publish.cli.new import begin_issue
from publish.cli.parser import find_language, parse_arguments
from publish.cli.rules import list_rules
from publish.cli.sandbox import serve_sandbox
from publish.cli.themes import list_themes
from publish.errors import PublishError
from publish.messages import Translator, choose_language

_COMMANDS = {
    "account": add_account,
    "doctor": examine,
    "build": build_issues,
    "draft": send_draft,
    "ledger": init_ledger,
    "check": check_issues,
    "new": begin_issue,
    "archive": write_archive,
    "rules": list_rules,
    "sandbox": serve_sandbox,
    "themes": list_themes,
}

__all__ = ["main", "run"]


def run() -> None:
    """Run the command line and leave with its exit code."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has gone; nobody is left to be told
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = EXIT_DONE
    sys.exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    translator = Translator(choose_language(find_language(words), os.environ))
    arguments = parse_arguments(words, translator)
    try:
        return _COMMANDS[arguments.command](arguments, translator)
    except PublishError as error:
        for problem in error.problems:
            print(translator.report(problem), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(translator.say("interrupted"), file=sys.stderr)
        return EXIT_INTERRUPTED
