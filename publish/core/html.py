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
