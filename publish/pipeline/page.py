"""An issue as a styled page, which needs no cover yet and is not yet fitted to any limit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.model import Body, Gap, Headline, Issue, Picture, Problem, Settings, Theme, Tree
from publish.pipeline.frame import draw_frame
from publish.pipeline.pictures import load_pictures
from publish.pipeline.theme import choose_theme
from publish.ports import World
from publish.steps.adapt import adapt_markup
from publish.steps.assemble import assemble_page
from publish.steps.headline import derive_headline
from publish.steps.render import render_body
from publish.steps.style import inline_styles


class Page(NamedTuple):
    """What is known of an article once it is styled."""

    theme: Theme
    """As settings and issue turned it."""
    headline: Headline
    body: Body
    tree: Tree
    found: Mapping[str, Picture]
    """The pictures of the issue's text, by their sources."""
    shown: Mapping[str, Picture]
    """Those of the frame, too."""
    gaps: list[Gap]
    idle: list[Problem]
    """What of the issue's wishes the theme cannot follow."""


def lay_page(issue: Issue, path: PurePosixPath, settings: Settings, theme: Theme, world: World) -> Page:
    """Render an issue, put its frame round it and style it.

    Raises:
        IssueError: The issue turns a knob where it cannot be.
        ArticleError: The article would be damaged.
        SettingsError: A picture that the settings name cannot be had, or text would be hard to read in their accent.
    """
    theme, idle = choose_theme(issue, settings, theme, path, world)
    headline = derive_headline(issue, settings)
    published = world.issues.load_published()
    body = render_body(issue, source_url=settings.source_url, published=published)
    found, gaps = load_pictures(body, path, world)
    frame, unframed = draw_frame(issue, settings, path, world)
    page = assemble_page(issue, body, headline, frame)
    styles = world.styles.load(theme.key)
    known = len(styles)
    tree = inline_styles(page, theme, styles)
    if len(styles) > known:
        world.styles.save(theme.key)
    shown = found | frame.pictures
    tree = adapt_markup(tree, shown)
    return Page(theme, headline, body, tree, found, shown, gaps + unframed, idle)
