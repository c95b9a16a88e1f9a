"""A file that is an issue, and what its path says of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.core.lazy_pattern import lazy_pattern

_FIELD = lazy_pattern(r"\{([a-z]+)\}")


class IssueFile(NamedTuple):
    """An issue by its file."""

    path: PurePosixPath  # relative to the repository
    name: str  # by which commands, ledgers and build folders know it
    day: date | None = None
    number: int | None = None
    fields: Mapping[str, str] = {}  # as written in the path

    @property
    def order(self) -> tuple[date, int, str]:
        """Return a key that sorts older issues first."""
        return self.day or date.min, -1 if self.number is None else self.number, self.name


def fill_address(template: str, issue: IssueFile) -> str:
    """Return an address with the fields of an issue in their places; empty where one of them has no value."""
    values = {"number": str(issue.number) if issue.number is not None else "", **issue.fields}
    if issue.day:
        day = issue.day
        values |= {"date": day.isoformat(), "year": f"{day:%Y}", "month": f"{day:%m}", "day": f"{day:%d}"}
    missing = any(not values.get(field) for field in _FIELD.findall(template))
    return "" if missing else _FIELD.sub(lambda field: values[field[1]], template)
