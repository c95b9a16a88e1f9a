"""Write an article's tree, once, at the end."""

from __future__ import annotations

from typing import cast

from lxml import etree

from publish.core.html import StyledHtml, Tree

_find_hooks = etree.XPath("descendant-or-self::*/@class", smart_strings=False)
_IGNORED = '<section data-ignore-width=""', "<section data-ignore-width"


def serialize_html(tree: Tree) -> StyledHtml:
    """Serialise an article on one line, as browsers parse it back."""
    written = etree.tostring(tree, method="html", encoding="unicode", with_tail=False)
    return StyledHtml(written.replace(*_IGNORED))


def count_chars(tree: Tree) -> int:
    """Return how many characters an article takes, its hooks not counted."""
    hooks = cast("list[str]", _find_hooks(tree))
    return len(serialize_html(tree)) - sum(map(len, hooks)) - len(hooks) * len(' class=""')
