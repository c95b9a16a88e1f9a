"""Earlier issues, for the list of back issues."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple


class BackIssue(NamedTuple):
    """An earlier issue."""

    date: date | None
    title: str
    url: str | None  # its published address, if any
    number: int | None = None


class PublishedIssue(NamedTuple):
    """An entry of `publications.json`."""

    url: str
    title: str = ""
    published: datetime | None = None  # in UTC; None in entries written by hand


def find_named_issues(published: Iterable[str], text: bytes) -> list[str]:
    """Return which published issues a text may link to, by their dates."""
    plain = text.replace(b"\\", b"") if published else b""  # Markdown may escape any `-` of a date
    return [name for name in published if name.encode("utf-8", "replace") in plain]
