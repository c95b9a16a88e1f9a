"""HTML of articles as text and as trees, and the report of what WeChat's filters change in it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, NewType, TypeAlias

if TYPE_CHECKING:  # lxml is heavy: only modules that make a tree load it
    from lxml.etree import _Element

Tree: TypeAlias = "_Element"

Html = NewType("Html", str)  # well-formed HTML with our class names, before styling

StyledHtml = NewType("StyledHtml", str)  # HTML for WeChat: inline styles, no class, one line


class Filter(StrEnum):
    """WeChat's two filters of HTML."""

    STORE = "store"  # of the draft API, applied to what is sent
    EDITOR = "editor"  # of the editor, applied to what is pasted or opened from a draft; it also rearranges


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
    EMBEDDED = "embedded picture"  # a picture in a `data:` address, kept once it is uploaded


class FilterChange(NamedTuple):
    """What a filter does to all targets of one name."""

    kind: ChangeKind
    what: ChangeTarget
    name: str  # this, `rule` and `path` are empty for what is kept
    number: int
    rule: str = ""  # id of WeChat's rule
    path: str = ""  # the tags of the first target's ancestors, and its own


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


def append_text(element: Tree, text: str) -> None:
    """Add text behind everything in an element."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text or None
    else:
        element.text = (element.text or "") + text or None


def unwrap(root: Tree, *elements: Tree) -> None:
    """Replace elements below a root by their content, all in one pass; the root itself stays."""
    from lxml import etree  # not needed by those who only write text

    for element in elements:
        if element is not root:
            element.tag = "unwrapped"
    etree.strip_tags(root, "unwrapped")
