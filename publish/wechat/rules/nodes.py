"""The nodes of an article that rules check; as a string, each is its own excerpt."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from publish.core.html import Tree
from publish.core.style_attribute import split_style
from publish.core.target import TARGETS, Target
from publish.wechat.contrast import DEFAULT_TEXT, PAGE, Background, blend
from publish.wechat.css_properties import INHERITED
from publish.wechat.dark_mode import Colour, parse_colour
from publish.wechat.solid_contrast import SolidColours

PAGE_FONT_SIZE = 17.0  # the editor's default, in pixels
PAGE_LINE_HEIGHT = 1.6  # the editor's default, as a multiple of the font size
NORMAL_LINE_HEIGHT = 1.2  # of `normal`, as the platform's checker takes it


class Declaration(NamedTuple):
    """One `name:value` of a style attribute."""

    tag: str
    name: str
    value: str  # in lower case

    def __str__(self) -> str:
        return f"{self.name}:{self.value}"


class Attribute(NamedTuple):
    """One attribute other than `style`."""

    tag: str
    name: str
    value: str

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class ComputedStyle:
    """The tag and style that several elements share, with what they inherit."""

    def __init__(
        self, above: ComputedStyle | None, tag: str, written: str, flags: frozenset[str], target: Target
    ) -> None:
        self.above = above
        self.tag = tag
        self.written = written  # the style attribute
        self.flags = flags  # its attributes of `FLAG_ATTRIBUTES`
        self.target = target
        self.style = split_style(written)
        self.inside: frozenset[str] = above.inside | {above.tag} if above else frozenset()  # the tags of all ancestors

    def __str__(self) -> str:
        return self.tag

    @property
    def parent(self) -> str:
        """Return the parent's tag."""
        return self.above.tag if self.above else ""

    def has_flag(self, name: str) -> bool:
        """Return whether the element or an ancestor has a flag attribute."""
        return name in self.flags or (self.above is not None and self.above.has_flag(name))

    @cached_property
    def inherited(self) -> Mapping[str, str]:
        """Return the inherited text properties, its own included."""
        above = self.above.inherited if self.above else {}
        return {**above, **{name: self.style[name] for name in INHERITED if name in self.style}}

    @property
    def reliable(self) -> Mapping[str, str]:
        """Return the text properties that surely apply: a pasted block does not inherit."""
        return self.inherited if TARGETS[self.target].inherits else self.style

    @cached_property
    def behind(self) -> Background:
        """Return the background of its text."""
        behind = self.above.behind if self.above else PAGE
        background = parse_colour(self.style.get("background-color", ""))
        return blend(behind, background) if background else behind

    @cached_property
    def solid(self) -> SolidColours:
        """Return the colours of its text and background as the platform's checker sees them."""
        above = self.above.solid if self.above else SolidColours()
        text, background = (parse_colour(self.style.get(name, "")) for name in ("color", "background-color"))
        return above.change(text, background)

    @property
    def colour(self) -> Colour:
        """Return the colour of its text in light mode."""
        return parse_colour(self.inherited.get("color", "")) or DEFAULT_TEXT

    @cached_property
    def font_size(self) -> float:
        """Return the font size in pixels."""
        above = self.above.font_size if self.above else PAGE_FONT_SIZE
        return parse_length(self.style.get("font-size", ""), above) or above

    @cached_property
    def line_height(self) -> float:
        """Return the line height as a multiple of the font size."""
        written = self.style.get("line-height", "")
        if not written:
            return self._inherit_line_height()
        number = parse_number(written) if written != "normal" else NORMAL_LINE_HEIGHT
        if number is None:
            length = parse_length(written, self.font_size)
            number = None if length is None else length / self.font_size
        return PAGE_LINE_HEIGHT if number is None else number

    def _inherit_line_height(self) -> float:
        """Return the parent's line height: a bare number is inherited as such, a length as pixels."""
        if not self.above:
            return PAGE_LINE_HEIGHT
        is_length = parse_length(self.above.inherited.get("line-height", ""), 1) is not None
        return self.above.line_height * (self.above.font_size / self.font_size if is_length else 1)


class ElementNode(NamedTuple):
    """An element with its content."""

    element: Tree
    computed: ComputedStyle
    tags: tuple[str, ...]  # of its children

    def __str__(self) -> str:
        return self.computed.tag


class Text(NamedTuple):
    """One text node."""

    text: str
    computed: ComputedStyle  # of its parent
    before: str  # the tag of the element before it, empty for none
    after: str

    def __str__(self) -> str:
        return self.text


class Document(NamedTuple):
    """An article as a whole."""

    roots: int  # number of elements and texts at the top
    flaws: tuple[str, ...]  # syntax errors of the text, such as unclosed tags
    remarks: tuple[str, ...]  # document types and processing instructions
    chars: int  # without embedded pictures, as `bytes`
    bytes: int


def parse_length(written: str, font_size: float) -> float | None:
    """Return a length in pixels; None for any other value, such as a bare number."""
    units = {"px": 1.0, "pt": 4 / 3, "rem": PAGE_FONT_SIZE, "em": font_size, "%": font_size / 100}
    for unit, pixels in units.items():
        number = parse_number(written.removesuffix(unit)) if written.endswith(unit) else None
        if number is not None:
            return number * pixels
    return None


def parse_number(written: str) -> float | None:
    """Return a bare number; None for any other value."""
    try:
        return float(written)
    except ValueError:
        return None
