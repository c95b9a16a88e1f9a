"""HTML of articles as text and as trees, its targets, and the report of what WeChat's filters change in it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, NewType, TypeAlias

if TYPE_CHECKING:  # lxml is heavy: only modules that make a tree load it
    from lxml.etree import _Element

Tree: TypeAlias = "_Element"

Html = NewType("Html", str)  # well-formed HTML with our class names, before styling

StyledHtml = NewType("StyledHtml", str)  # HTML for WeChat: inline styles, no class, one line


class Target(StrEnum):
    """How an article gets into the account: pasted into the editor, or through the API."""

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
