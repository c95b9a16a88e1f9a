"""The order of the steps from an issue's text to its article."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.core.article import ApiForm, Article, SentArticle
from publish.core.html import Filter, FilterReport, StyledHtml
from publish.core.picture import EmbeddedPicture
from publish.core.picture_post import PicturePost, SentKind
from publish.core.problem import Problem, add_location
from publish.core.reading import measure_reading
from publish.core.settings import Settings
from publish.core.target import MAX_CONTENT_CHARS, Target
from publish.newsletter.labels import parse_sent_kind
from publish.pipeline.author_inputs import hash_inputs
from publish.pipeline.issue_layout import Layout, lay_out, lay_out_page
from publish.pipeline.styled_page import BuildInputs
from publish.pipeline.written_article import (
    WrittenForm,
    choose_first_form,
    list_violations,
    locate_web_pictures,
    write_whole,
)
from publish.steps.transforms.picture_attributes import embed_pictures
from publish.wechat.filters import simulate_filter

_KEY_CHARS = 24


def build_article(text: str, path: PurePosixPath, inputs: BuildInputs) -> Article:
    """Build the article of one issue.

    Relative pictures are found from `path`, the issue's path in the repository; settings and issue apply their options
    to the theme.

    Raises:
        IssueError: The issue cannot be parsed, has an invalid theme option, or the caller's time limit was reached.
        ArticleError: The article would be damaged.
        SettingsError: A picture of the settings cannot be loaded, or their accent makes text hard to read.
    """
    return finish_article(lay_out(text, path, inputs), text, path, inputs)


def finish_article(layout: Layout, text: str, path: PurePosixPath, inputs: BuildInputs) -> Article:
    """Return the article of a layout, whose tree is used up; the rest is that of `build_article`."""
    page, name = layout.page, inputs.name_issue(path)
    kind = parse_sent_kind(layout.issue.front_matter)
    post = _make_located_post(kind, layout, path, inputs) if kind is not SentKind.ARTICLE else None
    key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_KEY_CHARS]  # no text holds its own hash
    whole = write_whole(page, key)
    form = choose_first_form(inputs.settings.fit, whole.sent.article)
    sent = whole.sent if form is ApiForm.WHOLE else _shorten(text, path, inputs)
    return Article(
        name=name,
        metadata=page.metadata,
        html=whole.pasted,
        sent=sent.article,
        whole_bytes=whole.sent.article.bytes,
        pictures=tuple({picture.name: picture for picture in page.shown.values()}.values()),
        counts=layout.counts,
        problems=(
            *add_location(layout.problems, path.name),
            *(post.problems if post else ()),
            *locate_web_pictures(list_violations(name, whole.violations, sent.violations), page.body.pictures, path),
        ),
        filter_reports=_simulate_filters(whole.pasted, sent.article, inputs.settings),
        cover=layout.cover.picture,
        cover_focus=layout.cover.focus,
        is_provisional=layout.cover.is_provisional,
        missing_pictures=tuple(page.missing_pictures),
        embedding=_embed_post(whole.embedding, post),
        reading=measure_reading(page.body.html),
        inputs=hash_inputs(text, path, inputs, layout),
        with_files=layout.with_files,
        post=post,
    )


def _embed_post(embedding: EmbeddedPicture, post: PicturePost | None) -> EmbeddedPicture:
    """Return the pictures of an article with those of its post, for the preview."""
    known = {picture.name for picture in embedding.pictures}
    placed = (each.picture for each in post.pictures) if post else ()
    added = tuple(picture for picture in placed if picture and picture.name not in known)
    return embedding._replace(pictures=(*embedding.pictures, *added))


def build_post(text: str, path: PurePosixPath, inputs: BuildInputs, kind: SentKind) -> PicturePost:
    """Return the picture post of an issue, whatever its front matter says; errors are those of `build_article`."""
    return _make_located_post(kind, lay_out(text, path, inputs), path, inputs)


def _make_located_post(kind: SentKind, layout: Layout, path: PurePosixPath, inputs: BuildInputs) -> PicturePost:
    from publish.pipeline.make_post import make_post  # loads what draws cards

    post = make_post(kind, layout, path, inputs)
    return post._replace(problems=tuple(add_location(post.problems, path.name)))


def _simulate_filters(pasted: StyledHtml, sent: SentArticle, settings: Settings) -> dict[Filter, FilterReport]:
    """Return what WeChat keeps: the editor of the pasted article; with an account, the store of the sent one."""
    reports = {Filter.EDITOR: simulate_filter(pasted, Filter.EDITOR)}
    if settings.accounts:
        reports[Filter.STORE] = simulate_filter("".join(part.html for part in sent.parts), Filter.STORE)
    return reports


def build_shortened(text: str, path: PurePosixPath, inputs: BuildInputs, form: ApiForm) -> SentArticle:
    """Return an article in a shorter form, after the draft API refused it; errors are those of `build_article`."""
    return _write_shortened(text, path, inputs, form, Target.FITTED).article


def build_strict(text: str, path: PurePosixPath, inputs: BuildInputs) -> SentArticle:
    """Return an article below the documented length, in two parts where one is too long; errors as `build_article`."""
    return _fit_or_split(text, path, inputs).article


def _shorten(text: str, path: PurePosixPath, inputs: BuildInputs) -> WrittenForm:
    """Return an article in a shorter form: under `strict` below the documented length, else below the measured one."""
    if inputs.settings.fit == "strict":
        return _fit_or_split(text, path, inputs)
    return _write_shortened(text, path, inputs, ApiForm.FITTED, Target.SENT)


def _fit_or_split(text: str, path: PurePosixPath, inputs: BuildInputs) -> WrittenForm:
    fitted = _write_shortened(text, path, inputs, ApiForm.FITTED, Target.FITTED)
    if fitted.article.chars < MAX_CONTENT_CHARS:
        return fitted
    return _write_shortened(text, path, inputs, ApiForm.PARTS, Target.FITTED)


def _write_shortened(text: str, path: PurePosixPath, inputs: BuildInputs, form: ApiForm, target: Target) -> WrittenForm:
    from publish.pipeline.shortened_article import write_shortened  # loads what fits an article

    return write_shortened(lay_out(text, path, inputs).page, form, target)


class RenderedArticle(NamedTuple):
    """The HTML of an article to paste, with its pictures in it, and the problems found."""

    html: StyledHtml
    problems: tuple[Problem, ...]


def render_article(text: str, path: PurePosixPath, inputs: BuildInputs) -> RenderedArticle:
    """Return the HTML to paste, without a cover; arguments and errors are those of `build_article`."""
    layout = lay_out_page(text, path, inputs)
    html = embed_pictures(layout.page.html, layout.page.shown.values())
    return RenderedArticle(html, tuple(add_location(layout.problems, path.name)))
