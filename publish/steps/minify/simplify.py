"""Remove styles from an article: first fine differences, then all but sizes, margins, pictures and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from publish.core.html import Tree, unwrap
from publish.core.style_attribute import Style, get_style, pop_style, set_style
from publish.steps.minify.unwrap_tags import drop_bare_tags
from publish.wechat.css_properties import INHERITED
from publish.wechat.elements import HEADINGS

_NUANCES = frozenset({"letter-spacing", "text-decoration", "border-radius", "overflow-wrap", "box-sizing"})
_INLINE = frozenset({"span", "sup", "strong", "em", "a"})
_PLAIN_INLINE = frozenset({"color", "font-size"})
_KEPT_BY_TAG = {
    **dict.fromkeys(HEADINGS, frozenset({"margin", "font-size", "text-align"})),
    "p": frozenset({"margin"}),
    "img": frozenset({"max-width", "height", "display", "margin", "width"}),
    "th": frozenset({"background-color", "color", "padding", "text-align", "border"}),
    "td": frozenset({"padding", "border"}),
    "table": frozenset({"width", "border-collapse"}),
    "blockquote": frozenset({"margin", "padding"}),
    "ul": frozenset({"margin", "padding", "list-style-type"}),
    "ol": frozenset({"margin", "padding", "list-style-type"}),
}
_SCROLL = frozenset({"overflow-x", "-webkit-overflow-scrolling", "margin"})
_WRITTEN_ON_ROOT = frozenset(INHERITED) - _NUANCES
_SPACE = "\u3000"  # in place of a margin between two words


def drop_code_colours(tree: Tree) -> None:
    """Show code in one colour."""
    unwrap(tree, *[span for span in tree.iter("span") if span.get("class", "").startswith("code-")])


def drop_nuances(tree: Tree) -> None:
    """Remove fine differences: letter spacing, rounded corners, the looks of reference numbers and labels."""
    for element in tree.iter(*_INLINE):
        style = get_style(element)
        if "background-color" in style:  # without the background, colours chosen for it may be illegible
            for inner in element.iter():
                pop_style(inner, lambda name: name == "color")
        _replace_margins_by_spaces(element, style)
    for element in tree.iter():
        if element.tag in _INLINE:
            _keep_properties(element, _PLAIN_INLINE)
        elif element is not tree:
            pop_style(element, _NUANCES.__contains__)
    drop_bare_tags(tree)


def drop_inline_styles(tree: Tree) -> None:
    """Remove all styles inside a line but the colour of links, and the line heights of paragraphs."""
    _write_commonest_styles(tree, frozenset({"line-height"}))
    for element in tree.iter():
        if element.tag in _INLINE:
            _keep_properties(element, {"color"} if element.tag == "a" else ())
        elif element.tag in ("p", "li"):
            pop_style(element, lambda name: name == "line-height")
    drop_bare_tags(tree)


def drop_styles(tree: Tree) -> None:
    """Keep only sizes of headings, margins, pictures and tables; all else looks as most of the text does."""
    _write_commonest_styles(tree, _WRITTEN_ON_ROOT)
    for element in tree.iter():
        if element is not tree:
            scrolls = "data-ignore-width" in element.attrib
            _keep_properties(element, _SCROLL if scrolls else _KEPT_BY_TAG.get(str(element.tag), ()))
    drop_bare_tags(tree)


def _keep_properties(element: Tree, kept: Collection[str]) -> None:
    pop_style(element, lambda name: name not in kept)


def _replace_margins_by_spaces(element: Tree, style: Style) -> None:
    """Write a space in place of each margin that separates an inline element from its neighbours."""
    before, after, parent = element.getprevious(), element.getnext(), element.getparent()
    if _has_margin(style, "left", 3) and before is not None and (before.tail or before.tag != "br"):
        before.tail = _end_with_space(before.tail or "")
    elif _has_margin(style, "left", 3) and before is None and parent is not None and parent.text:
        parent.text = _end_with_space(parent.text)
    if _has_margin(style, "right", 1) and (element.tail or (after is not None and after.tag != "br")):
        element.tail = _end_with_space((element.tail or "")[::-1])[::-1]


def _has_margin(style: Style, side: str, position: int) -> bool:
    """Return whether the margin of a side, at a position of the shorthand, is greater than zero."""
    parts = style.get("margin", "0").split()
    default = parts[position] if position < len(parts) else parts[min(1, len(parts) - 1)]
    return style.get(f"margin-{side}", default)[:1] in "123456789"


def _end_with_space(text: str) -> str:
    return text if text[-1:].isspace() else text + _SPACE


def _write_commonest_styles(tree: Tree, names: frozenset[str]) -> None:
    """Give the root the values of most characters, for all elements about to lose their own."""
    uses: dict[str, Counter[str]] = {name: Counter() for name in INHERITED if name in names}
    _count_uses(tree, {}, uses)
    commonest = {name: values.most_common(1)[0][0] for name, values in uses.items()}
    set_style(tree, get_style(tree) | {name: value for name, value in commonest.items() if value})


def _count_uses(element: Tree, inherited: Style, uses: dict[str, Counter[str]]) -> None:
    style = inherited | get_style(element)
    chars = len(element.text or "") + sum(len(child.tail or "") for child in element)
    for name, values in uses.items():
        values[style.get(name, "")] += chars
    for child in element:
        _count_uses(child, style, uses)
