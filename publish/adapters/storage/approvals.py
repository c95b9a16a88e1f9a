"""Approvals that a person gave in a terminal: each for one fingerprint, once, for some minutes."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from publish.adapters.storage.private_files import load_private, save_private
from publish.core.lazy_pattern import lazy_pattern

VALID = timedelta(minutes=10)  # as long as a client of the protocol may take for an answer
_FINGERPRINT = lazy_pattern("[0-9a-f]{32}")


def save_approval(fingerprint: str, folder: Path, now: datetime) -> None:
    """Save the approval of a fingerprint; `folder` is the state folder."""
    save_private(folder / "approvals" / fingerprint, now.isoformat().encode())


def take_approval(fingerprint: str, folder: Path, now: datetime) -> bool:
    """Return whether a fingerprint is approved, and remove its approval."""
    if not _FINGERPRINT.fullmatch(fingerprint):
        return False
    path = folder / "approvals" / fingerprint
    written = load_private(path)
    if written is None:
        return False
    path.unlink(missing_ok=True)
    try:
        given = datetime.fromisoformat(written.decode())
    except ValueError:
        return False
    return timedelta() <= now - given <= VALID
