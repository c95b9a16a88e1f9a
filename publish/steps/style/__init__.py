"""Inline a theme's styles into an article's elements.

An element's style depends only on its kind, the path of tags and classes down to it: `>section.article>p`. premailer
resolves each kind once.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import unescape

from lxml import etree

from publish.core.exceptions import ArticleError
from publish.core.html import Html, Tree
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem
from publish.core.theme import Theme

MAX_DEPTH = 100  # deeper nesting is refused: lxml loses what follows level 254 of an HTML document

_TAG = lazy_pattern(r"<[^>]*>")


def inline_styles(html: Html, theme: Theme, styles: dict[str, str], whole: Html | None = None) -> Tree:
    """Parse an article and give every element its style.

    Args:
        html: The article; well-formed, one root.
        theme: Its theme.
        styles: Cached styles of the theme by kind; missing kinds are added.
        whole: An article that this is a piece of; where a kind is missing, all of its kinds are added.

    Raises:
        ArticleError: The article nests too deep, or text was lost in parsing.
    """
    root = _parse_decorated(html, theme)
    kinds = _find_kinds(root)
    unknown = kinds.keys() - styles.keys()
    if unknown:
        from publish.steps.style.premailer_styles import resolve_styles  # premailer is heavy, and rarely needed

        if whole is not None:
            unknown |= _find_kinds(_parse_decorated(whole, theme)).keys() - styles.keys()
        styles.update(resolve_styles(unknown, theme))
    for kind, elements in kinds.items():
        style = styles[kind]
        for element in elements if style else ():
            element.set("style", style)
    return root


def _parse_decorated(html: Html, theme: Theme) -> Tree:
    root = _parse(html)
    if theme.decorations:
        from publish.steps.style.decorations import decorate  # loads the selectors, and is rarely needed

        decorate(root, theme.decorations)
    return root


def _parse(html: Html) -> Tree:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    html = Html(html.replace("\r", "\n"))  # as every XML parser does
    try:
        root = etree.fromstring(html, parser)
    except etree.XMLSyntaxError as error:
        raise ArticleError(Problem("article-broken", {"what": str(error)})) from error
    if etree.tostring(root, method="text", encoding="unicode") != unescape(_TAG.sub("", html)):
        raise ArticleError(Problem("article-text-lost"))
    return root


def _find_kinds(root: Tree) -> dict[str, list[Tree]]:
    """Return the elements of each kind, in any order."""
    found: dict[str, list[Tree]] = {}
    kinds: dict[tuple[str, str, str | None], tuple[str, list[Tree]]] = {}
    pending: list[tuple[Iterable[Tree], str, int]] = [([root], "", 1)]
    while pending:
        siblings, parent, depth = pending.pop()
        if depth > MAX_DEPTH:
            raise ArticleError(Problem("article-deep", {"limit": MAX_DEPTH}))
        for element in siblings:
            key = (parent, str(element.tag), element.get("class"))
            known = kinds.get(key)
            if known is None:
                name = f"{parent}>{key[1]}.{key[2]}" if key[2] else f"{parent}>{key[1]}"
                known = kinds[key] = name, found.setdefault(name, [])
            kind, elements = known
            elements.append(element)
            if len(element):
                pending.append((element, kind, depth + 1))
    return found


def add_sample(kind: str, samples: dict[str, Tree]) -> Tree:
    """Return the sample element of a kind, added to the samples with its ancestors; the root is the empty kind."""
    if kind not in samples:
        parent, _, name = kind.rpartition(">")
        tag, _, class_name = name.partition(".")
        above = add_sample(parent, samples)
        samples[kind] = etree.SubElement(above, tag, {"class": class_name} if class_name else {})
    return samples[kind]
