"""An article written for its targets: to paste, and for the draft API in one of its forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.core.article import PASTED_FILE, ApiArticle, ApiForm, SentArticle, name_sent_file
from publish.core.html import StyledHtml
from publish.core.picture import EmbeddedPicture, PictureUse
from publish.core.problem import Problem, add_location
from publish.core.target import MAX_CONTENT_BYTES, MAX_CONTENT_CHARS, Target
from publish.core.urls import is_public_picture
from publish.pipeline.load_pictures import find_placed
from publish.pipeline.styled_page import StyledPage
from publish.steps.serialize import serialize_html
from publish.steps.transforms.inherited_styles import strip_attributes
from publish.steps.transforms.picture_attributes import (
    find_sources,
    insert_placeholders,
    make_placeholders,
    make_stand_ins,
    name_placed,
    replace_sources,
)
from publish.wechat.validator import validate_html, validate_length

UNMEASURED_PICTURE = "wechat-w20"


class WrittenForm(NamedTuple):
    """An article for the draft API, with the markup violations of each of its parts."""

    article: SentArticle
    violations: list[list[Problem]]


class WholeArticle(NamedTuple):
    """An article as it is pasted and as it is sent whole; both differ in the addresses of pictures alone."""

    pasted: StyledHtml
    embedding: EmbeddedPicture  # the pictures of `pasted`
    violations: list[Problem]
    sent: WrittenForm


def write_whole(page: StyledPage, key: str) -> WholeArticle:
    """Write an article to paste and to send.

    What is sent is the pasted article, so that of its violations only those of its length remain to be found.

    Args:
        page: The styled article.
        key: A text that does not occur in it.
    """
    sources = find_sources(page.html)
    if sources is None:
        return _write_tree_whole(page, key)
    placeholders = make_placeholders(sources)
    embedding, stand_ins = make_stand_ins(sources, page.shown.values(), key)
    pasted, html = (replace_sources(page.html, each) for each in (stand_ins, placeholders))
    return _describe_whole(page, pasted, embedding, html, name_placed(placeholders))


def _write_tree_whole(page: StyledPage, key: str) -> WholeArticle:
    """Write an article with pictures on the web, whose addresses a serializer may change."""
    tree = page.make_tree()
    strip_attributes(tree)
    images = list(tree.iter("img"))
    sources = [image.get("src", "") for image in images]
    placed = insert_placeholders(tree)
    html = serialize_html(tree)
    embedding, stand_ins = make_stand_ins(sources, page.shown.values(), key)
    for image, source in zip(images, sources, strict=True):
        image.set("src", stand_ins.get(source, source))
    return _describe_whole(page, serialize_html(tree), embedding, html, placed)


def _describe_whole(
    page: StyledPage, pasted: StyledHtml, embedding: EmbeddedPicture, html: StyledHtml, placed: Mapping[str, str]
) -> WholeArticle:
    article = ApiArticle(html, find_placed(placed, page.shown, page.body.pictures))
    sent = WrittenForm(SentArticle(ApiForm.WHOLE, (article,)), [validate_length(html, Target.SENT)])
    return WholeArticle(pasted, embedding, validate_html(pasted, Target.PASTE), sent)


def choose_first_form(fit: str, sent: SentArticle) -> ApiForm:
    """Return the form in which an article is sent first, for a setting of `fit`."""
    too_long = sent.chars >= MAX_CONTENT_CHARS if fit == "strict" else sent.bytes >= MAX_CONTENT_BYTES
    return ApiForm.FITTED if too_long and fit != "off" else ApiForm.WHOLE


def list_violations(folder: str, pasted: Sequence[Problem], sent: Sequence[Sequence[Problem]]) -> list[Problem]:
    """Return the markup violations in the files of an article's folder, each once."""
    files = {PASTED_FILE: pasted, **{name_sent_file(number): found for number, found in enumerate(sent, 1)}}
    merged: dict[tuple[str, str | None], Problem] = {}
    for name, violations in files.items():
        for problem in add_location(violations, f"{folder}/{name}"):
            first = merged.setdefault((problem.message, problem.excerpt), problem._replace(times=0))
            if first.file == problem.file:
                merged[problem.message, problem.excerpt] = first._replace(times=first.times + 1)
    return list(merged.values())


def locate_web_pictures(
    problems: Sequence[Problem], pictures: Sequence[PictureUse], path: PurePosixPath
) -> Iterator[Problem]:
    """Yield problems; those about pictures without a measured width, which lie on the web, with a line of the issue."""
    first = next((use for use in pictures if is_public_picture(use.source)), None)
    for problem in problems:
        if first and problem.message == UNMEASURED_PICTURE:
            yield problem._replace(file=path.name, line=first.line, element=None)
        else:
            yield problem
