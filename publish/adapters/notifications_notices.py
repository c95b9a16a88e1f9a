"""What people were told already: an owner-only file beside the ledger's lock, one an account."""

from __future__ import annotations

import json
from pathlib import Path

from publish.adapters.storage.private_files import load_private, save_private
from publish.core.ports import Notice, Notices


class NoticeFile:
    """A file that keeps what people were told."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Notices:
        """Return what was kept; nothing where it cannot be read: people are told once more then."""
        try:
            said = json.loads(load_private(self._path) or b"{}")
            waiting = tuple(Notice(*notice) for notice in said.get("waiting", []))
            return Notices(dict(said.get("told", {})), waiting)
        except (ValueError, TypeError, AttributeError, RecursionError):
            return Notices()

    def save(self, notices: Notices) -> None:
        """Keep it.

        Raises:
            OutputError: It cannot be written.
        """
        save_private(self._path, json.dumps(notices._asdict(), ensure_ascii=False).encode())
