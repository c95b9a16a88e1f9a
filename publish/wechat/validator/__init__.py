"""Look for what WeChat would change or refuse in a finished article.

Nothing found does not mean that the platform's own checker finds nothing: it measures in a browser.
"""

from __future__ import annotations

from publish.core.html import Target, Tree
from publish.core.problem import Problem
from publish.wechat.validator.nodes import Document
from publish.wechat.validator.registry import RULES
from publish.wechat.validator.rule import MarkupRule
from publish.wechat.validator.visitor import RuleVisitor

__all__ = ["RULES", "MarkupRule", "validate_html", "validate_tree"]


def validate_tree(tree: Tree, html: str, profile: Target) -> list[Problem]:
    """Return all that is wrong with an article.

    Args:
        tree: The article.
        html: The same as it is written.
        profile: The way it takes into the account.
    """
    return _look_through([tree], Document(1, (), (), *_measure(html, [tree])), profile)


def validate_html(html: str, profile: Target) -> list[Problem]:
    """Return all that is wrong with an article as it is written; a parser would repair some of it unseen."""
    from publish.wechat.validator.html_reader import parse_html  # html.parser is not light, and rarely needed

    fragment = parse_html(html)
    elements = list(fragment.home)
    document = Document(fragment.roots, fragment.flaws, fragment.doctypes, *_measure(html, elements))
    return _look_through(elements, document, profile)


def _look_through(elements: list[Tree], document: Document, profile: Target) -> list[Problem]:
    walk = RuleVisitor(profile)
    walk.visit_document(document)
    for element in elements:
        walk.visit(element)
    return walk.problems


def _measure(html: str, elements: list[Tree]) -> tuple[int, int]:
    """Return how many characters and bytes an article has without the pictures that it carries in itself."""
    sources = [image.get("src", "") for element in elements for image in element.iter("img")]
    carried = sum(len(source) for source in sources if source.startswith("data:"))
    return len(html) - carried, len(html.encode(errors="surrogatepass")) - carried
