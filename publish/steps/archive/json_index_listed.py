"""An issue among the others."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from publish.core.article import Headline
from publish.core.issue import Issue


class Listed(NamedTuple):
    """An issue, as those who look for it are told of it."""

    day: date
    issue: Issue
    headline: Headline
    path: str
    """Its file, relative to where the list stands, as an address."""
    published: str = ""
    """Its published address, once there is one."""
