"""What somebody wants to see: an issue, as it is or with its looks tried otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from publish.newsletter.labels import ISSUE_NAME, THEME_KEY
from publish.newsletter.theme_options import OPTION_NAMES

LOOKS = (THEME_KEY, *OPTION_NAMES)
"""Keys of front matter that one may try."""
MAX_CHARS = 200


class PreviewRequest(NamedTuple):
    """What is to be shown."""

    issue: str
    """The issue's name."""
    changes: tuple[tuple[str, str], ...] = ()
    """What its front matter is to say otherwise; an empty value takes the key out."""


def parse_preview_request(issue: object, said: Mapping[str, object], asked: str) -> PreviewRequest | None:
    """Return what is wished for; None where it makes no sense.

    Args:
        issue: The name of an issue of the folder, or what the command line asked for; no other path.
        said: What its front matter is to say otherwise.
        asked: What the command line asked for.
    """
    changes = tuple((key, said[key]) for key in LOOKS if key in said)
    if not isinstance(issue, str) or len(issue) > MAX_CHARS:
        return None
    if issue != asked and not ISSUE_NAME.fullmatch(issue):
        return None
    if not all(isinstance(value, str) and len(value) <= MAX_CHARS and value.isprintable() for _, value in changes):
        return None
    return PreviewRequest(issue, tuple((key, str(value)) for key, value in changes))
