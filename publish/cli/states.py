"""How far each issue has come, as the folder and the ledger know it; nothing is written and nobody is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from publish.cli.account import find_account
from publish.cli.ledger import find_ledger, use_ledger
from publish.cli.workshop import Workshop, find_place
from publish.errors import PublishError
from publish.model import DeliveryState

_SHOWN = {
    DeliveryState.DRAFTED: "drafted",
    DeliveryState.DRAFT_INTENT: "uncertain",
    DeliveryState.UNCERTAIN: "uncertain",
}


def find_states(paths: Sequence[Path], workshop: Workshop) -> Mapping[str, str]:
    """Return `published`, `drafted` or `uncertain` by name of issue; nothing where nothing is known."""
    published = workshop.world.issues.load_published()
    return {**_find_drafted(paths, workshop), **dict.fromkeys(published, "published")}


def _find_drafted(paths: Sequence[Path], workshop: Workshop) -> Mapping[str, str]:
    """Return what the ledger knows of the account that a command would use; without either, nothing is known."""
    try:
        account = find_account(None, workshop.settings, workshop.repository)
        ledger_file = find_ledger(account, workshop.settings, workshop.repository)
        if not ledger_file.is_file():
            return {}
        with use_ledger(account, ledger_file, writing=False) as ledger:
            known = {path.stem: ledger.find(str(find_place(path, workshop).with_suffix(""))) for path in paths}
    except PublishError:
        return {}
    return {name: _SHOWN[found.state] for name, found in known.items() if found and found.state in _SHOWN}
