"""The order of the steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

from publish.errors import IssueError, OverdueError
from publish.model import (
    ApiArticle,
    Article,
    Counts,
    Gap,
    Headline,
    Issue,
    Picture,
    PictureUse,
    Problem,
    Profile,
    Settings,
    StyledHtml,
    Theme,
    Tree,
)
from publish.pipeline.cover import make_cover
from publish.pipeline.frame import draw_frame
from publish.pipeline.illustrate import Illustrations
from publish.pipeline.pictures import find_changed, find_placed, load_pictures
from publish.pipeline.places import place_problems
from publish.pipeline.theme import choose_theme, find_idle_knobs, turn_theme
from publish.pipeline.twins import finish, gather_findings, make_sent
from publish.ports import World
from publish.steps.adapt import adapt_markup, embed_pictures, strip_attributes
from publish.steps.assemble import assemble_page
from publish.steps.check import check_issue
from publish.steps.headline import derive_headline
from publish.steps.manner import choose_manner
from publish.steps.read import read_issue
from publish.steps.render import render_body
from publish.steps.style import inline_styles
from publish.steps.survive import survive_layers
from publish.steps.write import write_html

__all__ = ["build_article", "find_idle_knobs", "render_article", "turn_theme"]


def build_article(text: str, path: PurePosixPath, settings: Settings, theme: Theme, world: World) -> Article:
    """Build the article of one issue.

    Args:
        text: The issue's Markdown.
        path: Where it lies, relative to the repository; pictures are looked for beside it.
        settings: What the newsletter says of itself.
        theme: How the article looks, before settings and issue turn its knobs.
        world: Everything outside.

    Raises:
        IssueError: The issue cannot be read, turns a knob where it cannot be, or whoever called us ran out of time.
        ArticleError: The article would be damaged.
        SettingsError: A picture that the settings name cannot be had, or text would be hard to read in their accent.
    """
    layout = _lay_out(text, path, settings, theme, world)
    sent = make_sent(layout.tree)
    embed_pictures(layout.tree, layout.shown.values())
    pasted = finish(layout.tree, Profile.PASTE)
    return Article(
        name=path.stem,
        headline=layout.headline,
        html=pasted.html,
        parts=tuple(
            ApiArticle(twin.html, twin.shortened, find_placed(twin.held, layout.shown, layout.uses)) for twin in sent
        ),
        pictures=tuple({picture.name: picture for picture in layout.shown.values()}.values()),
        counts=layout.counts,
        problems=(*place_problems(layout.problems, path.name), *gather_findings(pasted, sent, path.stem)),
        survival=survive_layers(pasted.html),
        cover=layout.cover,
        gaps=tuple(gap._replace(problem=replace(gap.problem, file=path.name)) for gap in layout.gaps),
    )


def render_article(text: str, path: PurePosixPath, settings: Settings, theme: Theme, world: World) -> StyledHtml:
    """Return the article of one issue as it is pasted, and nothing else.

    Arguments and errors are those of `build_article`.
    """
    layout = _lay_out(text, path, settings, theme, world)
    embed_pictures(layout.tree, layout.shown.values())
    strip_attributes(layout.tree)
    return write_html(layout.tree)


class _Layout(NamedTuple):
    """An article before it is written."""

    headline: Headline
    tree: Tree
    cover: Picture
    shown: Mapping[str, Picture]
    """The pictures by their sources."""
    uses: tuple[PictureUse, ...]
    gaps: list[Gap]
    counts: Counts
    problems: list[Problem]


def _lay_out(text: str, path: PurePosixPath, settings: Settings, theme: Theme, world: World) -> _Layout:
    try:
        return _follow_recipe(text, path, settings, theme, world)
    except OverdueError as error:
        values = {"limit": f"{error.seconds:g}"}
        raise IssueError(Problem("issue-slow", values, file=path.name, line=error.line or 1)) from error


def _follow_recipe(text: str, path: PurePosixPath, settings: Settings, theme: Theme, world: World) -> _Layout:
    issue = _read(text, path)
    theme, idle = choose_theme(issue, settings, theme, path, world)
    headline = derive_headline(issue, settings)
    published = world.issues.load_published()
    manner, strange = choose_manner(issue.front_matter, settings)
    drawn = Illustrations(world)
    body = render_body(issue, manner, drawn, source_url=settings.source_url, published=published)
    found, gaps = load_pictures(body, path, world, drawn.pictures)
    frame, unframed = draw_frame(issue, settings, path, world)
    cover, uncovered = make_cover(issue, settings, theme, path, world)
    page = assemble_page(issue, body, headline, frame)
    styles = world.styles.load(theme.key)
    known = len(styles)
    tree = inline_styles(page, theme, styles)
    if len(styles) > known:
        world.styles.save(theme.key)
    shown = found | drawn.pictures | frame.pictures
    tree = adapt_markup(tree, shown)
    gaps += unframed
    missing = [gap.problem for gap in gaps]
    problems = [*check_issue(issue), *idle, *strange, *body.problems, *missing, *find_changed(body, found), *uncovered]
    counts = Counts(
        len(issue.sections), len(issue.entries), len(issue.briefs), body.reference_count, len(body.pictures)
    )
    return _Layout(headline, tree, cover, shown, body.pictures, gaps, counts, problems)


def _read(text: str, path: PurePosixPath) -> Issue:
    try:
        return read_issue(text, path.stem)
    except IssueError as error:
        raise IssueError(*place_problems(error.problems, path.name)) from error
