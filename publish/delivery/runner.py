"""Run a plan: one issue after the other; uses ports only.

An error of one issue does not stop the others. An error that concerns all of them does: a ledger that cannot be
written, a platform that is not reached, a clock that is ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.core.back_issue import PublishedIssue
from publish.core.delivery_record import (
    ActionKind,
    Delivery,
    DeliveryState,
    IssueResult,
    PlannedAction,
    PushResult,
    ReleaseAction,
    ReleaseResult,
    RunOutcome,
    StateReason,
)
from publish.core.exceptions import (
    ArticleError,
    BusyError,
    LedgerError,
    NotSentError,
    PublishError,
    SettingsError,
    UncertainError,
)
from publish.core.ports import DeliveryServices
from publish.core.problem import Problem, Severity
from publish.delivery.draft_contents import DraftContents
from publish.delivery.holds import LATE, describe_waiting, make_unsent
from publish.delivery.publication_outcome import list_publications, to_state_reason
from publish.delivery.push_draft import push_draft
from publish.delivery.release_draft import ReleaseOptions, release_draft

MAX_CLOCK_LEAD_SECONDS = 300  # a clock that is further ahead would publish too early

_BY_TIME = (ActionKind.DRAFT, ActionKind.RELEASE, ActionKind.HOLD)
_OF_ALL = (LedgerError, SettingsError, BusyError, NotSentError)


class RunHooks(NamedTuple):
    """Callbacks of a run into the command."""

    plan: Callable[[str, Delivery | None], DraftContents]
    """Builds the articles of an issue's draft, by its path in the repository without suffix and its delivery."""
    record: Callable[[Mapping[str, PublishedIssue]], None]  # records published addresses, by names in the ledger
    read_clock: Callable[[datetime], str]  # formats a time in the newsletter's zone
    find_lead: Callable[[], float | None]
    """Returns how many seconds our clock is ahead of the platform's; None where that is unknown."""


def run_plan(actions: Sequence[PlannedAction], services: DeliveryServices, hooks: RunHooks) -> Iterator[IssueResult]:
    """Yield the result of each action; after an error that concerns all issues, the rest is left to the next run.

    Raises:
        PublishError: An error that concerns all issues.
    """
    checked = False
    for action in actions:
        if not checked and action.kind in _BY_TIME:
            _check_clock(hooks)
            checked = True
        try:
            yield _run_action(action, services, hooks)
        except _OF_ALL:
            raise
        except PublishError as error:
            yield _describe_error(action.issue, error, services)


def _check_clock(hooks: RunHooks) -> None:
    """Raise NotSentError where our clock is too far ahead to tell which issues are due."""
    lead = hooks.find_lead()
    if lead is not None and lead > MAX_CLOCK_LEAD_SECONDS:
        raise NotSentError(Problem("run-clock", {"minutes": round(lead / 60)}))


def _run_action(action: PlannedAction, services: DeliveryServices, hooks: RunHooks) -> IssueResult:
    if action.kind is ActionKind.HOLD:
        return _hold(action, services, hooks)
    if action.kind is ActionKind.RECORD:
        return _record_known(action, services, hooks)
    if action.kind is ActionKind.LOOK:
        return _finish_release(release_draft(action.issue, services, ReleaseOptions()), services, hooks)
    contents = hooks.plan(action.issue, services.ledger.find(action.issue))
    pushed = push_draft(contents, services)
    loss = _find_loss(pushed)
    if loss:  # with a reason, not every run reads it back
        services.ledger.save(pushed.delivery._replace(reason=to_state_reason(loss)))
    if action.kind is not ActionKind.RELEASE or pushed.delivery.manual or loss:
        return _describe_draft(pushed)
    released = release_draft(action.issue, services, ReleaseOptions(content=contents.content))
    result = _finish_release(released, services, hooks)
    return result._replace(problems=(*pushed.problems, *result.problems))


def _find_loss(pushed: PushResult) -> Problem | None:
    """Return the first part of a draft that WeChat lost; no run releases such a draft."""
    return next((problem for problem in pushed.problems if problem.severity is Severity.ERROR), None)


def _describe_draft(pushed: PushResult) -> IssueResult:
    loss, delivery = _find_loss(pushed), pushed.delivery
    outcome, failure = (RunOutcome.FAILED, ArticleError(loss)) if loss else (RunOutcome.DRAFTED, None)
    return IssueResult(delivery.issue, outcome, delivery.fingerprint.title, delivery.media_id, pushed.problems, failure)


def _finish_release(released: ReleaseResult, services: DeliveryServices, hooks: RunHooks) -> IssueResult:
    delivery = released.delivery
    title = delivery.fingerprint.title
    problems = (*released.problems, *released.to_do)
    if released.action is ReleaseAction.BY_HAND:
        return IssueResult(delivery.issue, RunOutcome.BY_HAND, title, delivery.media_id, problems)
    if delivery.addresses:
        hooks.record(list_publications(delivery, services.ledger, services.clock))
    return IssueResult(delivery.issue, RunOutcome.PUBLISHED, title, "".join(delivery.addresses[:1]), problems)


def _record_known(action: PlannedAction, services: DeliveryServices, hooks: RunHooks) -> IssueResult:
    delivery = services.ledger.find(action.issue)
    assert delivery is not None  # noqa: S101  # it was planned from the ledger
    hooks.record(list_publications(delivery, services.ledger, services.clock))
    return IssueResult(delivery.issue, RunOutcome.PUBLISHED, delivery.fingerprint.title, delivery.addresses[0])


def _hold(action: PlannedAction, services: DeliveryServices, hooks: RunHooks) -> IssueResult:
    delivery = services.ledger.find(action.issue) or make_unsent(action.issue, services.clock.now())
    due = hooks.read_clock(action.at) if action.at else ""
    late = StateReason(LATE, {"issue": PurePosixPath(action.issue).name, "due": due})
    return describe_waiting(services.ledger.save(delivery._replace(state=DeliveryState.HELD, reason=late)))


def _describe_error(issue: str, error: PublishError, services: DeliveryServices) -> IssueResult:
    """Return the result for an issue that ended with an error."""
    delivery = services.ledger.find(issue)
    outcome = RunOutcome.HELD if isinstance(error, UncertainError) else RunOutcome.FAILED
    if delivery is None:
        return IssueResult(issue, outcome, problems=error.problems, failure=error)
    title, reference = delivery.fingerprint.title, delivery.media_id
    if delivery.state is DeliveryState.SUBMITTED:
        outcome = RunOutcome.PENDING
    elif delivery.state is DeliveryState.PUBLISHED:  # its address could not be recorded
        outcome, reference = RunOutcome.PUBLISHED, "".join(delivery.addresses[:1])
    return IssueResult(issue, outcome, title, reference, error.problems, error)
