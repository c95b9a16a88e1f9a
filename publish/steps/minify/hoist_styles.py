"""Text styles written once, on the nearest block that holds all who share them."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from publish.core.html import Tree
from publish.wechat.css_properties import INHERITED, Style, join_style, split_style
from publish.wechat.elements import BLOCKS, HEADINGS, VOID

# A browser gives these elements the property itself, so they inherit nothing.
_IN_LINE = "inline-block"
_OWN = {**dict.fromkeys(HEADINGS, ("font-size",)), "th": ("text-align",)}


def hoist_styles(tree: Tree) -> None:
    """Move text styles up to where several blocks share them, and take off what is inherited anyway."""
    styles: dict[Tree, Style] = {block: split_style(block.get("style", "")) for block in tree.iter(*BLOCKS)}
    whole = _outline(tree, styles)
    for name in INHERITED:
        wishes: dict[Tree, str | None] = {}
        _find_wish(whole, name, wishes)
        _settle(whole, name, None, wishes)
    for block, style in styles.items():
        set_style(block, style)
        _drop_inherited(block, style)


class _Block(NamedTuple):
    """A block, looked at once for all properties."""

    element: Tree
    style: Style
    inner: tuple[_Block, ...]
    """The blocks right inside it."""
    holds_line: bool
    """Whether a line of text, or of boxes that stand in a line, is this block's own."""


def _outline(element: Tree, styles: dict[Tree, Style]) -> _Block:
    inner = tuple(_outline(child, styles) for child in element if child in styles)
    return _Block(element, styles[element], inner, _holds_line(element, styles))


def _find_wish(block: _Block, name: str, wishes: dict[Tree, str | None]) -> str | None:
    """Return the value that a block would best have: its own, else that of most blocks inside it.

    None where nothing wishes for one; empty where text relies on what the page says, so that nothing may be written.
    """
    inner = [_find_wish(child, name, wishes) for child in block.inner]
    preview_request = block.style.get(name)
    if preview_request is None and (block.holds_line or "" in inner):
        preview_request = ""
    elif preview_request is None:
        votes = Counter(preview_request for preview_request in inner if preview_request is not None)
        preview_request = votes.most_common(1)[0][0] if votes else None
    wishes[block.element] = preview_request
    return preview_request


def _holds_line(block: Tree, styles: dict[Tree, Style]) -> bool:
    """Return whether a line of text, or of boxes that stand in a line, is this block's own."""
    return (
        block.tag == "li"
        or bool(block.text)
        or any(
            child.tail
            or (child not in styles and child.tag not in VOID)
            or styles.get(child, {}).get("display") == _IN_LINE
            for child in block
        )
    )


def _settle(block: _Block, name: str, above: str | None, wishes: dict[Tree, str | None]) -> None:
    """Write one property on a block where it differs from what it inherits."""
    style, preview_request = block.style, wishes[block.element]
    if preview_request:
        if preview_request == above and name not in _OWN.get(str(block.element.tag), ()):
            style.pop(name, None)
        elif name in style or sum(wishes[child.element] == preview_request for child in block.inner) > 1:
            style[name] = above = preview_request
    for child in block.inner:
        _settle(child, name, above, wishes)


def set_style(element: Tree, style: Style) -> None:
    """Give an element a style, or take its own away."""
    if style:
        element.set("style", join_style(style))
    else:
        element.attrib.pop("style", "")


def _drop_inherited(block: Tree, style: Style) -> None:
    """Take off an inline element what its block says already."""
    for child in block:
        if child.tag in BLOCKS:
            continue
        own = split_style(child.get("style", ""))
        kept = {name: value for name, value in own.items() if name not in INHERITED or style.get(name) != value}
        if len(kept) < len(own):
            set_style(child, kept)
