"""An issue that is out."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple


class BackIssue(NamedTuple):
    """One earlier issue, as the archive shows it."""

    date: date
    title: str
    url: str | None
    """Its published address, once there is one."""


class PublishedIssue(NamedTuple):
    """An issue that is out, as `publications.json` has it."""

    url: str
    title: str = ""
    published: datetime | None = None
    """In UTC; unknown for what was written by hand."""
