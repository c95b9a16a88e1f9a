"""Requests of a preview: an issue, as it is or with other theme options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from publish.newsletter.labels import ISSUE_NAME, THEME_KEY
from publish.newsletter.theme_options import OPTION_NAMES

LOOKS = (THEME_KEY, *OPTION_NAMES)
"""Keys of front matter that a preview can change."""
MAX_CHARS = 200


class PreviewRequest(NamedTuple):
    """An issue, and changes of its front matter to try."""

    issue: str
    changes: tuple[tuple[str, str], ...] = ()
    """An empty value removes the key."""


def parse_preview_request(issue: object, values: Mapping[str, object], first: str) -> PreviewRequest | None:
    """Return a request, None if it is invalid; `issue` is one of the folder, or `first` of the command line."""
    changes = tuple((key, values[key]) for key in LOOKS if key in values)
    if not isinstance(issue, str) or len(issue) > MAX_CHARS:
        return None
    if issue != first and not ISSUE_NAME.fullmatch(issue):
        return None
    if not all(isinstance(value, str) and len(value) <= MAX_CHARS and value.isprintable() for _, value in changes):
        return None
    return PreviewRequest(issue, tuple((key, str(value)) for key, value in changes))
