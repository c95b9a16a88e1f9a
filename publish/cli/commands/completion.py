"""`publish completion`: the script by which a shell completes the words of this program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publish.cli.complete_words import write_completion
from publish.cli.console import Console, Outcome
from publish.cli.parser import Arguments

if TYPE_CHECKING:
    from publish.contract.program_results import CompletionResult


def print_completion(arguments: Arguments, console: Console) -> Outcome[CompletionResult]:
    """Print the script for a shell, and where it goes."""
    script = write_completion(arguments.shell)
    console.print(script)
    console.tell(f"completion-{arguments.shell}")
    return Outcome({"shell": arguments.shell, "script": script})
