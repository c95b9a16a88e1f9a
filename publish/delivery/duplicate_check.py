"""Check before an issue's first draft whether it may have been sent without a record in the ledger.

A delivery of another newsletter by that name, an item of the account, and a ledger that may not be the newest each hold
the issue until a person decides.
"""

from __future__ import annotations

from typing import NoReturn

from publish.core.delivery_record import Delivery, DeliveryState
from publish.core.exceptions import LedgerError, UncertainError
from publish.core.ports import DeliveryServices, Ledger
from publish.core.problem import Problem
from publish.delivery.holds import ANOTHER, SEEN, UNOWNED, UNSEEN, is_waiting, make_unsent
from publish.delivery.publication_outcome import describe, to_state_reason
from publish.delivery.unrecorded_items import ItemQuery, UnrecordedItems, describe_unrecorded, search_account
from publish.newsletter.labels import name_issue
from publish.newsletter.source_marker import FOLDER_PREFIX


def check_prior(query: ItemQuery, title: str, delivery: Delivery | None, services: DeliveryServices) -> None:
    """Hold an issue that may have been sent without a record in the ledger.

    No list shows what was sent to every follower, so a ledger that may not be the newest holds the issue whatever the
    account shows.

    Raises:
        UncertainError: It may have been sent.
        LedgerError: The account shows that the ledger is behind.
    """
    blank = delivery or make_unsent(query.issue, services.clock.now(), title)
    other = _find_other(query.issue, delivery, services.ledger)
    if other is not None:
        hold_for(_explain_other(other), blank, services)
    check_seen(search_account(query, delivery, services), blank, services)


def check_seen(seen: UnrecordedItems, delivery: Delivery, services: DeliveryServices) -> None:
    """Hold an issue of which the account shows unrecorded items, or whose ledger may not be the newest.

    Raises:
        UncertainError: It was held.
    """
    if seen.ids:
        hold_for(explain_seen(delivery, seen), delivery, services)
    if not services.ledger.is_current:
        hold_for(Problem(UNSEEN, describe(delivery)), delivery, services)


def pass_over(query: ItemQuery, delivery: Delivery | None, services: DeliveryServices) -> tuple[str, ...]:
    """Return the items of an issue that are to be ignored, since a person asked for another draft.

    Raises:
        LedgerError: The account shows that the ledger is behind.
    """
    other = _find_other(query.issue, delivery, services.ledger)
    seen = search_account(query, delivery, services)
    return (*(delivery.passed if delivery else ()), *([_name_delivery(other)] if other else []), *seen.ids)


def hold_for(problem: Problem, delivery: Delivery, services: DeliveryServices) -> NoReturn:
    """Record that an issue waits for a person, and why.

    Raises:
        UncertainError: Always.
    """
    before = services.ledger.find(delivery.issue)
    reason = to_state_reason(problem)
    if before is None or (before.state, before.reason) != (DeliveryState.HELD, reason):
        services.ledger.save(delivery._replace(state=DeliveryState.HELD, reason=reason))
    raise UncertainError(problem)


def explain_seen(delivery: Delivery, seen: UnrecordedItems) -> Problem:
    """Return the problem that names the unrecorded items of an issue."""
    items = {name: text or "–" for name, text in describe_unrecorded(seen).items()}
    return Problem(SEEN, {**describe(delivery), **items})


def explain_owner(issue: str, ledger: Ledger) -> Problem | None:
    """Return the problem that names the other newsletter of an issue without a record; None where there is none."""
    other = _find_other(issue, None, ledger)
    return _explain_other(other) if other else None


def find_unowned(ledger: Ledger, issues: frozenset[str]) -> LedgerError | None:
    """Return the error for a ledger that has deliveries of some issues without a newsletter; None where it has none."""
    found = issues & ledger.list_unowned_issues() if ledger.newsletter else ()
    if not found:
        return None
    return LedgerError(Problem("ledger-unowned", {"count": len(found), "issue": name_issue(min(found))}))


def find_claimable(issue: str, delivery: Delivery | None, ledger: Ledger) -> Delivery | None:
    """Return the last delivery of an issue that no newsletter with an id owns; None where there is none.

    Raises:
        UncertainError: It is another newsletter's.
    """
    if delivery is not None and not is_waiting(delivery) and delivery.state is not DeliveryState.PLANNED:
        return None
    other = _find_other(issue, delivery, ledger)
    if other is not None and _has_other_owner(other):
        raise UncertainError(_explain_other(other))
    return other


def _find_other(issue: str, delivery: Delivery | None, ledger: Ledger) -> Delivery | None:
    """Return the last attempt at an issue of that name that this newsletter does not own."""
    passed = delivery.passed if delivery else ()
    found = [
        attempt
        for attempt in ledger.list_attempts()
        if attempt.issue == issue
        and attempt.newsletter != ledger.newsletter
        and _name_delivery(attempt) not in passed
        and not _was_only_held(attempt)
    ]
    return found[-1] if found else None


def _was_only_held(attempt: Delivery) -> bool:
    """Return whether nothing of an attempt was ever sent: it was held before its first draft."""
    return is_waiting(attempt) and not attempt.media_id and not attempt.addresses


def _name_delivery(delivery: Delivery) -> str:
    return f"delivery {delivery.number}"


def _has_other_owner(other: Delivery) -> bool:
    return bool(other.newsletter) and not other.newsletter.startswith(FOLDER_PREFIX)


def _explain_other(other: Delivery) -> Problem:
    values = {**describe(other), "newsletter": other.newsletter}
    return Problem(ANOTHER if _has_other_owner(other) else UNOWNED, values)
