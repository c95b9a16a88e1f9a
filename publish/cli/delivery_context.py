"""One issue on its way to an account: what every command that brings it further needs."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import NamedTuple

from publish.adapters.config.newsletter_identity import Identity, identify_newsletter
from publish.adapters.ledger.location import LedgerPlace
from publish.adapters.system.host import SystemClock
from publish.adapters.wechat_api.credentials import Credentials
from publish.cli.build_context import BuildContext, load_build_context, relative_path
from publish.cli.build_issue import build_article_in_time
from publish.cli.build_task import BuildTask
from publish.cli.commands.account import find_account, open_account_client
from publish.cli.commands.ledger import find_ledger
from publish.cli.parser import Arguments
from publish.core.exceptions import IssueError
from publish.core.ports import DeliveryServices, Ledger, PlatformClient, ProgressCallback, Timeouts
from publish.core.problem import Problem, Severity
from publish.delivery import DraftContents, prepare_draft_contents
from publish.i18n.messages import Translator


class DeliveryContext(NamedTuple):
    """One issue, one account."""

    arguments: Arguments
    context: BuildContext
    account: Credentials
    task: BuildTask
    ledger: LedgerPlace

    @property
    def issue(self) -> str:
        """Return what the ledger calls the issue: its place in the repository, whatever it is called from."""
        return str(self.task.place.with_suffix(""))

    @property
    def newsletter(self) -> Identity:
        """Return which newsletter the issue is of."""
        return identify_newsletter(self.context.settings.newsletter_id, self.context.repository)

    def reach(self, ledger: Ledger) -> DeliveryServices:
        """Return the account's side of the platform, and what else delivering touches; nothing is sent yet."""
        teller = _TerminalReporter(self.arguments, self.context.translator)
        platform = open_account_client(self.account, self.context.settings)
        return open_services(self.context, platform, ledger, teller, self.context.settings.pace.poll_pauses)

    def plan(self) -> DraftContents:
        """Build the article, say what is wrong with it, and return the draft that it makes."""
        translator = self.context.translator
        report_problems(self.context.problems, translator)
        article = build_article_in_time(self.task, self.context)
        warnings = (problem for problem in article.problems if problem.severity is not Severity.ERROR)
        report_problems(warnings, translator)
        return prepare_draft_contents(self.issue, article)


def load_delivery_context(arguments: Arguments, translator: Translator) -> DeliveryContext:
    """Find issue, account and ledger; nothing is opened yet.

    Raises:
        IssueError: There is no such issue, or it has no name.
        SettingsError: Settings or account are wrong.
    """
    if arguments.issue == "-":
        raise IssueError(Problem("draft-stdin"))
    context = load_build_context(arguments, translator)
    account = find_account(arguments.account, context.settings, context.repository)
    path = context.folder.find(arguments.issue)
    task = BuildTask(path, relative_path(path, context), None)
    return DeliveryContext(
        arguments, context, account, task, find_ledger(account, context.settings, context.repository)
    )


def open_services(
    context: BuildContext, platform: PlatformClient, ledger: Ledger, report: ProgressCallback, polls: tuple[float, ...]
) -> DeliveryServices:
    """Return everything outside that delivering touches, as patient as the settings have it.

    Args:
        context: What building needs.
        platform: The account's side of the platform.
        ledger: The account's part of the ledger.
        report: Hears how far we have come.
        polls: Seconds before each further look at a publication.
    """
    pace = context.settings.pace
    timeouts = Timeouts(grace=pace.grace_seconds, polls=polls, repeat=pace.repeat_seconds)
    return DeliveryServices(platform, ledger, context.pictures, SystemClock(), report, timeouts)


def report_problems(problems: Iterable[Problem], translator: Translator) -> None:
    """Print problems to standard error, one a line."""
    for problem in problems:
        print(translator.report(problem), file=sys.stderr)


def describe_problem(problem: Problem, translator: Translator) -> dict[str, object]:
    """Return a problem for other programs."""
    return {
        "rule": problem.message,
        "severity": problem.severity,
        "file": problem.file,
        "message": translator.explain(problem),
    }


class _TerminalReporter:
    """Says on the terminal how far we have come."""

    def __init__(self, arguments: Arguments, translator: Translator) -> None:
        self._quiet = arguments.quiet
        self._translator = translator

    def __call__(self, message: str, **values: object) -> None:
        if not self._quiet:
            print(self._translator.translate(message, **values), file=sys.stderr, flush=True)
