"""Code blocks."""

from __future__ import annotations

from collections.abc import Iterator

from publish.wechat.rules.nodes import Attribute, ElementNode, Text
from publish.wechat.rules.rule import MEDIUM, Evidence, NodeType, error, warning
from publish.wechat.rules.text import is_code

_SNIPPET = "code-snippet__"
_SNIPPET_TAGS = {"section", "pre", "code", "ul", "li", "span"}


@error("wechat-w55", NodeType.TEXT, Evidence("TOOLS", "2026-09"))
def line_end_in_code(text: Text) -> Iterator[str]:
    """Line ends in code are lost through the API."""
    if is_code(text) and any(end in text.text for end in "\n\r\t"):
        yield text.text.strip() or ascii(text.text)[1:-1]


@warning("wechat-w55-spaces", NodeType.TEXT, Evidence("TOOLS", "2026-09"))
def indented_code(text: Text) -> bool:
    """Indentation collapses."""
    return is_code(text) and "  " in text.text


@error("wechat-w56", NodeType.ELEMENT, Evidence("SPEC ENGINE RUN", "2026-10"), ("pre",))
def preformatted(node: ElementNode) -> bool:
    """The platform's checker reports a `pre` whose content overflows."""
    return not _is_snippet(node)


@warning("wechat-w56-native", NodeType.ELEMENT, Evidence("SPEC ENGINE", "2026-10"), ("pre",))
def native_snippet(node: ElementNode) -> Iterator[str]:
    """The platform's own code block scrolls, which its checker reports."""
    if _is_snippet(node):
        yield node.element.get("class", "")


@error("wechat-w57", NodeType.ATTRIBUTE, Evidence("ARCH", "2026-09", MEDIUM), ("class",))
def snippet_elsewhere(attribute: Attribute) -> Iterator[str]:
    """The platform's classes work only on the elements of its own code block."""
    if attribute.value.startswith(_SNIPPET) and attribute.tag not in _SNIPPET_TAGS:
        yield f"{attribute.tag}.{attribute.value}"


def _is_snippet(node: ElementNode) -> bool:
    return str(node.element.get("class", "")).startswith(_SNIPPET)
