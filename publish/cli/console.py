"""Where the words of one command go: its result to standard output, everything else to standard error."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from publish.cli.terminal_output import Progress, confirm, print_json, print_message, report_problems
from publish.cli.text_table import format_table
from publish.contract.describe_problem import describe_problem
from publish.core.exceptions import PublishError
from publish.core.problem import Problem
from publish.i18n.translator import Translator

if TYPE_CHECKING:
    from publish.adapters.wechat_api.client import WeChatClient
    from publish.contract.reply_types import ProblemJson, Reply

EXIT_DONE = 0

_T_co = TypeVar("_T_co", covariant=True)


class Outcome(NamedTuple, Generic[_T_co]):
    """What a command found or did, and its exit code."""

    result: _T_co
    code: int = EXIT_DONE


class Console:
    """The output of one command, for a person or as the contract's JSON; collects problems and failures for a reply.

    A silent console prints nothing: another program reads the reply alone.
    """

    def __init__(
        self, translator: Translator, *, as_json: bool = False, quiet: bool = False, silent: bool = False
    ) -> None:
        self.translator = translator
        self.as_json = as_json
        self.quiet = quiet or silent
        self.silent = silent
        self.problems: list[ProblemJson] = []
        self.failure: PublishError | None = None  # the gravest of those that ended a part of the command
        self.clients: list[WeChatClient] = []  # they know what was sent
        self.has_replied = False

    def print(self, text: object) -> None:
        """Print text of the result, for a person."""
        if not self.as_json:
            print(text, flush=True)

    def print_table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], *, empty: str, numbers: int = 0) -> None:
        """Print rows under the sentences of their heads; without rows, the sentence of the message `empty`.

        The last columns, as many as `numbers`, end at the right.
        """
        if rows:
            self.print(format_table([self.translator.translate(head) for head in heads], rows, numbers=numbers))
        else:
            self.print(self.translator.translate(empty))

    def tell(self, message: str, **values: object) -> None:
        """Print a sentence about the result to standard error, unless the command is quiet or has a reply."""
        if not self.as_json:
            self.show_step(message, **values)

    def show_step(self, message: str, **values: object) -> None:
        """Print what the command is doing to standard error, unless it is quiet."""
        if not self.quiet:
            print_message(message, self.translator, **values)

    def say(self, message: str, **values: object) -> None:
        """Print a sentence to standard error, also of a quiet command."""
        if not self.silent:
            print_message(message, self.translator, **values)

    def report(self, problems: Iterable[Problem], *, shown: bool = True) -> None:
        """Print problems to standard error, one a line, and collect them; only the latter where not shown."""
        found = list(problems)
        self.problems += [describe_problem(problem, self.translator) for problem in found]
        if shown and not self.silent:
            report_problems(found, self.translator)

    def fail(self, error: PublishError) -> None:
        """Report the problems of an error, and remember the gravest for the reply."""
        self.report(error.problems)
        self.note_failure(error)

    def note_failure(self, error: PublishError) -> None:
        """Remember an error for the reply whose problems are reported elsewhere, unless a graver one is known."""
        if self.failure is None or error.exit_code > self.failure.exit_code:
            self.failure = error

    def confirm(self, question: str, agreed: Collection[str], **values: object) -> bool:
        """Return whether somebody at a terminal answers a question with one of some words."""
        return not self.silent and confirm(question, self.translator, agreed, **values)

    def print_reply(self, reply: Reply) -> None:
        """Print the reply of the command; there is one."""
        self.has_replied = True
        print_json(reply)
        sys.stdout.flush()  # a program waits for it, also where the command goes on

    @property
    def is_interactive(self) -> bool:
        """Return whether somebody at a terminal can be asked."""
        return not self.silent and sys.stdin is not None and sys.stdin.isatty()

    def show_progress(self, total: int) -> Progress:
        """Return a progress bar of so many steps, which is drawn only where it helps."""
        return Progress(total, shown=not self.quiet)
