"""Delivery of one issue to an account: the context of its commands, and the address of the published article."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from publish.adapters.storage.publications_file import PUBLICATIONS, save_publication
from publish.adapters.system.host import SystemClock
from publish.adapters.wechat_api.credentials import Credentials
from publish.cli.account_access import is_sandbox, open_account_client
from publish.cli.build_context import BuildContext, load_build_context, relative_path
from publish.cli.build_task import BuildTask, find_file, name_for_ledger
from publish.cli.console import Console
from publish.cli.draft_articles import DraftChoice, build_draft_articles
from publish.cli.ledger_access import AccountLedger, find_ledger
from publish.cli.parser import Arguments
from publish.core.back_issue import PublishedIssue
from publish.core.delivery_record import Delivery
from publish.core.exceptions import IssueError, OutputError, SettingsError
from publish.core.picture_post import SentKind
from publish.core.ports import DeliveryServices, Ledger, PlatformClient, ProgressCallback, Timeouts
from publish.core.problem import Problem, Severity
from publish.delivery.draft_contents import DraftContents, prepare_draft_contents


class DeliveryContext(NamedTuple):
    """One issue, and the ledger of the account that it is delivered to."""

    arguments: Arguments
    context: BuildContext
    task: BuildTask
    ledger: AccountLedger
    console: Console

    @property
    def issue(self) -> str:
        """Return the ledger's name of the issue: its path in the repository, without `.md`."""
        return name_for_ledger(self.task, self.context)

    def open_services(self, ledger: Ledger) -> DeliveryServices:
        """Return the services that delivery needs; nothing is sent yet."""
        client = open_account_client(self.ledger.account, self.context.settings)
        self.console.clients.append(client)
        delays = self.context.settings.platform.poll_delays
        return open_services(self.context, client, ledger, self.console.show_step, delays)

    def prepare(self, delivery: Delivery | None) -> DraftContents:
        """Build the articles, print their warnings, and return the contents of the issue's draft.

        `delivery` is that of the issue in the ledger.
        """
        arguments = self.arguments
        self.console.report(self.context.problems)
        others = [] if arguments.alone else arguments.others or None
        given = DraftChoice(others, SentKind(arguments.kind) if arguments.kind else None)
        built = build_draft_articles(self.task, given, delivery, self.context)
        for each in built:
            problems = each.article.problems
            self.console.report(problem for problem in problems if problem.severity is Severity.WARNING)
        return prepare_draft_contents(*built)


def load_delivery_context(arguments: Arguments, console: Console) -> DeliveryContext:
    """Find issue, account and ledger; raise IssueError or SettingsError if that fails. Nothing is opened yet."""
    if arguments.issue == "-":
        raise IssueError(Problem("draft-stdin"))
    context = load_build_context(arguments, console.translator)
    ledger = find_ledger(arguments.account, context.settings, context.repository)
    path = context.folder.find(arguments.issue)
    return DeliveryContext(arguments, context, BuildTask(path, relative_path(path, context), None), ledger, console)


def open_services(
    context: BuildContext, client: PlatformClient, ledger: Ledger, report: ProgressCallback, delays: tuple[float, ...]
) -> DeliveryServices:
    """Return the services that delivery needs; `delays` are the seconds before each status request of a publication."""
    policy = context.settings.platform
    timeouts = Timeouts(grace=policy.grace_seconds, poll_delays=delays, repeat=policy.repeat_seconds)
    return DeliveryServices(client, ledger, context.pictures, SystemClock(), report, timeouts)


def record_publications(
    account: Credentials, publications: Mapping[str, PublishedIssue], path: Path, context: BuildContext
) -> bool:
    """Write the publications of an issue, and of the issues that went out with it, to `publications.json`.

    Returns False for an account of the sandbox, whose URLs lead nowhere. OutputError says that the issue is published
    all the same; a later run writes the file.

    Args:
        account: The account.
        publications: They, by names in the ledger, that of the issue first.
        path: The file of the issue.
        context: The context of the newsletter.
    """
    if is_sandbox(account):
        return False
    issues = context.folder
    first, *others = publications
    folder = issues.folder if issues.match(path) else path.parent
    # The issue comes last: a later run completes what lacks its record.
    for name in [*(name for name in others if issues.match(find_file(name, context))), first]:
        _record(PurePosixPath(name).name, publications[name], folder, issues.find_root(path))
    return True


def _record(issue: str, publication: PublishedIssue, folder: Path, root: Path) -> None:
    try:
        save_publication(folder, issue, publication, root)
    except (OutputError, SettingsError) as error:
        values = {"title": publication.title, "address": publication.url, "issue": issue}
        raise OutputError(*error.problems, Problem("publication-unrecorded", values, file=PUBLICATIONS)) from error
