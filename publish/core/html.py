"""Articles as text and as trees, and where they go."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NewType, TypeAlias

if TYPE_CHECKING:  # whoever makes a tree loads it
    from lxml.etree import _Element

Tree: TypeAlias = "_Element"
"""An article between parsing and writing."""


Html = NewType("Html", str)
"""Well-formed HTML that still carries our class names; not fit to be pushed."""


StyledHtml = NewType("StyledHtml", str)
"""HTML as WeChat takes it: inline styles, no class, one line."""


class Target(StrEnum):
    """The way an article takes into the account."""

    PASTE = "paste"
    API = "api"


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
