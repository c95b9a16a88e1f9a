"""Write an article's tree, once, at the end."""

from __future__ import annotations

from lxml import etree

from publish.model import StyledHtml, Tree


def write_html(tree: Tree) -> StyledHtml:
    """Serialise an article on one line, as browsers parse it back."""
    written = etree.tostring(tree, method="html", encoding="unicode", with_tail=False)
    return StyledHtml(written.replace('<section data-ignore-width=""', "<section data-ignore-width"))
