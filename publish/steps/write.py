"""Write an article's tree, once, at the end."""

from __future__ import annotations

from lxml import etree

from publish.model.markup import StyledHtml, Tree

_IGNORED = '<section data-ignore-width=""', "<section data-ignore-width"


def write_html(tree: Tree) -> StyledHtml:
    """Serialise an article on one line, as browsers parse it back."""
    written = etree.tostring(tree, method="html", encoding="unicode", with_tail=False)
    return StyledHtml(written.replace(*_IGNORED))


def measure_html(tree: Tree) -> int:
    """Return how many characters an article takes, its hooks not counted."""
    hooks = sum(len(hook) + len(' class=""') for element in tree.iter() if (hook := element.get("class")) is not None)
    return len(write_html(tree)) - hooks
