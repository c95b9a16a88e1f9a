"""An article fitted for the draft API, in one part or in two; few issues need it."""

from __future__ import annotations

from typing import NamedTuple

from publish.core.article import ApiArticle, ApiForm, SentArticle
from publish.core.html import Tree
from publish.core.target import FITTED_CHARS, MAX_CONTENT_BYTES, TARGETS, Target
from publish.core.text import count_bytes
from publish.pipeline.load_pictures import find_placed
from publish.pipeline.styled_page import StyledPage
from publish.pipeline.written_article import WrittenForm
from publish.steps.fit import fit_article
from publish.steps.fit.split_article import split_article
from publish.steps.serialize import count_chars, serialize_html
from publish.steps.transforms.inherited_styles import strip_attributes
from publish.steps.transforms.picture_attributes import insert_placeholders
from publish.wechat.validator import validate_tree


def write_shortened(page: StyledPage, form: ApiForm, target: Target) -> WrittenForm:
    """Write an article fitted for the draft API, in one part or in two.

    Below the documented length for `Target.FITTED`, else below the measured one.
    """
    in_chars = TARGETS[target].max_chars is not None
    measure, limit = (count_chars, FITTED_CHARS) if in_chars else (_count_bytes, MAX_CONTENT_BYTES - 1)
    whole = page.make_tree()
    placeholders = insert_placeholders(whole)
    trees = split_article(whole, count_chars) if form is ApiForm.PARTS else [whole]
    given_up: set[str] = set()
    parts, violations = [], []
    for tree in trees:
        given_up.update(fit_article(tree, measure, limit))
        strip_attributes(tree)
        html = serialize_html(tree)
        used = {placeholder: source for placeholder, source in placeholders.items() if placeholder in html}
        parts.append(ApiArticle(html, find_placed(used, page.shown, page.body.pictures)))
        violations.append(validate_tree(tree, html, target))
    return WrittenForm(SentArticle(form, tuple(parts), tuple(sorted(given_up))), violations)


class SentLengths(NamedTuple):
    """The length of an article for the draft API in one part."""

    bytes: int  # of UTF-8, whole
    fitted_bytes: int  # shortened as its setting of `fit` says, where it is too long
    fitted_chars: int


def measure_sent(page: StyledPage, fit: str) -> SentLengths:
    """Return the length of an article whole, and as it is sent."""
    tree = page.make_tree()
    insert_placeholders(tree)
    whole = _count_bytes(tree)
    if fit == "strict":
        fit_article(tree, count_chars, FITTED_CHARS)
    elif fit == "auto" and whole >= MAX_CONTENT_BYTES:
        fit_article(tree, _count_bytes, MAX_CONTENT_BYTES - 1)
    return SentLengths(whole, _count_bytes(tree), count_chars(tree))


def _count_bytes(tree: Tree) -> int:
    return count_chars(tree) - len(serialize_html(tree)) + count_bytes(serialize_html(tree))
