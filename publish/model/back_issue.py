"""An earlier issue."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class BackIssue(NamedTuple):
    """One earlier issue, as the archive shows it."""

    date: date
    title: str
    url: str | None
    """Its published address, once there is one."""
