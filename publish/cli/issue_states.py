"""How far each issue has come, as the folder and the ledger know it; nothing is written and nobody is asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from publish.adapters.config.newsletter_identity import identify_newsletter
from publish.cli.build_context import BuildContext
from publish.cli.commands.account import find_account
from publish.cli.commands.ledger import find_ledger, list_deliveries
from publish.core.delivery_record import DeliveryState
from publish.core.exceptions import PublishError

_SHOWN = {
    DeliveryState.DRAFT_INTENT: "uncertain",
    DeliveryState.DRAFTED: "drafted",
    DeliveryState.UNCERTAIN: "uncertain",
    DeliveryState.RELEASE_INTENT: "uncertain",
    DeliveryState.SUBMITTED: "drafted",
    DeliveryState.PUBLISHED: "published",
    DeliveryState.HELD: "uncertain",
    DeliveryState.FAILED: "drafted",
}
"""What is shown of a state; nothing of the others."""


def find_states(context: BuildContext) -> Mapping[str, str]:
    """Return `published`, `drafted` or `uncertain` by name of issue; nothing where nothing is known."""
    published = context.services.issues.load_published()
    return {**_find_delivered(context), **dict.fromkeys(published, "published")}


def _find_delivered(context: BuildContext) -> Mapping[str, str]:
    """Return what the ledger knows of the account that a command would use; without either, nothing is known."""
    try:
        account = find_account(None, context.settings, context.repository)
        place = find_ledger(account, context.settings, context.repository)
        newsletter = identify_newsletter(context.settings.newsletter_id, context.repository)
        deliveries = list_deliveries(account, place, newsletter)
    except PublishError:
        return {}
    return {PurePosixPath(known.issue).name: _SHOWN[known.state] for known in deliveries if known.state in _SHOWN}
