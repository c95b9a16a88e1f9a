"""Before an issue's first draft, as far as the ledger knows: whether it may have been sent all the same.

What another newsletter has of that name, what the account shows of the issue, and what it does not show to a ledger
that may not be the newest: each holds the issue until a person says what is to be done.
"""

from __future__ import annotations

from typing import NoReturn

from publish.core.delivery_record import Delivery, DeliveryState
from publish.core.exceptions import LedgerError, UncertainError
from publish.core.ports import DeliveryServices, Ledger
from publish.core.problem import Problem
from publish.delivery.account_lists import read_drafts, read_publications
from publish.delivery.baseline import NOBODY
from publish.delivery.overdue import ANOTHER, SEEN, UNOWNED, UNSEEN, is_waiting
from publish.delivery.publication_outcome import describe, to_state_reason
from publish.delivery.unrecorded_items import ItemQuery, UnrecordedItems, describe_unrecorded, find_unrecorded
from publish.newsletter.labels import name_issue
from publish.newsletter.source_marker import FOLDER_PREFIX


def check_prior(wanted: ItemQuery, title: str, delivery: Delivery | None, services: DeliveryServices) -> None:
    """Hold an issue that may have been sent, though the ledger does not know of it.

    What was sent to every follower is shown by no list; so a ledger that may not be the newest is not believed, however
    much the account shows.

    Args:
        wanted: The issue.
        title: What it is called.
        delivery: What the ledger has of it.
        services: The account and the ledger.

    Raises:
        UncertainError: It may have been.
        LedgerError: The account shows that the ledger is behind.
    """
    blank = delivery or _make_blank(wanted.issue, title, services)
    other = _find_other(wanted.issue, delivery, services.ledger)
    if other is not None:
        hold_for(_explain_other(other), blank, services)
    lists = read_drafts(services.platform), read_publications(services.platform)
    seen = find_unrecorded(wanted, lists, services.ledger, delivery)
    if seen.places:
        hold_for(explain_seen(blank, seen), blank, services)
    if not services.ledger.is_current:
        hold_for(Problem(UNSEEN, describe(blank)), blank, services)


def pass_over(wanted: ItemQuery, delivery: Delivery | None, services: DeliveryServices) -> tuple[str, ...]:
    """Return what names an issue and is to be passed over, since a person asked for another draft.

    Raises:
        LedgerError: The account shows that the ledger is behind.
    """
    other = _find_other(wanted.issue, delivery, services.ledger)
    lists = read_drafts(services.platform), read_publications(services.platform)
    seen = find_unrecorded(wanted, lists, services.ledger, delivery)
    return (*(delivery.passed if delivery else ()), *([_name_delivery(other)] if other else []), *seen.places)


def hold_for(problem: Problem, delivery: Delivery, services: DeliveryServices) -> NoReturn:
    """Put into the ledger that an issue waits for a person, and say why.

    Raises:
        UncertainError: Always.
    """
    before = services.ledger.find(delivery.issue)
    reason = to_state_reason(problem)
    if before is None or (before.state, before.reason) != (DeliveryState.HELD, reason):
        services.ledger.save(delivery._replace(state=DeliveryState.HELD, reason=reason))
    raise UncertainError(problem)


def explain_seen(delivery: Delivery, seen: UnrecordedItems) -> Problem:
    """Return what the account shows of an issue, and where."""
    where = {name: words or "–" for name, words in describe_unrecorded(seen).items()}
    return Problem(SEEN, {**describe(delivery), **where})


def explain_owner(issue: str, ledger: Ledger) -> Problem | None:
    """Return whose an issue may be of which this newsletter has no record; None where nobody's."""
    other = _find_other(issue, None, ledger)
    return _explain_other(other) if other else None


def find_unowned(ledger: Ledger, issues: frozenset[str]) -> LedgerError | None:
    """Return what is said where a ledger has deliveries of some issues and does not know whose; None where not."""
    found = {attempt.issue for attempt in ledger.list_attempts() if not attempt.newsletter} & issues
    if not found or not ledger.newsletter:
        return None
    return LedgerError(Problem("ledger-unowned", {"count": len(found), "issue": name_issue(min(found))}))


def find_claimable(issue: str, delivery: Delivery | None, ledger: Ledger) -> Delivery | None:
    """Return what the ledger has of an issue and of no newsletter with an id; None where it has nothing.

    Raises:
        UncertainError: It is another newsletter's.
    """
    if delivery is not None and not is_waiting(delivery) and delivery.state is not DeliveryState.PLANNED:
        return None
    other = _find_other(issue, delivery, ledger)
    if other is not None and _is_another_s(other):
        raise UncertainError(_explain_other(other))
    return other


def _find_other(issue: str, delivery: Delivery | None, ledger: Ledger) -> Delivery | None:
    """Return the last attempt at an issue of that name that is not this newsletter's, or not known to be."""
    passed = delivery.passed if delivery else ()
    found = [
        attempt
        for attempt in ledger.list_attempts()
        if attempt.issue == issue and attempt.newsletter != ledger.newsletter and _name_delivery(attempt) not in passed
    ]
    return found[-1] if found else None


def _name_delivery(delivery: Delivery) -> str:
    return f"delivery {delivery.number}"


def _is_another_s(other: Delivery) -> bool:
    return bool(other.newsletter) and not other.newsletter.startswith(FOLDER_PREFIX)


def _explain_other(other: Delivery) -> Problem:
    values = {**describe(other), "newsletter": other.newsletter}
    return Problem(ANOTHER if _is_another_s(other) else UNOWNED, values)


def _make_blank(issue: str, title: str, services: DeliveryServices) -> Delivery:
    named = NOBODY._replace(title=title)
    return Delivery(issue, DeliveryState.PLANNED, "", named, 0, services.clock.now())
