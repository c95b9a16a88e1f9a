"""The shape of the whole: one root, inline styles alone, elements where HTML lets them stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.core.html import Tree
from publish.wechat.elements import BLOCKS, CONTENTS, HOMES, INLINES, NEVER_FILLED, PHRASING
from publish.wechat.validator.nodes import Attribute, ComputedStyle, Declaration, Document, ElementNode, Text
from publish.wechat.validator.rule import Evidence, NodeType, error, warning

MAX_CHAIN = 10
MANY_IN_CHAIN = 6
MANY_EMPTY = 15
_SELECTOR = re.compile(r"[@{}]|::|:hover")
_BREAKS_OUT = BLOCKS | INLINES - {"a"}


@error("wechat-w01", NodeType.KIND, Evidence("TOOLS", "2026-09"), ("html", "head", "body", "#comment"))
def page_shell(kind: ComputedStyle) -> Iterator[str]:
    """Only a fragment is used; what makes it a page disturbs the paste."""
    yield kind.tag


@error("wechat-w01-doctype", NodeType.DOCUMENT, Evidence("TOOLS", "2026-09"))
def doctype(document: Document) -> Iterator[str]:
    """No document type, no instruction."""
    yield from document.remarks


@warning("wechat-w01-roots", NodeType.DOCUMENT, Evidence("TOOLS", "2026-09"))
def several_roots(document: Document) -> Iterator[str]:
    """One element holds the article."""
    if document.roots != 1:
        yield str(document.roots)


@error("wechat-w02", NodeType.KIND, Evidence("PROBE-A PROBE-B PROBE-C TOOLS", "2026-10"), ("style", "link"))
def style_sheet(kind: ComputedStyle) -> Iterator[str]:
    """No style sheet arrives."""
    yield kind.tag


@error("wechat-w02-selector", NodeType.DECLARATION, Evidence("PROBE-A PROBE-B PROBE-C", "2026-10"))
def selector(declaration: Declaration) -> Iterator[str]:
    """A style attribute knows no selectors."""
    written = f"{declaration.name}:{declaration.value}"
    if _SELECTOR.search(written):
        yield written


@error("wechat-w03", NodeType.ATTRIBUTE, Evidence("PROBE-A PROBE-B FIX", "2026-10"), ("id",))
def element_id(attribute: Attribute) -> Iterator[str]:
    """Every id is deleted."""
    yield attribute.value


@error("wechat-w03-class", NodeType.ATTRIBUTE, Evidence("PROBE-A PROBE-B FIX", "2026-10"), ("class",))
def class_name(attribute: Attribute) -> Iterator[str]:
    """A class has no rule that it could match."""
    if not attribute.value.startswith("code-snippet__"):  # the native snippet, a chapter of its own
        yield attribute.value


@warning("wechat-w11", NodeType.KIND, Evidence("TOOLS", "2026-09"), ("h1",))
def page_title(kind: ComputedStyle) -> Iterator[str]:
    """The page prints the title itself."""
    yield kind.tag


@warning("wechat-w12", NodeType.EMPTY, Evidence("ENGINE PROBE-C PROBE-D", "2026-09"))
def empty_element(place: ElementNode) -> Iterator[str]:
    """What holds nothing is taken out."""
    if _is_hollow(place.element) and "svg" not in place.kind.inside | {place.kind.tag}:
        yield place.kind.tag


@error("wechat-w12-many", NodeType.CROWD, Evidence("ENGINE", "2026-09"))
def many_empty_children(place: ElementNode) -> Iterator[str]:
    """Many empty elements in one are taken out together."""
    empty = sum(_is_hollow(child) for child in place.element)
    if empty > MANY_EMPTY:
        yield str(empty)


@error("wechat-w13", NodeType.KIND, Evidence("SPEC ENGINE PROBE-B", "2026-10"))
def long_chain(kind: ComputedStyle) -> Iterator[str]:
    """A chain of like elements is pruned."""
    if _count_chain(kind) == MAX_CHAIN:
        yield str(MAX_CHAIN)


@warning("wechat-w13-deep", NodeType.KIND, Evidence("SPEC ENGINE", "2026-10"))
def growing_chain(kind: ComputedStyle) -> Iterator[str]:
    """A chain of like elements is near the limit."""
    if _count_chain(kind) == MANY_IN_CHAIN + 1:
        yield str(MANY_IN_CHAIN + 1)


@error("wechat-w17", NodeType.KIND, Evidence("ENGINE TOOLS", "2026-09"))
def misplaced_element(kind: ComputedStyle) -> Iterator[str]:
    """An element where a parser moves it, drops it, or puts another round it."""
    tag, parent = kind.tag, kind.parent
    if parent and tag != "#comment" and _is_misplaced(kind, tag, parent):
        yield f"{tag} / {parent}"


@error("wechat-w17-text", NodeType.TEXT, Evidence("TOOLS", "2026-09"))
def misplaced_text(text: Text) -> Iterator[str]:
    """Text where only elements may stand."""
    if text.kind.tag in CONTENTS and not text.text.isspace():
        yield text.text


@error("wechat-w17-open", NodeType.DOCUMENT, Evidence("TOOLS", "2026-09"))
def unclosed_element(document: Document) -> Iterator[str]:
    """Tags that do not match are matched by guessing."""
    yield from document.flaws


def _is_hollow(element: Tree) -> bool:
    return not len(element) and not element.text and element.tag not in NEVER_FILLED


def _count_chain(kind: ComputedStyle) -> int:
    """Return how many elements of one tag and style stand in each other."""
    count = 1
    while kind.above and kind.above.tag == kind.tag and kind.above.written == kind.written:
        kind, count = kind.above, count + 1
    return count


def _is_misplaced(kind: ComputedStyle, tag: str, parent: str) -> bool:
    return (
        tag not in CONTENTS.get(parent, (tag,))
        or parent not in HOMES.get(tag, (parent,))
        or (tag in BLOCKS and parent in PHRASING and not _bears_leaf(kind))
        or (tag in ("a", "h1") and tag in kind.inside)
        or (tag in _BREAKS_OUT and "svg" in kind.inside and "foreignobject" not in kind.inside)
    )


def _bears_leaf(kind: ComputedStyle) -> bool:
    """Say whether it stands in a text run of the editor, which has a rule of its own."""
    return kind.above is not None and "leaf" in kind.above.marks
