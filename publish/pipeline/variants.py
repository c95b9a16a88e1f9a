"""What is pasted, its shorter twin that is sent, and what is found in both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import NamedTuple

from publish.core.article import PASTED_FILE, name_sent_file
from publish.core.html import StyledHtml, Target, Tree
from publish.core.problem import Problem
from publish.steps.minify import COMFORTABLE_CHARS, is_surely_short, minify_article, split_article
from publish.steps.serialize import count_chars, serialize_html
from publish.steps.transforms import insert_placeholders, strip_attributes
from publish.wechat.limits import MAX_CONTENT_CHARS
from publish.wechat.validator import validate_tree

# What is sent is shorter than what is pasted, and verified by itself.
_ANSWERED = frozenset({"wechat-w80-paste"})


class SerializedArticle(NamedTuple):
    """An article as it leaves us."""

    html: StyledHtml
    findings: list[Problem]
    shortened: tuple[str, ...] = ()
    placeholders: Mapping[str, str] = {}
    """What stands behind each placeholder: the name of a picture, or its address on the web."""


def serialize_variant(tree: Tree, profile: Target) -> SerializedArticle:
    """Write an article and look it through; its hooks are gone then."""
    strip_attributes(tree)
    html = serialize_html(tree)
    return SerializedArticle(html, validate_tree(tree, html, profile))


def build_api_variants(tree: Tree) -> list[SerializedArticle]:
    """Return the article as the API takes it: in one, or in two where it is too long even at its plainest."""
    twin = deepcopy(tree)
    held = insert_placeholders(twin)
    fitted = _fit(deepcopy(twin), held)
    if len(fitted.html) < MAX_CONTENT_CHARS:
        return [fitted]
    return [_fit(part, held) for part in split_article(twin, count_chars)]


def measure_long(tree: Tree) -> int:
    """Return how many characters the API is sent, in all parts together; 0 where they are no more than is comfortable.

    That is known in a fraction of the time that the article itself takes to be made.
    """
    twin = deepcopy(tree)
    insert_placeholders(twin)
    if is_surely_short(deepcopy(twin), count_chars):
        return 0
    chars = _measure_fitted(deepcopy(twin))
    if chars < MAX_CONTENT_CHARS:
        return chars if chars > COMFORTABLE_CHARS else 0
    return sum(_measure_fitted(part) for part in split_article(twin, count_chars))


def _measure_fitted(tree: Tree) -> int:
    minify_article(tree, count_chars)
    strip_attributes(tree)
    return len(serialize_html(tree))


def _fit(tree: Tree, held: Mapping[str, str]) -> SerializedArticle:
    shortened = minify_article(tree, count_chars)
    finished = serialize_variant(tree, Target.API)
    here = {placeholder: source for placeholder, source in held.items() if placeholder in finished.html}
    return finished._replace(shortened=shortened, placeholders=here)


def collect_violations(pasted: SerializedArticle, sent: Iterable[SerializedArticle], folder: str) -> list[Problem]:
    """Return what was found in any file of the article's folder, each thing once."""
    files = {f"{folder}/{PASTED_FILE}": pasted.findings}
    files |= {f"{folder}/{name_sent_file(number)}": twin.findings for number, twin in enumerate(sent, 1)}
    gathered: dict[tuple[str, str | None], Problem] = {}
    for file, findings in files.items():
        for problem in findings:
            first = gathered.setdefault((problem.message, problem.excerpt), problem._replace(file=file, times=0))
            if first.file == file:
                gathered[problem.message, problem.excerpt] = first._replace(times=first.times + 1)
    return [problem for problem in gathered.values() if problem.message not in _ANSWERED]
