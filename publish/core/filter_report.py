"""What WeChat's filters change in an article."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Filter(StrEnum):
    """WeChat's two filters of HTML."""

    STORE = "store"
    """Of the draft API, applied to what is sent."""
    EDITOR = "editor"
    """Of the editor, applied to what is pasted or opened from a draft; it also rearranges."""


class ChangeKind(StrEnum):
    """What a filter does to a target."""

    KEPT = "kept"
    REWRITTEN = "rewritten"
    LOST = "lost"


class ChangeTarget(StrEnum):
    """What a filter can keep or lose."""

    ELEMENT = "element"
    ATTRIBUTE = "attribute"
    DECLARATION = "declaration"
    TEXT = "text"
    COMMENT = "comment"
    LINK = "link"
    PICTURE = "picture"
    EMBEDDED = "embedded picture"
    """A picture in a `data:` address, kept once it is uploaded."""


class FilterChange(NamedTuple):
    """What a filter does to all targets of one name."""

    kind: ChangeKind
    what: ChangeTarget
    name: str
    """This, `rule` and `path` are empty for what is kept."""
    number: int
    rule: str = ""
    """Id of WeChat's rule."""
    path: str = ""
    """The tags of the first target's ancestors, and its own."""


class FilterReport(NamedTuple):
    """The output of a filter, and its changes."""

    html: str
    changes: tuple[FilterChange, ...]

    def total(self, kind: ChangeKind) -> int:
        """Return the number of targets of a change, without embedded pictures."""
        return sum(
            change.number for change in self.changes if change.kind is kind and change.what != ChangeTarget.EMBEDDED
        )

    @property
    def embedded(self) -> int:
        """Return the number of pictures that must be uploaded before this filter keeps them."""
        lost = (change for change in self.changes if change.kind is ChangeKind.LOST)
        return sum(change.number for change in lost if change.what is ChangeTarget.EMBEDDED)
