"""An issue as a styled page, which needs no cover yet and is not yet fitted to any limit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.core.article import ArticleMetadata, Body
from publish.core.html import Tree
from publish.core.issue import Issue
from publish.core.picture import MissingPicture, Picture
from publish.core.ports import BuildServices
from publish.core.problem import Problem
from publish.core.settings import Settings
from publish.core.theme import Theme
from publish.pipeline.footer import build_footer
from publish.pipeline.illustrations import IssueFigures
from publish.pipeline.load_pictures import load_pictures
from publish.pipeline.resolve_theme import resolve_theme
from publish.steps.article_metadata import derive_metadata
from publish.steps.assemble import assemble_page
from publish.steps.render import render_body
from publish.steps.resolve_options import resolve_markdown_options
from publish.steps.style import inline_styles
from publish.steps.transforms import apply_transforms


class StyledPage(NamedTuple):
    """What is known of an article once it is styled."""

    theme: Theme
    """As settings and issue turned it."""
    metadata: ArticleMetadata
    body: Body
    tree: Tree
    found: Mapping[str, Picture]
    """The pictures of the issue's text, by their sources."""
    shown: Mapping[str, Picture]
    """Those of the frame, too."""
    missing_pictures: list[MissingPicture]
    idle: list[Problem]
    """What of the issue's wishes cannot be followed."""


def build_styled_page(
    issue: Issue, path: PurePosixPath, settings: Settings, theme: Theme, services: BuildServices
) -> StyledPage:
    """Render an issue, put its frame round it and style it.

    Raises:
        IssueError: The issue turns a knob where it cannot be.
        ArticleError: The article would be damaged.
        SettingsError: A picture that the settings name cannot be had, or text would be hard to read in their accent.
    """
    theme, idle = resolve_theme(issue, settings, theme, path, services)
    metadata = derive_metadata(issue, settings)
    published = services.issues.load_published()
    markdown_options, unknown = resolve_markdown_options(issue.front_matter, settings)
    drawn = IssueFigures(services)
    body = render_body(issue, markdown_options, drawn, source_url=settings.source_url, published=published)
    found, missing_pictures = load_pictures(body, path, services, drawn.pictures)
    footer, unframed = build_footer(issue, settings, path, services)
    page = assemble_page(issue, body, metadata, footer)
    styles = services.styles.load(theme.key)
    known = len(styles)
    tree = inline_styles(page, theme, styles)
    if len(styles) > known:
        services.styles.save(theme.key)
    shown = found | drawn.pictures | footer.pictures
    tree = apply_transforms(tree, shown)
    return StyledPage(theme, metadata, body, tree, found, shown, missing_pictures + unframed, [*idle, *unknown])
