"""The articles that go out with an issue, in one draft, so that none goes out twice: by itself and with an issue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from publish.core.delivery_record import Delivery, DeliveryState
from publish.core.exceptions import UncertainError
from publish.core.ports import Ledger
from publish.core.problem import Problem
from publish.delivery.holds import clear_overdue_hold, is_baseline
from publish.delivery.publication_outcome import describe
from publish.newsletter.labels import name_issue

if TYPE_CHECKING:  # who plans a run needs no contents
    from publish.delivery.draft_contents import DraftContents


def map_hosts(deliveries: Iterable[Delivery]) -> dict[str, Delivery]:
    """Return the deliveries in whose drafts articles go out with another issue, by the names of these articles."""
    hosts: dict[str, Delivery] = {}
    for delivery in deliveries:
        if delivery.others and was_sent(delivery):
            for other in delivery.others:
                hosts.setdefault(other.name, delivery)
    return hosts


def find_host(name: str, deliveries: Iterable[Delivery]) -> Delivery | None:
    """Return the delivery in whose draft an article goes out with another issue; None where there is none."""
    return map_hosts(deliveries).get(name)


def check_others(contents: DraftContents, delivery: Delivery | None, ledger: Ledger) -> None:
    """Check that no article of a draft was sent before, by itself or with another issue.

    Args:
        contents: The contents of the draft.
        delivery: The delivery of its issue.
        ledger: The ledger.

    Raises:
        UncertainError: One was sent.
    """
    problems = []
    deliveries = ledger.list_deliveries()
    host = find_host(contents.issue, deliveries)
    if host is not None:
        problems.append(_explain_host(contents.issue, host))
    known = {other.name for other in delivery.others} if delivery else set()
    for other in contents.others:
        if other.name in known:
            continue
        host = find_host(other.name, (each for each in deliveries if each.issue != contents.issue))
        alone = next((each for each in deliveries if each.issue == other.name and was_sent(each)), None)
        if host is not None:
            problems.append(_explain_host(other.name, host))
        elif alone is not None:
            problems.append(Problem("draft-sent-alone", describe(alone)))
    if problems:
        raise UncertainError(*problems)


def was_sent(delivery: Delivery) -> bool:
    """Return whether something of a delivery is, or may be, in the account."""
    before = clear_overdue_hold(delivery) or delivery
    return before.state not in (DeliveryState.PLANNED, DeliveryState.REMOVED) and not is_baseline(before)


def _explain_host(name: str, host: Delivery) -> Problem:
    return Problem("draft-sent-with", {**describe(host), "name": name_issue(name)})
