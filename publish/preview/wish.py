"""What somebody wants to see: an issue, as it is or with its looks tried otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from publish.facts.knobs import KNOBS
from publish.facts.newsletter import THEME_KEY

LOOKS = (THEME_KEY, *KNOBS)
"""Keys of front matter that one may try."""
MAX_CHARS = 200


class Wish(NamedTuple):
    """What is to be shown."""

    issue: str
    """The issue's name."""
    changes: tuple[tuple[str, str], ...] = ()
    """What its front matter is to say otherwise; an empty value takes the key out."""


def read_wish(issue: object, said: Mapping[str, object]) -> Wish | None:
    """Return what is wished for; None where it makes no sense."""
    changes = tuple((key, said[key]) for key in LOOKS if key in said)
    if not isinstance(issue, str) or len(issue) > MAX_CHARS:
        return None
    if not all(isinstance(value, str) and len(value) <= MAX_CHARS and value.isprintable() for _, value in changes):
        return None
    return Wish(issue, tuple((key, str(value)) for key, value in changes))
