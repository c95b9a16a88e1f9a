"""The order of the steps."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.core.article import ApiArticle, Article, ArticleMetadata, Counts
from publish.core.exceptions import TimeLimitExceededError
from publish.core.html import StyledHtml, Target, Tree
from publish.core.picture import MissingPicture, Picture, PictureUse
from publish.core.ports import BuildServices
from publish.core.problem import Problem
from publish.core.settings import Settings
from publish.core.theme import Theme
from publish.lint import apply_rule_config, check_blocking_rules
from publish.pipeline.due_time import find_due_time
from publish.pipeline.lint_article import LintInputs, lint_issue_and_article
from publish.pipeline.load_pictures import find_changed, find_placed
from publish.pipeline.locate_problems import add_file_path, explain_timeout, parse_issue_file
from publish.pipeline.resolve_cover import make_cover
from publish.pipeline.resolve_theme import apply_theme_options, find_unused_options
from publish.pipeline.styled_page import build_styled_page
from publish.pipeline.variants import build_api_variants, collect_violations, serialize_variant
from publish.steps.article_metadata import check_title
from publish.steps.serialize import serialize_html
from publish.steps.transforms import embed_pictures, stand_in_for_pictures, strip_attributes
from publish.wechat.filters import simulate_filters

__all__ = [
    "LintInputs",
    "apply_theme_options",
    "build_article",
    "explain_timeout",
    "find_due_time",
    "find_unused_options",
    "lint_issue_and_article",
    "render_article",
]


_KEY_CHARS = 24


def build_article(text: str, path: PurePosixPath, settings: Settings, theme: Theme, services: BuildServices) -> Article:
    """Build the article of one issue.

    Args:
        text: The issue's Markdown.
        path: Where it lies, relative to the repository; pictures are looked for beside it.
        settings: What the newsletter says of itself.
        theme: How the article looks, before settings and issue turn its knobs.
        services: Everything outside.

    Raises:
        IssueError: The issue cannot be read, turns a knob where it cannot be, or whoever called us ran out of time.
        ArticleError: The article would be damaged.
        SettingsError: A picture that the settings name cannot be had, or text would be hard to read in their accent.
    """
    layout = _lay_out(text, path, settings, theme, services)
    sent = build_api_variants(layout.tree)
    key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_KEY_CHARS]  # no text holds its own
    embedding = stand_in_for_pictures(layout.tree, layout.shown.values(), key)
    pasted = serialize_variant(layout.tree, Target.PASTE)
    return Article(
        name=path.stem,
        metadata=layout.metadata,
        html=pasted.html,
        parts=tuple(
            ApiArticle(twin.html, twin.shortened, find_placed(twin.placeholders, layout.shown, layout.uses))
            for twin in sent
        ),
        pictures=tuple({picture.name: picture for picture in layout.shown.values()}.values()),
        counts=layout.counts,
        problems=(*add_file_path(layout.problems, path.name), *collect_violations(pasted, sent, path.stem)),
        filter_reports=simulate_filters(pasted.html),
        cover=layout.cover,
        missing_pictures=tuple(
            missing._replace(problem=missing.problem._replace(file=path.name)) for missing in layout.missing_pictures
        ),
        embedding=embedding,
    )


def render_article(
    text: str, path: PurePosixPath, settings: Settings, theme: Theme, services: BuildServices
) -> StyledHtml:
    """Return the article of one issue as it is pasted, and nothing else.

    Arguments and errors are those of `build_article`.
    """
    layout = _lay_out(text, path, settings, theme, services)
    embed_pictures(layout.tree, layout.shown.values())
    strip_attributes(layout.tree)
    return serialize_html(layout.tree)


class _Layout(NamedTuple):
    """An article before it is written."""

    metadata: ArticleMetadata
    tree: Tree
    cover: Picture
    shown: Mapping[str, Picture]
    """The pictures by their sources."""
    uses: tuple[PictureUse, ...]
    missing_pictures: list[MissingPicture]
    counts: Counts
    problems: list[Problem]


def _lay_out(text: str, path: PurePosixPath, settings: Settings, theme: Theme, services: BuildServices) -> _Layout:
    try:
        return _follow_recipe(text, path, settings, theme, services)
    except TimeLimitExceededError as error:
        raise explain_timeout(error, path) from error


def _follow_recipe(
    text: str, path: PurePosixPath, settings: Settings, theme: Theme, services: BuildServices
) -> _Layout:
    issue = parse_issue_file(text, path)
    page = build_styled_page(issue, path, settings, theme, services)
    cover, uncovered = make_cover(issue, settings, page.theme, path, services)
    body = page.body
    missing = [picture.problem for picture in page.missing_pictures]
    problems = [
        *check_blocking_rules(issue, text, settings),
        *page.idle,
        *apply_rule_config([*check_title(issue, settings), *body.problems], text, settings),
        *missing,
        *find_changed(body, page.found),
        *uncovered,
    ]
    counts = Counts(
        len(issue.sections), len(issue.entries), len(issue.briefs), body.reference_count, len(body.pictures)
    )
    return _Layout(page.metadata, page.tree, cover, page.shown, body.pictures, page.missing_pictures, counts, problems)
