"""What WeChat leaves of an article."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Filter(StrEnum):
    """Where WeChat takes HTML in."""

    STORE = "store"
    """The draft API: what is sent comes back filtered."""
    EDITOR = "editor"
    """The editor: what is pasted, or opened from a draft, is rearranged."""


class ChangeKind(StrEnum):
    """What a layer does to a thing."""

    KEPT = "kept"
    REWRITTEN = "rewritten"
    LOST = "lost"


class ChangeTarget(StrEnum):
    """What can be kept or lost."""

    ELEMENT = "element"
    ATTRIBUTE = "attribute"
    DECLARATION = "declaration"
    TEXT = "text"
    COMMENT = "comment"
    LINK = "link"
    PICTURE = "picture"
    EMBEDDED = "embedded picture"
    """A picture given as data: it lives once it is uploaded."""


class FilterChange(NamedTuple):
    """What a layer does to all things of one name."""

    kind: ChangeKind
    what: ChangeTarget
    name: str
    """Empty for what is kept: nobody asks."""
    number: int
    """How many fare so."""
    rule: str = ""
    """Id of WeChat's rule; empty for what is kept."""
    path: str = ""
    """Where the first of them stood: its ancestors and itself; empty for what is kept."""


class FilterReport(NamedTuple):
    """What a layer leaves of an article."""

    html: str
    changes: tuple[FilterChange, ...]

    def total(self, kind: ChangeKind) -> int:
        """Return how many things fare so; embedded pictures are counted apart."""
        return sum(
            change.number for change in self.changes if change.kind is kind and change.what != ChangeTarget.EMBEDDED
        )

    @property
    def embedded(self) -> int:
        """Return how many pictures must be uploaded before this layer takes them."""
        lost = (change for change in self.changes if change.kind is ChangeKind.LOST)
        return sum(change.number for change in lost if change.what is ChangeTarget.EMBEDDED)
