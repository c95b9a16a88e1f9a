"""A plainer article: first without what few would miss, then with no more than an order of sizes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from publish.core.html import Tree
from publish.steps.minify.hoist_styles import set_style
from publish.steps.minify.unwrap_tags import drop_bare_tags, unwrap
from publish.wechat.css_properties import INHERITED, Style, split_style
from publish.wechat.elements import HEADINGS

_NUANCES = frozenset({"letter-spacing", "text-decoration", "border-radius", "overflow-wrap", "box-sizing"})
_INLINE = frozenset({"span", "sup", "strong", "em", "a"})
_BARE = {
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
_MUST_SAY = frozenset(INHERITED) - _NUANCES
_GAP = "\u3000"
"""Stands where a margin stood between two words of a line."""


def drop_code_colours(tree: Tree) -> None:
    """Show code in one colour."""
    for span in list(tree.iter("span")):
        if span.get("class", "").startswith("code-"):
            unwrap(span)


def drop_nuances(tree: Tree) -> None:
    """Leave out letter spacing of parts, and how reference numbers and labels differ from the text round them."""
    for element in tree.iter(*_INLINE):
        style = split_style(element.get("style", ""))
        if "background-color" in style:
            _drop_colours(element)
        _write_gaps(element, style)
    for element in tree.iter():
        if element is not tree:
            inline = element.tag in _INLINE
            _keep(element, _select_plain if inline else _select_sober)
    drop_bare_tags(tree)


def drop_inline_styles(tree: Tree) -> None:
    """Leave the colour of links as the only mark inside a line, and paragraphs without a line height of their own."""
    _state_commonest(tree, frozenset({"line-height"}))
    for element in tree.iter():
        if element.tag in _INLINE:
            _keep(element, {"color"}.__contains__ if element.tag == "a" else frozenset().__contains__)
        elif element.tag in ("p", "li"):
            _keep(element, lambda name: name != "line-height")
    drop_bare_tags(tree)


def drop_styles(tree: Tree) -> None:
    """Leave sizes of headings, margins, pictures and tables; all else looks as most of the text does."""
    _state_commonest(tree, _MUST_SAY)
    for element in tree.iter():
        if element is not tree:
            kept = _SCROLL if element.get("data-ignore-width") is not None else _BARE.get(str(element.tag), frozenset())
            _keep(element, kept.__contains__)
    drop_bare_tags(tree)


def _drop_colours(background: Tree) -> None:
    """Take the colours off text that is about to lose the ground they were chosen for."""
    for element in background.iter():
        _keep(element, lambda name: name != "color")


def _write_gaps(element: Tree, style: Style) -> None:
    """Put a space where a margin is about to go that kept an inline element apart from its neighbours."""
    before, after, home = element.getprevious(), element.getnext(), element.getparent()
    if _has_margin(style, "left", 3) and before is not None and (before.tail or before.tag != "br"):
        before.tail = _end_with_gap(before.tail or "")
    elif _has_margin(style, "left", 3) and before is None and home is not None and home.text:
        home.text = _end_with_gap(home.text)
    if _has_margin(style, "right", 1) and (element.tail or (after is not None and after.tag != "br")):
        element.tail = _end_with_gap((element.tail or "")[::-1])[::-1]


def _has_margin(style: Style, side: str, place: int) -> bool:
    """Say whether there is space on a side, which stands at a place of the shorthand."""
    parts = style.get("margin", "0").split()
    inherited = parts[place] if place < len(parts) else parts[min(1, len(parts) - 1)]
    return style.get(f"margin-{side}", inherited)[:1] in "123456789"


def _end_with_gap(text: str) -> str:
    return text if text[-1:].isspace() else text + _GAP


def _state_commonest(tree: Tree, names: frozenset[str]) -> None:
    """Let the root say how most characters look, for all that are about to lose styles of their own."""
    uses: dict[str, Counter[str]] = {name: Counter() for name in INHERITED if name in names}
    _count_uses(tree, {}, uses)
    style = split_style(tree.get("style", ""))
    commonest = {name: values.most_common(1)[0][0] for name, values in uses.items()}
    set_style(tree, style | {name: value for name, value in commonest.items() if value})


def _count_uses(element: Tree, above: Mapping[str, str], uses: dict[str, Counter[str]]) -> None:
    style = {**above, **split_style(element.get("style", ""))}
    chars = len(element.text or "") + sum(len(child.tail or "") for child in element)
    for name, values in uses.items():
        values[style.get(name, "")] += chars
    for child in element:
        _count_uses(child, style, uses)


def _select_plain(name: str) -> bool:
    return name in ("color", "font-size")


def _select_sober(name: str) -> bool:
    return name not in _NUANCES


def _keep(element: Tree, wanted: Callable[[str], bool]) -> None:
    """Take the unwanted declarations off an element."""
    style: Style = split_style(element.get("style", ""))
    kept = {name: value for name, value in style.items() if wanted(name)}
    if len(kept) < len(style):
        set_style(element, kept)
