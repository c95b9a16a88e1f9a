"""Deliveries that become another newsletter's, in the place of what it held for them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, select, update

from publish.adapters.ledger.table_schema import ACTS, DELIVERIES
from publish.core.delivery_record import DeliveryState

_NEVER_SENT = (DeliveryState.PLANNED, DeliveryState.HELD)


def claim_deliveries(connection: Connection, appid: str, newsletter: str, issues: Collection[str]) -> int:
    """Make a newsletter's what belongs to nobody; return how many deliveries that are.

    Args:
        connection: Inside a transaction.
        appid: In which account.
        newsletter: Whose they become.
        issues: Of which, by their places in the repository.
    """
    columns = select(DELIVERIES.c.issue, DELIVERIES.c.number).where(DELIVERIES.c.appid == appid)
    unowned = (DELIVERIES.c.newsletter == "", DELIVERIES.c.issue.in_(issues))
    found = connection.execute(columns.where(*unowned).order_by(DELIVERIES.c.number)).mappings()
    last = {row["issue"]: row["number"] for row in found}
    ours = (DELIVERIES.c.newsletter == newsletter, DELIVERIES.c.issue.in_(last))
    empty = (DELIVERIES.c.state.in_(_NEVER_SENT), DELIVERIES.c.media_id == "")
    for issue, number in connection.execute(columns.where(*ours, *empty)).all():
        replace_delivery(connection, number, last[issue])
    changed = update(DELIVERIES).where(DELIVERIES.c.appid == appid, *unowned).values(newsletter=newsletter)
    return connection.execute(changed).rowcount


def replace_delivery(connection: Connection, number: int, by: int) -> None:
    """Put one delivery in the place of another that came to nothing; the steps of that stay in the issue's history."""
    connection.execute(update(ACTS).where(ACTS.c.delivery == number).values(delivery=by))
    connection.execute(delete(DELIVERIES).where(DELIVERIES.c.number == number))
