"""Validator of an article's markup: finds what WeChat would change or refuse.

A valid article may still fail the platform's own checker, which measures in a browser.
"""

from __future__ import annotations

from collections.abc import Sequence

from publish.core.html import Tree
from publish.core.problem import Problem
from publish.core.target import Target
from publish.wechat.plain_markup import PlainElement, read_plain_markup
from publish.wechat.rules.nodes import Document
from publish.wechat.rules.registry import RULES
from publish.wechat.rules.rule import MarkupRule
from publish.wechat.validator.plain_visitor import NeedsTreeError, PlainVisitor
from publish.wechat.validator.visitor import RuleVisitor

__all__ = ["RULES", "MarkupRule", "validate_closely", "validate_html", "validate_length", "validate_tree"]


def validate_tree(tree: Tree, html: str, target: Target) -> list[Problem]:
    """Return the problems of an article, given as a tree and as the HTML serialized from it."""
    return _validate([tree], Document(1, (), (), *_measure(html, [tree])), target)


def validate_length(html: str, target: Target) -> list[Problem]:
    """Return the problems of an article's length alone."""
    return _validate([], Document(1, (), (), *_measure(html, [])), target)


def validate_html(html: str, target: Target) -> list[Problem]:
    """Return the problems of an article's HTML, those included that a tolerant parser would hide."""
    plain = read_plain_markup(html)
    found = None if plain is None else _validate_plain(html, plain, target)
    return validate_closely(html, target) if found is None else found


def _validate_plain(html: str, elements: Sequence[PlainElement], target: Target) -> list[Problem] | None:
    """Return the problems of plain markup; None where a rule needs a tree."""
    visitor = PlainVisitor(elements, target)
    try:
        visitor.visit()
    except NeedsTreeError:
        return None
    return [*_validate([], Document(1, (), (), *_measure_plain(html, elements)), target), *visitor.problems]


def validate_closely(html: str, target: Target) -> list[Problem]:
    """Return the same problems, found in a tree of the whole article."""
    from publish.wechat.validator.html_reader import parse_html  # html.parser is not light, and rarely needed

    parsed = parse_html(html)
    elements = list(parsed.root)
    return _validate(elements, Document(parsed.roots, parsed.flaws, parsed.doctypes, *_measure(html, elements)), target)


def _validate(elements: list[Tree], document: Document, target: Target) -> list[Problem]:
    visitor = RuleVisitor(target)
    visitor.visit_document(document)
    for element in elements:
        visitor.visit(element)
    return visitor.problems


def _measure(html: str, elements: list[Tree]) -> tuple[int, int]:
    """Return the number of characters and bytes of an article without its embedded pictures."""
    sources = [image.get("src", "") for element in elements for image in element.iter("img")]
    embedded = sum(len(source) for source in sources if source.startswith("data:"))
    return len(html) - embedded, len(html.encode(errors="surrogatepass")) - embedded


def _measure_plain(html: str, elements: Sequence[PlainElement]) -> tuple[int, int]:
    """Return the same of an article of plain markup."""
    sources = (dict(each.opening.attributes).get("src", "") for each in elements if each.opening.tag == "img")
    embedded = sum(len(source) for source in sources if source.startswith("data:"))
    return len(html) - embedded, len(html.encode(errors="surrogatepass")) - embedded
