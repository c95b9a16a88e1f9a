"""Write shared text styles once, on the nearest common block."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from publish.core.html import Tree
from publish.core.style_attribute import Style, get_style, pop_style, set_style
from publish.wechat.css_properties import INHERITED
from publish.wechat.elements import BLOCKS, HEADINGS, VOID

# Browsers set these properties on these elements themselves, so they inherit nothing.
_NOT_INHERITED = {**dict.fromkeys(HEADINGS, ("font-size",)), "th": ("text-align",)}


def hoist_styles(tree: Tree) -> None:
    """Move text styles up to a block whose children share them, and remove inherited repetitions."""
    styles: dict[Tree, Style] = {block: get_style(block) for block in tree.iter(*BLOCKS)}
    root = _outline(tree, styles)
    for name in INHERITED:
        preferred: dict[Tree, str | None] = {}
        _find_preferred(root, name, preferred)
        _hoist(root, name, None, preferred)
    for block, style in styles.items():
        set_style(block, style)
        _drop_inherited(block, style)


class _StyledBlock(NamedTuple):
    """A block of the article, outlined once for all properties."""

    element: Tree
    style: Style
    inner: tuple[_StyledBlock, ...]  # its child blocks
    has_line: bool  # whether it contains text or inline boxes outside its child blocks


def _outline(element: Tree, styles: dict[Tree, Style]) -> _StyledBlock:
    inner = tuple(_outline(child, styles) for child in element if child in styles)
    return _StyledBlock(element, styles[element], inner, _has_line(element, styles))


def _find_preferred(block: _StyledBlock, name: str, preferred: dict[Tree, str | None]) -> str | None:
    """Return the preferred value of a block: its own, else that of most of its child blocks.

    None where no block has one; empty where text relies on the page's default, so that nothing may be written.
    """
    inner = [_find_preferred(child, name, preferred) for child in block.inner]
    value = block.style.get(name)
    if value is None and (block.has_line or "" in inner):
        value = ""
    elif value is None:
        votes = Counter(vote for vote in inner if vote is not None)
        value = votes.most_common(1)[0][0] if votes else None
    preferred[block.element] = value
    return value


def _has_line(block: Tree, styles: dict[Tree, Style]) -> bool:
    return (
        block.tag == "li"
        or bool(block.text)
        or any(
            child.tail
            or (child not in styles and child.tag not in VOID)
            or styles.get(child, {}).get("display") == "inline-block"
            for child in block
        )
    )


def _hoist(block: _StyledBlock, name: str, inherited: str | None, preferred: dict[Tree, str | None]) -> None:
    """Write one property on a block where its value differs from the inherited one."""
    style, value = block.style, preferred[block.element]
    if value:
        if value == inherited and name not in _NOT_INHERITED.get(str(block.element.tag), ()):
            style.pop(name, None)
        elif name in style or sum(preferred[child.element] == value for child in block.inner) > 1:
            style[name] = inherited = value
    for child in block.inner:
        _hoist(child, name, inherited, preferred)


def _drop_inherited(block: Tree, style: Style) -> None:
    """Remove the declarations of inline children that repeat their block's."""
    for child in block:
        if child.tag not in BLOCKS:
            own = get_style(child)
            repeated = {name for name in INHERITED if name in own and style.get(name) == own[name]}
            pop_style(child, repeated.__contains__)
