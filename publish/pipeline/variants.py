"""The variants of an article, to paste and for the API, and the markup violations in both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import NamedTuple

from publish.core.article import PASTED_FILE, name_sent_file
from publish.core.html import StyledHtml, Target, Tree
from publish.core.problem import Problem, add_location
from publish.steps.minify import COMFORTABLE_CHARS, is_surely_short, minify_article, split_article
from publish.steps.serialize import count_chars, serialize_html
from publish.steps.transforms.inherited_styles import strip_attributes
from publish.steps.transforms.picture_attributes import insert_placeholders
from publish.wechat.limits import MAX_CONTENT_CHARS
from publish.wechat.validator import validate_tree

# The API variant is shorter, and validated by itself.
_PASTE_ONLY = frozenset({"wechat-w80-paste"})


class SerializedArticle(NamedTuple):
    """An article as HTML text, with its markup violations."""

    html: StyledHtml
    violations: list[Problem]
    shortened: tuple[str, ...] = ()
    placeholders: Mapping[str, str] = {}  # name or URL of a picture by its placeholder


def serialize_variant(tree: Tree, target: Target) -> SerializedArticle:
    """Serialize and validate an article; its classes are removed from the tree."""
    strip_attributes(tree)
    html = serialize_html(tree)
    return SerializedArticle(html, validate_tree(tree, html, target))


def build_api_variants(tree: Tree) -> list[SerializedArticle]:
    """Return the article for the API: in one part, or in two if it is too long even when minified."""
    copy = deepcopy(tree)
    placeholders = insert_placeholders(copy)
    whole = _serialize_minified(deepcopy(copy), placeholders)
    if len(whole.html) < MAX_CONTENT_CHARS:
        return [whole]
    return [_serialize_minified(part, placeholders) for part in split_article(copy, count_chars)]


def measure_long(tree: Tree) -> int:
    """Return the number of characters of the API variant, all parts together; 0 if it is well below the limit.

    This takes a fraction of the time of building the variant.
    """
    copy = deepcopy(tree)
    insert_placeholders(copy)
    if is_surely_short(deepcopy(copy), count_chars):
        return 0
    chars = _measure_minified(deepcopy(copy))
    if chars < MAX_CONTENT_CHARS:
        return chars if chars > COMFORTABLE_CHARS else 0
    return sum(_measure_minified(part) for part in split_article(copy, count_chars))


def _measure_minified(tree: Tree) -> int:
    minify_article(tree, count_chars)
    strip_attributes(tree)
    return len(serialize_html(tree))


def _serialize_minified(tree: Tree, placeholders: Mapping[str, str]) -> SerializedArticle:
    shortened = minify_article(tree, count_chars)
    variant = serialize_variant(tree, Target.API)
    used = {placeholder: source for placeholder, source in placeholders.items() if placeholder in variant.html}
    return variant._replace(shortened=shortened, placeholders=used)


def collect_violations(pasted: SerializedArticle, variants: Iterable[SerializedArticle], folder: str) -> list[Problem]:
    """Return the markup violations in any file of the article's folder, each once."""
    files = {f"{folder}/{PASTED_FILE}": pasted.violations}
    files |= {f"{folder}/{name_sent_file(number)}": each.violations for number, each in enumerate(variants, 1)}
    merged: dict[tuple[str, str | None], Problem] = {}
    for file, violations in files.items():
        for problem in add_location(violations, file):
            first = merged.setdefault((problem.message, problem.excerpt), problem._replace(times=0))
            if first.file == file:
                merged[problem.message, problem.excerpt] = first._replace(times=first.times + 1)
    return [problem for problem in merged.values() if problem.message not in _PASTE_ONLY]
