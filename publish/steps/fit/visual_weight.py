"""How much a reader would miss a declaration.

The weights are ours, found by looking at articles without each kind of declaration; they only order what gives way.
"""

from __future__ import annotations

from math import dist

from publish.steps.fit.declarations import expand_box
from publish.steps.fit.outline import OutlinedElement
from publish.wechat.contrast import DEFAULT_TEXT
from publish.wechat.dark_mode import parse_colour
from publish.wechat.elements import HEADINGS
from publish.wechat.rules.nodes import PAGE_FONT_SIZE, PAGE_LINE_HEIGHT, parse_length, parse_number

_PAGE = {"font-size": PAGE_FONT_SIZE, "line-height": PAGE_LINE_HEIGHT, "letter-spacing": 0.6}
_SCALES = {"font-size": 2.0, "line-height": 5.0, "letter-spacing": 3.0}  # weight of a difference of 1
_WEIGHTS = {
    "background-color": 8.0, "border": 4.0, "border-radius": 0.6, "display": 0.8, "font-family": 1.5,
    "font-weight": 3.0, "text-align": 5.0, "vertical-align": 1.0, "word-break": 0.6,
}  # fmt: skip
_OTHER = 3.0
_COLOUR_SCALE = 8 / 255
_MOST_SPACE = 27.0
_SPACE_SCALE = 3 / 4  # weight of a pixel of space between blocks

_HEADS = HEADINGS | {"title", "intro", "promise", "mark"}
_LAST_PROPERTIES = frozenset({"color", "font-size", "font-weight", "background-color", "border"})
_LINK = frozenset({"link"})  # a number behind the text, or WeChat's own colour, tells of the link, too
_ASIDES = frozenset({"ref", "count", "decoration"}) | _LINK  # within a heading or the 导读, and no part of its look
_QUIET = frozenset({"references", "archive", "follow", "licence"}) | _ASIDES
_HEAD_FACTOR, _QUIET_FACTOR, _LINK_FACTOR = 3.0, 0.6, 0.1


def weigh_text(name: str, value: str, instead: str) -> float:
    """Return the weight of an inherited property's value where another one would stand."""
    if value == instead:
        return 0.0
    if name == "color":
        return _COLOUR_SCALE * dist(_read_colour(value), _read_colour(instead))
    if name not in _SCALES:
        return _WEIGHTS[name]
    return _SCALES[name] * abs(_read_number(value, name) - _read_number(instead, name))


def weigh_own(name: str, value: str) -> float:
    """Return the weight of a declaration that its element would do without."""
    if name.startswith(("margin", "padding")):
        sides = [parse_length(side, PAGE_FONT_SIZE) or 0 for side in expand_box(value)]
        return min(_MOST_SPACE, _SPACE_SCALE * sum(map(abs, sides)))
    if name.startswith("border-") and name not in _WEIGHTS:
        return _WEIGHTS["border"]
    return _WEIGHTS.get(name, _OTHER)


def weigh_zone(node: OutlinedElement) -> float:
    """Return how much the place of an element counts."""
    if node.zone & _LINK:
        return _LINK_FACTOR
    if is_head(node):
        return _HEAD_FACTOR
    return _QUIET_FACTOR if node.zone & _QUIET else 1.0


def is_head(node: OutlinedElement) -> bool:
    """Return whether an element is a heading, the title of an entry or in the 导读, or within one."""
    return bool(node.zone & _HEADS) and not node.zone & _ASIDES


def stays_to_the_end(node: OutlinedElement, name: str) -> bool:
    """Return whether a declaration gives way last: colour, size, weight, ground and rule of a heading or title."""
    return is_head(node) and (name in _LAST_PROPERTIES or name.startswith("border-"))


def _read_colour(value: str) -> tuple[float, ...]:
    return (parse_colour(value) or DEFAULT_TEXT)[:3]


def _read_number(value: str, name: str) -> float:
    """Return a length in pixels or a line height as a factor; a relative one counts from the page's font size."""
    written = value.partition("@")[0]
    length, number = parse_length(written, PAGE_FONT_SIZE), parse_number(written)
    if length is not None:
        return length / PAGE_FONT_SIZE if name == "line-height" else length
    return _PAGE[name] if number is None else number
