"""The actions of a run: what builds an issue, and what sends it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate

from publish.adapters.wechat_api.account_queries import count_drafts, find_clock_error
from publish.cli.account_access import open_account_client
from publish.cli.build_context import relative_path
from publish.cli.build_task import BuildTask, find_file
from publish.cli.commands.run.run_context import RunContext
from publish.cli.delivery_context import open_services, record_publications
from publish.cli.draft_articles import DraftChoice, build_draft_articles
from publish.core.back_issue import PublishedIssue
from publish.core.delivery_record import ActionKind, Delivery, IssueResult, PlannedAction
from publish.core.exceptions import PublishError
from publish.core.ports import DeliveryServices, Ledger
from publish.core.settings import Settings
from publish.delivery.draft_contents import DraftContents, prepare_draft_contents
from publish.delivery.runner import RunHooks, run_plan

_BUILT = (ActionKind.FINISH, ActionKind.DRAFT, ActionKind.RELEASE)  # actions for which a run builds the issue


def run_actions(plan: Sequence[PlannedAction], ledger: Ledger, run: RunContext) -> Iterator[IssueResult]:
    """Carry out a plan and yield the result of each issue."""
    yield from run_plan(plan, *_open_services(run, ledger))


def try_builds(
    plan: Iterable[PlannedAction], deliveries: Iterable[Delivery], run: RunContext
) -> Iterator[PublishError]:
    """Build what a plan would send, and yield why an issue cannot be built."""
    by_issue = {delivery.issue: delivery for delivery in deliveries}
    for action in plan:
        if action.kind in _BUILT:
            try:
                _prepare(action.issue, by_issue.get(action.issue), run)
            except PublishError as error:
                yield error


def _prepare(issue: str, delivery: Delivery | None, run: RunContext) -> DraftContents:
    """Build the articles of an issue's draft and return its contents; raise PublishError if one cannot be built."""
    path = find_file(issue, run.context)
    task = BuildTask(path, relative_path(path, run.context), None)
    return prepare_draft_contents(*build_draft_articles(task, DraftChoice(), delivery, run.context))


def _open_services(run: RunContext, ledger: Ledger) -> tuple[DeliveryServices, RunHooks]:
    """Return the services of delivery and the hooks of a run; nothing is sent yet."""
    settings = run.context.settings
    client = open_account_client(run.ledger.account, settings)
    run.console.clients.append(client)
    services = open_services(run.context, client, ledger, _ignore_progress, _choose_poll_delays(settings))
    find_lead = lambda: find_clock_error(count_drafts(client).date, services.clock.now())  # noqa: E731
    return services, RunHooks(partial(_prepare, run=run), partial(_record, run), run.format_time, find_lead)


def _choose_poll_delays(settings: Settings) -> tuple[float, ...]:
    """Return the delays that fit into half the time until the next run, which polls what takes longer."""
    limit = settings.schedule.every_minutes * 60 / 2
    total = list(accumulate(settings.platform.poll_delays))
    return tuple(delay for delay, until in zip(settings.platform.poll_delays, total, strict=True) if until <= limit)


def _ignore_progress(message: str, **values: object) -> None:
    """Print no progress: cron would send it as mail."""


def _record(run: RunContext, publications: Mapping[str, PublishedIssue]) -> None:
    path = find_file(next(iter(publications)), run.context)
    if record_publications(run.ledger.account, publications, path, run.context):
        run.context.folder.forget_published()  # the next issue of this run links to it already
