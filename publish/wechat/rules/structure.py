"""Structure: one root, inline styles alone, elements only where HTML allows them."""

from __future__ import annotations

from collections.abc import Iterator

from publish.core.html import Tree
from publish.core.lazy_pattern import lazy_pattern
from publish.wechat.elements import (
    BLOCKS,
    CONTENTS,
    HOMES,
    INLINES,
    NEVER_FILLED,
    PHRASING,
    is_card,
    keeps_every_attribute,
)
from publish.wechat.rules.nodes import Attribute, ComputedStyle, Declaration, Document, ElementNode, Text
from publish.wechat.rules.rule import LOST, UNWRAPPED, Evidence, NodeType, always, error, warning

MAX_CHAIN = 10  # nested elements of one tag and style
MANY_IN_CHAIN = 6
MANY_EMPTY = 15
_SELECTOR = lazy_pattern(r"[@{}]|::|:hover")
_SNIPPET_CLASS = lazy_pattern(r"\s*code-snippet__\S*(?:\s+code-snippet__\S*)*\s*")
_PAGE = ("html", "head", "body", "#comment")
_NOT_IN_SVG = BLOCKS | INLINES - {"a"}

page_shell = error("wechat-w01", NodeType.KIND, Evidence("TOOLS", "2026-09"), _PAGE, both=UNWRAPPED)(always)
"""An article is a fragment; elements of a whole page disturb the paste."""


@error("wechat-w01-doctype", NodeType.DOCUMENT, Evidence("TOOLS", "2026-09"), both=LOST)
def doctype(document: Document) -> tuple[str, ...]:
    """No document type, no processing instruction."""
    return document.remarks


@warning("wechat-w01-roots", NodeType.DOCUMENT, Evidence("TOOLS", "2026-09"))
def several_roots(document: Document) -> Iterator[str]:
    """One element holds the article."""
    if document.roots != 1:
        yield str(document.roots)


style_sheet = error(
    "wechat-w02", NodeType.KIND, Evidence("PROBE-A PROBE-B PROBE-C TOOLS", "2026-10"), ("style", "link"), both=LOST
)(always)
"""Style sheets are removed."""


@error("wechat-w02-selector", NodeType.DECLARATION, Evidence("PROBE-A PROBE-B PROBE-C", "2026-10"))
def selector(declaration: Declaration) -> bool:
    """A style attribute cannot have selectors."""
    return _SELECTOR.search(str(declaration)) is not None


@error("wechat-w03", NodeType.ATTRIBUTE, Evidence("PROBE-A PROBE-B FIX", "2026-10"), ("id",), both=LOST)
def element_id(attribute: Attribute) -> Iterator[str]:
    """Every id is deleted."""
    yield attribute.value


def _is_lost_class(attribute: Attribute) -> bool:
    kept = keeps_every_attribute(attribute.tag) and attribute.tag != "svg"
    return not kept and _SNIPPET_CLASS.fullmatch(attribute.value) is None


@error(
    "wechat-w03-class", NodeType.ATTRIBUTE, Evidence("PROBE-A PROBE-B FIX", "2026-10"), ("class",),
    editor=LOST.where(_is_lost_class),
)  # fmt: skip
def class_name(attribute: Attribute) -> Iterator[str]:
    """A class matches no style rule."""
    # W56 and W57 check the native snippet; cards have a class of their own.
    if not attribute.value.startswith("code-snippet__") and not is_card(attribute.tag):
        yield attribute.value


page_title = warning("wechat-w11", NodeType.KIND, Evidence("TOOLS", "2026-09"), ("h1",))(always)
"""The page prints the title itself."""


@warning("wechat-w12", NodeType.EMPTY, Evidence("ENGINE PROBE-C PROBE-D", "2026-09"), editor=LOST)
def empty_element(node: ElementNode) -> bool:
    """Empty elements are removed."""
    return _is_empty(node.element) and "svg" not in node.computed.inside | {node.computed.tag}


@error("wechat-w12-many", NodeType.CROWD, Evidence("ENGINE", "2026-09"), editor=LOST)
def many_empty_children(node: ElementNode) -> Iterator[str]:
    """Many empty elements in one are removed together."""
    empty = sum(_is_empty(child) for child in node.element)
    if empty > MANY_EMPTY:
        yield str(empty)


@error("wechat-w13", NodeType.KIND, Evidence("SPEC ENGINE PROBE-B", "2026-10"), editor=UNWRAPPED)
def long_chain(computed: ComputedStyle) -> Iterator[str]:
    """A chain of equal nested elements is pruned."""
    if _count_chain(computed) == MAX_CHAIN:
        yield str(MAX_CHAIN)


@warning("wechat-w13-deep", NodeType.KIND, Evidence("SPEC ENGINE", "2026-10"))
def growing_chain(computed: ComputedStyle) -> Iterator[str]:
    """A chain of equal nested elements is near the limit."""
    if _count_chain(computed) == MANY_IN_CHAIN + 1:
        yield str(MANY_IN_CHAIN + 1)


@error("wechat-w17", NodeType.KIND, Evidence("ENGINE TOOLS", "2026-09"))
def misplaced_element(computed: ComputedStyle) -> Iterator[str]:
    """An element where a parser moves it, drops it, or wraps it."""
    tag, parent = computed.tag, computed.parent
    if parent and tag != "#comment" and _is_misplaced(computed, tag, parent):
        yield f"{tag} / {parent}"


@error("wechat-w17-text", NodeType.TEXT, Evidence("TOOLS", "2026-09"))
def misplaced_text(text: Text) -> bool:
    """Text where only elements are allowed."""
    return text.computed.tag in CONTENTS and not text.text.isspace()


@error("wechat-w17-open", NodeType.DOCUMENT, Evidence("TOOLS", "2026-09"))
def unclosed_element(document: Document) -> tuple[str, ...]:
    """A parser guesses the partners of unmatched tags."""
    return document.flaws


def _is_empty(element: Tree) -> bool:
    return not (len(element) or element.text or element.tag in NEVER_FILLED or is_card(str(element.tag)))


def _count_chain(computed: ComputedStyle) -> int:
    """Return how many elements of one tag and style are nested, this one the innermost."""
    count = 1
    while computed.above and computed.above.tag == computed.tag and computed.above.written == computed.written:
        computed, count = computed.above, count + 1
    return count


def _is_misplaced(computed: ComputedStyle, tag: str, parent: str) -> bool:
    in_leaf = computed.above is not None and "leaf" in computed.above.flags  # W09 checks the editor's text runs
    return (
        tag not in CONTENTS.get(parent, (tag,))
        or parent not in HOMES.get(tag, (parent,))
        or (tag in BLOCKS and parent in PHRASING and not in_leaf)
        or (tag in ("a", "h1") and tag in computed.inside)
        or (tag in _NOT_IN_SVG and "svg" in computed.inside and "foreignobject" not in computed.inside)
    )
