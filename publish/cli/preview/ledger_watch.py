"""Notice that something was delivered from elsewhere: a terminal, or a scheduled run."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

from publish.adapters.ledger.location import LedgerLocation
from publish.adapters.storage.atomic_files import FileState, file_state
from publish.adapters.storage.user_folders import find_state_folder
from publish.cli.build_context import BuildContext
from publish.cli.ledger_access import find_ledger
from publish.core.exceptions import PublishError

WATCH_SECONDS = 1.0


async def watch_deliveries(context: BuildContext, seconds: float = WATCH_SECONDS) -> AsyncIterator[None]:
    """Yield whenever the ledger may have changed: a file by its state, a server's at every look."""
    before = _describe_ledger(context)
    while True:
        await asyncio.sleep(seconds)
        after = _describe_ledger(context)
        if after is None or after != before:
            before = after
            yield


def _describe_ledger(context: BuildContext) -> tuple[FileState, ...] | None:
    """Return the states of the ledger's files; None for one on a server."""
    location = _find_location(context)
    if not isinstance(location, Path):
        return None
    return file_state(location), file_state(f"{location}-wal")


def _find_location(context: BuildContext) -> LedgerLocation:
    try:
        return find_ledger(None, context.settings, context.repository).location
    except PublishError:  # no account yet
        return find_state_folder(os.environ) / "ledger.db"
