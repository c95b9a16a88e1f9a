"""`publish completion`: the script by which a shell completes the words of this program."""

from __future__ import annotations

from publish.cli.complete_words import write_completion
from publish.cli.parser import EXIT_DONE, Arguments
from publish.cli.terminal_output import print_message
from publish.i18n.translator import Translator


def print_completion(arguments: Arguments, translator: Translator) -> int:
    """Print the script for a shell, and where it goes, and return the exit code."""
    print(write_completion(arguments.shell))
    if not arguments.quiet:
        print_message(f"completion-{arguments.shell}", translator)
    return EXIT_DONE
