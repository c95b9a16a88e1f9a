"""Earlier issues, for the list of back issues."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple


class BackIssue(NamedTuple):
    """An earlier issue."""

    date: date
    title: str
    url: str | None  # its published address, if any


class PublishedIssue(NamedTuple):
    """An entry of `publications.json`."""

    url: str
    title: str = ""
    published: datetime | None = None  # in UTC; None in entries written by hand
