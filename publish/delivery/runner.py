"""One run: what earlier runs began, then what is due, one issue after the other; talks to ports only.

What one issue ends with stops no other one. What concerns all of them does: a ledger that cannot be written, a
platform that is not reached, a clock that is ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
from publish.core.exceptions import BusyError, LedgerError, NotSentError, PublishError, SettingsError, UncertainError
from publish.core.ports import DeliveryServices
from publish.core.problem import Problem, Severity
from publish.delivery.baseline import NOBODY
from publish.delivery.draft_contents import DraftContents
from publish.delivery.overdue import LATE
from publish.delivery.publication_outcome import describe_publication, to_state_reason
from publish.delivery.push_draft import push_draft
from publish.delivery.release_draft import ReleaseOptions, release_draft

MAX_CLOCK_LEAD_SECONDS = 300
"""A machine's clock may go wrong by so much; one that is further ahead would publish too early."""

_BY_TIME = (ActionKind.DRAFT, ActionKind.RELEASE, ActionKind.HOLD)
_OF_ALL = (LedgerError, SettingsError, BusyError, NotSentError)


class RunHooks(NamedTuple):
    """What a run needs beside the account."""

    plan: Callable[[str], DraftContents]
    """Builds an issue, named by its place in the repository without ending."""
    record: Callable[[str, PublishedIssue], None]
    """Writes down where an issue can be read, by its name."""
    read_clock: Callable[[datetime], str]
    """Puts a time into words, as the newsletter's clock shows it."""
    find_lead: Callable[[], float | None]
    """Asks the platform how far our clock is ahead of its own, in seconds; None where it does not tell."""


def run_plan(chores: Sequence[PlannedAction], services: DeliveryServices, desk: RunHooks) -> Iterator[IssueResult]:
    """Yield what came of each chore; those after something that concerns all are left to the next run.

    Raises:
        PublishError: Something that concerns all.
    """
    checked = False
    for action in chores:
        if not checked and action.kind in _BY_TIME:
            _check_clock(desk)
            checked = True
        try:
            yield _do(action, services, desk)
        except _OF_ALL:
            raise
        except PublishError as error:
            yield _explain(action.issue, error, services)


def _check_clock(desk: RunHooks) -> None:
    """Raise NotSentError where our clock is so far ahead that what seems due may not be."""
    lead = desk.find_lead()
    if lead is not None and lead > MAX_CLOCK_LEAD_SECONDS:
        raise NotSentError(Problem("run-clock", {"minutes": round(lead / 60)}))


def _do(action: PlannedAction, services: DeliveryServices, desk: RunHooks) -> IssueResult:
    if action.kind is ActionKind.HOLD:
        return _hold(action, services, desk)
    if action.kind is ActionKind.RECORD:
        return _record_known(action, services, desk)
    if action.kind is ActionKind.LOOK:
        return _finish_release(release_draft(action.issue, services, ReleaseOptions()), services, desk)
    plan = desk.plan(action.issue)
    pushed = push_draft(plan, services)
    if _is_spoilt(pushed):
        _keep_reason(pushed, services)
    if action.kind is not ActionKind.RELEASE or pushed.delivery.manual or _is_spoilt(pushed):
        return _describe_draft(pushed)
    released = release_draft(action.issue, services, ReleaseOptions(content=plan.content))
    return _finish_release(released, services, desk)


def _is_spoilt(pushed: PushResult) -> bool:
    """Say whether WeChat lost something of a draft; then it does not go out by itself."""
    return any(problem.severity is Severity.ERROR for problem in pushed.problems)


def _keep_reason(pushed: PushResult, services: DeliveryServices) -> None:
    """Keep why a draft is not as it should be, so that not every run reads it back."""
    wrong = next(problem for problem in pushed.problems if problem.severity is Severity.ERROR)
    services.ledger.save(pushed.delivery._replace(reason=to_state_reason(wrong)))


def _describe_draft(pushed: PushResult) -> IssueResult:
    ending, code = (RunOutcome.FAILED, 3) if _is_spoilt(pushed) else (RunOutcome.DRAFTED, 0)
    delivery = pushed.delivery
    return IssueResult(delivery.issue, ending, delivery.fingerprint.title, delivery.media_id, pushed.problems, code)


def _finish_release(released: ReleaseResult, services: DeliveryServices, desk: RunHooks) -> IssueResult:
    delivery = released.delivery
    title = delivery.fingerprint.title
    problems = (*released.problems, *released.to_do)
    if released.act is ReleaseAction.BY_HAND:
        return IssueResult(delivery.issue, RunOutcome.BY_HAND, title, delivery.media_id, problems)
    if delivery.addresses:
        _record(delivery, services, desk)
    return IssueResult(delivery.issue, RunOutcome.PUBLISHED, title, "".join(delivery.addresses[:1]), problems)


def _record_known(action: PlannedAction, services: DeliveryServices, desk: RunHooks) -> IssueResult:
    delivery = services.ledger.find(action.issue)
    assert delivery is not None  # noqa: S101  # the agenda found it there
    _record(delivery, services, desk)
    return IssueResult(delivery.issue, RunOutcome.PUBLISHED, delivery.fingerprint.title, delivery.addresses[0])


def _record(delivery: Delivery, services: DeliveryServices, desk: RunHooks) -> None:
    """Write down where an issue can be read, and since when."""
    desk.record(*describe_publication(delivery, services))


def _hold(action: PlannedAction, services: DeliveryServices, desk: RunHooks) -> IssueResult:
    delivery = services.ledger.find(action.issue)
    if delivery is None:
        now = services.clock.now()
        delivery = Delivery(action.issue, DeliveryState.PLANNED, "", NOBODY, articles=0, started=now)
    due = desk.read_clock(action.at) if action.at else ""
    late = StateReason(LATE, {"issue": PurePosixPath(action.issue).name, "due": due})
    return describe_waiting(services.ledger.save(delivery._replace(state=DeliveryState.HELD, reason=late)))


def describe_waiting(delivery: Delivery) -> IssueResult:
    """Return what is told of an issue that is held, with nothing of it handed in."""
    message, values = delivery.reason or StateReason(LATE)
    problem = Problem(message, values, severity=Severity.WARNING)
    title, code = delivery.fingerprint.title, UncertainError.exit_code
    return IssueResult(delivery.issue, RunOutcome.HELD, title, delivery.media_id, (problem,), code)


def _explain(issue: str, error: PublishError, services: DeliveryServices) -> IssueResult:
    """Return what came of an issue that an error ended."""
    delivery = services.ledger.find(issue)
    ending = RunOutcome.HELD if isinstance(error, UncertainError) else RunOutcome.FAILED
    if delivery is None:
        return IssueResult(issue, ending, problems=error.problems, code=error.exit_code)
    title, place = delivery.fingerprint.title, delivery.media_id
    if delivery.state is DeliveryState.SUBMITTED:
        ending = RunOutcome.PENDING
    elif delivery.state is DeliveryState.PUBLISHED:  # its address could not be written down
        ending, place = RunOutcome.PUBLISHED, "".join(delivery.addresses[:1])
    return IssueResult(issue, ending, title, place, error.problems, error.exit_code)
