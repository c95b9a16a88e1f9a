"""Remove elements and attributes that change nothing in how an article looks."""

from __future__ import annotations

from collections.abc import Iterable

from publish.core.html import Tree, unwrap
from publish.core.lazy_pattern import lazy_pattern
from publish.core.style_attribute import get_style, pop_style, set_style
from publish.steps.fit.declarations import expand_box, is_bold, shorten_box
from publish.wechat.elements import BLOCKS, CELLS

_PIXELS = lazy_pattern(r"(\d+)(?:px)?$")
_MARGINED = ("span", "strong", "sup", "em", "a")
_EDITOR_ATTRIBUTES = ("target", "data-linktype")


def drop_bare_tags(tree: Tree) -> None:
    """Unwrap spans without a style, and sections that only add vertical margins to their blocks."""
    unwrap(tree, *[span for span in tree.iter("span") if not span.get("style")])
    for section in reversed(list(tree.iter("section"))):
        if section is not tree and _only_adds_margins(section):
            _pass_on_margins(section)
            unwrap(section.getparent(), section)  # type: ignore[arg-type]  # only the root has no parent
    for section in tree.iter("section"):
        if get_style(section).get("margin") == "0":  # the default
            pop_style(section, lambda name: name == "margin")


def drop_link_attributes(tree: Tree) -> None:
    """Remove the attributes of links that the editor adds itself."""
    for link in tree.iter("a"):
        for name in _EDITOR_ATTRIBUTES:
            link.attrib.pop(name, "")


def drop_idle_margins(tree: Tree) -> None:
    """Remove the right margins of inline elements at the end of their block."""
    for block in tree.iter(*BLOCKS):
        if len(block) and not block[-1].tail and block[-1].tag in _MARGINED:
            margin = expand_box(get_style(block[-1]).get("margin", ""))
            if margin and margin[0] == margin[2] == margin[3] == "0":
                pop_style(block[-1], lambda name: name == "margin")


def write_strong(elements: Iterable[Tree]) -> None:
    """Write spans that are bold and nothing else as `strong`, which is shorter."""
    for element in elements:
        style = get_style(element) if element.tag == "span" else {}
        if style.keys() == {"font-weight"} and is_bold(style["font-weight"]):
            element.tag = "strong"
            set_style(element, {})


def only_groups_blocks(section: Tree) -> bool:
    """Return whether a section contains only blocks, and nothing but its style depends on it."""
    parent = section.getparent()
    if parent is None or parent.tag in CELLS or section.get("data-ignore-width") is not None or section.text:
        return False
    return len(section) > 0 and all(child.tag in BLOCKS and not child.tail for child in section)


def _only_adds_margins(section: Tree) -> bool:
    """Return whether a section contains only blocks and gives them only vertical margins."""
    style = get_style(section)
    if style.keys() - {"margin"} or not only_groups_blocks(section):
        return False
    sides = _parse_margin(style.get("margin", "0"))
    ends = [_parse_collapsing_margin(child) for child in (section[0], section[-1])]
    return sides is not None and None not in ends and sides[1] == sides[3] == 0


def _pass_on_margins(section: Tree) -> None:
    """Give the section's vertical margins to its first and last block: margins collapse to the larger."""
    top, _, bottom, _ = _parse_margin(get_style(section).get("margin", "0")) or (0, 0, 0, 0)
    for child, side, space in ((section[0], 0, top), (section[-1], 2, bottom)):
        style = get_style(child)
        sides = list(_parse_margin(style.get("margin", "0")) or (0, 0, 0, 0))
        if space > sides[side]:
            sides[side] = space
            style["margin"] = shorten_box(" ".join(f"{side}px" if side else "0" for side in sides))
            set_style(child, style)


def _parse_collapsing_margin(block: Tree) -> tuple[int, int, int, int] | None:
    """Return the margin of a block; None where it would not collapse with its parent's."""
    style = get_style(block)
    return None if style.get("display", "block") != "block" else _parse_margin(style.get("margin", "0"))


def _parse_margin(text: str) -> tuple[int, int, int, int] | None:
    """Return top, right, bottom and left in pixels; None for any other unit."""
    sides = [int(match[1]) for side in expand_box(text) if (match := _PIXELS.match(side))]
    return (sides[0], sides[1], sides[2], sides[3]) if len(sides) == 4 else None
