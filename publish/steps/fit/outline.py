"""An article's elements in document order, with the computed text styles that fitting must keep or may give up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from publish.core.html import Tree
from publish.core.lazy_pattern import lazy_pattern
from publish.core.style_attribute import Style, get_style
from publish.wechat.css_properties import INHERITED
from publish.wechat.elements import BLOCKS, HEADINGS, VOID

TEXT_PROPERTIES = (*INHERITED, "font-weight", "word-break")
GROUND = "background-color"

_SET_BY_PAGE: Mapping[str, Mapping[str, str]] = {
    **{tag: {"font-size": "16px", "font-weight": "400"} for tag in HEADINGS},
    "a": {"color": "#576b95"},
    "strong": {"font-weight": "700"},
    "b": {"font-weight": "700"},
    "code": {"font-size": "13px"},
    "sup": {"font-size": "13px"},
    "td": {"word-break": "break-all"},
    "th": {"text-align": "center", "font-weight": "700", "word-break": "break-all"},
}
"""What WeChat's page or the browser sets on these elements, so that they do not inherit it; about, in pixels."""
_PAGE_VALUES = {"font-weight": "400"}  # of a text whose elements declare nothing; of other properties, unknown
_MARKER = frozenset({"color", "font-size", "line-height"})  # what the mark of a list's item takes from the item
_OF_LINES = frozenset({"font-size", "line-height", "text-align"})  # what a line takes from its block
_RELATIVE = lazy_pattern(r"[\d.]+(?:em|%)")
_NO_GROUND = ("", "transparent")


class TextValue(NamedTuple):
    """The value of an inherited property, and the element that it comes from."""

    value: str  # empty where the page decides
    source: int  # number of the element that declares it; 0 for the root


class OutlinedElement(NamedTuple):
    """One element."""

    number: int  # in document order
    element: Tree
    parent: int  # number of its parent; -1 for the root
    kind: str  # its tag and class, and the class of the place where it stands
    zone: frozenset[str]  # tags and classes of the element and its ancestors
    own: Style  # its declarations of properties that are not inherited
    text: Mapping[str, TextValue]  # by inherited property
    chars: int  # of text directly in it
    has_line: bool  # whether it is a block with text or inline elements directly in it
    children: list[int]
    grounds: tuple[int, ...]  # elements with a background that it stands on, the innermost first


def outline_elements(tree: Tree) -> list[OutlinedElement]:
    """Return the elements of an article with their computed styles."""
    numbers: dict[Tree, int] = {}
    nodes: list[OutlinedElement] = []
    for element in tree.iter():
        above = nodes[numbers[element.getparent()]] if nodes else None  # type: ignore[index]  # only the root has no parent
        node = _make_node(element, len(nodes), above)
        numbers[element] = node.number
        nodes.append(node)
        if above is not None:
            above.children.append(node.number)
    return nodes


def _make_node(element: Tree, number: int, above: OutlinedElement | None) -> OutlinedElement:
    style, tag, name = get_style(element), str(element.tag), element.get("class", "")
    place = "" if above is None else above.element.get("class") or above.kind.rpartition(" in ")[2]
    text = {
        key: TextValue(_name_value(style[key], number), number) if key in style else _inherit(key, tag, number, above)
        for key in TEXT_PROPERTIES
    }
    own = {key: value for key, value in style.items() if key not in TEXT_PROPERTIES}
    grounds = above.grounds if above else ()
    return OutlinedElement(
        number,
        element,
        above.number if above else -1,
        f"{tag}.{name} in {place}",
        (above.zone if above else frozenset())
        | {tag, name.partition("-")[0] if name.startswith("decoration-") else name},
        own,
        text,
        len(element.text or "") + sum(len(child.tail or "") for child in element),
        tag in BLOCKS and (bool(element.text) or any(map(_stands_in_line, element))),
        [],
        grounds if own.get(GROUND, "") in _NO_GROUND else (number, *grounds),
    )


def _stands_in_line(child: Tree) -> bool:
    """Return whether a child, or text behind it, stands in a line of its parent."""
    return child.tag not in BLOCKS or bool(child.tail) or get_style(child).get("display") == "inline-block"


def _inherit(name: str, tag: str, number: int, above: OutlinedElement | None) -> TextValue:
    if above is None:
        return TextValue(find_page_value(name), number)
    return TextValue("", number) if is_set_by_page(tag, name) else above.text[name]


def _name_value(value: str, number: int) -> str:
    """Return a value by which equal results have equal names: a relative one depends on its element."""
    return f"{value}@{number}" if _RELATIVE.fullmatch(value) else value


def is_set_by_page(tag: str, name: str) -> bool:
    """Return whether the page or the browser sets a property on an element, so that it inherits nothing."""
    return name in _SET_BY_PAGE.get(tag, ())


def find_value_set_by_page(tag: str, name: str) -> str:
    """Return about the value that the page or the browser sets on an element; empty where it sets none."""
    return _SET_BY_PAGE.get(tag, {}).get(name, "")


def find_page_value(name: str) -> str:
    """Return the value that the page gives an inherited property; empty where it is not known."""
    return _PAGE_VALUES.get(name, "")


def find_body_text(nodes: Sequence[OutlinedElement]) -> Style:
    """Return the value that most characters have, of each inherited property."""
    uses: dict[str, Counter[str]] = {name: Counter() for name in TEXT_PROPERTIES}
    for node in nodes:
        for name, found in node.text.items():
            uses[name][found.value] += node.chars
    return {name: values.most_common(1)[0][0] for name, values in uses.items()}


def shows(node: OutlinedElement, name: str) -> bool:
    """Return whether readers see an inherited property on an element itself: its text, its lines or a list's mark."""
    if node.element.tag in VOID:
        return False
    has_mark = node.element.tag == "li" and name in _MARKER
    return node.chars > 0 or has_mark or (node.has_line and name in _OF_LINES)
