"""What rules look at."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from publish.core.html import Target, Tree
from publish.core.style_attribute import split_style
from publish.wechat.contrast import DEFAULT_TEXT, PAGE, Background, lay_over
from publish.wechat.css_properties import INHERITED
from publish.wechat.dark_mode import Colour, parse_colour

FRAGMENT = "fragment"
"""Tag of what holds an article that was read from text, whatever stands at its top."""

PAGE_FONT_SIZE = 17.0
"""What the editor gives to text that says nothing of its size, in pixels."""

PAGE_LINE_SHARE = 1.6
"""How high its lines are then, as a share of their size."""


class Declaration(NamedTuple):
    """One `name:value` of a style attribute."""

    tag: str
    name: str
    value: str
    """In small letters."""


class Attribute(NamedTuple):
    """One attribute that is no style."""

    tag: str
    name: str
    value: str


class ComputedStyle:
    """What elements of one tag and style in one place have in common."""

    def __init__(
        self, above: ComputedStyle | None, tag: str, written: str, marks: frozenset[str], profile: Target
    ) -> None:
        self.above = above
        self.tag = tag
        self.written = written
        """The style attribute."""
        self.marks = marks
        """Which of the attributes that only mark something it has."""
        self.profile = profile
        self.style = split_style(written)
        self.inside: frozenset[str] = above.inside | {above.tag} if above else frozenset()
        """The tags of all it stands in."""

    @property
    def parent(self) -> str:
        """Return the tag it stands in."""
        return self.above.tag if self.above else ""

    def has_flag(self, mark: str) -> bool:
        """Say whether it, or what it stands in, bears a mark."""
        return mark in self.marks or (self.above is not None and self.above.has_flag(mark))

    @cached_property
    def inherited(self) -> Mapping[str, str]:
        """Return the text styles that hold in it, its own included."""
        above = self.above.inherited if self.above else {}
        return {**above, **{name: self.style[name] for name in INHERITED if name in self.style}}

    @property
    def promised(self) -> Mapping[str, str]:
        """Return the text styles it can count on: a pasted block has but its own."""
        return self.inherited if self.profile is Target.API else self.style

    @cached_property
    def behind(self) -> Background:
        """Return what lies behind its text."""
        behind = self.above.behind if self.above else PAGE
        background = parse_colour(self.style.get("background-color", ""))
        return lay_over(behind, background) if background else behind

    @property
    def colour(self) -> Colour:
        """Return the colour of its text, as written."""
        return parse_colour(self.inherited.get("color", "")) or DEFAULT_TEXT

    @cached_property
    def font_size(self) -> float:
        """Return the size of its text in pixels."""
        above = self.above.font_size if self.above else PAGE_FONT_SIZE
        return parse_length(self.style.get("font-size", ""), above) or above

    @cached_property
    def line_share(self) -> float:
        """Return how high its lines are, as a share of the size of their text."""
        written = self.style.get("line-height", "")
        if not written:
            return self._inherit_line_share()
        share = parse_number(written)
        if share is None:
            length = parse_length(written, self.font_size)
            share = None if length is None else length / self.font_size
        return PAGE_LINE_SHARE if share is None else share

    def _inherit_line_share(self) -> float:
        """Return the share in what it stands in: a bare number is handed down, a length stays as long as it was."""
        if not self.above:
            return PAGE_LINE_SHARE
        shrinks = parse_length(self.above.inherited.get("line-height", ""), 1) is not None
        return self.above.line_share * (self.above.font_size / self.font_size if shrinks else 1)


class ElementNode(NamedTuple):
    """An element with what it holds."""

    element: Tree
    kind: ComputedStyle
    tags: tuple[str, ...]
    """Of its children."""


class Text(NamedTuple):
    """One text node."""

    text: str
    kind: ComputedStyle
    """What it stands in."""
    before: str
    """The tag of the element before it, empty for none."""
    after: str


class Document(NamedTuple):
    """An article as a whole."""

    roots: int
    """How many elements and texts stand at the top."""
    flaws: tuple[str, ...]
    """What kept its text from being read as it is written: tags left open, and the like."""
    remarks: tuple[str, ...]
    """Comments and document types."""
    chars: int
    """Without the pictures that it carries in itself."""
    bytes: int


def parse_length(written: str, font_size: float) -> float | None:
    """Return a length in pixels; None for what is none, such as a bare number."""
    for unit, share in (("px", 1.0), ("em", font_size), ("%", font_size / 100)):
        number = parse_number(written.removesuffix(unit)) if written.endswith(unit) else None
        if number is not None:
            return number * share
    return None


def parse_number(written: str) -> float | None:
    """Return a bare number."""
    try:
        return float(written)
    except ValueError:
        return None
