"""An issue as a styled page, before its cover is made and it is fitted."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import PurePosixPath
from posixpath import normpath
from typing import NamedTuple
from urllib.parse import unquote

from publish.core.article import ArticleMetadata, Body
from publish.core.back_issue import BackIssue
from publish.core.html import Html, StyledHtml, Tree
from publish.core.issue import Issue
from publish.core.issue_file import IssueFile
from publish.core.picture import MissingPicture, Picture
from publish.core.ports import BuildServices
from publish.core.problem import Problem
from publish.core.reading import measure_reading
from publish.core.settings import Settings
from publish.core.target import TARGETS, Target
from publish.core.theme import Theme
from publish.pipeline.footer import build_footer
from publish.pipeline.illustrations import IssueFigures
from publish.pipeline.load_pictures import load_pictures
from publish.pipeline.resolve_theme import resolve_theme
from publish.pipeline.style_page import PageStyles, write_page
from publish.steps.article_metadata import derive_metadata
from publish.steps.assemble import assemble_page
from publish.steps.render import render_body
from publish.steps.render.references import LinkRules, find_dated_issue
from publish.steps.resolve_options import resolve_markdown_options


class BuildInputs(NamedTuple):
    """Inputs of a build beside the issue."""

    settings: Settings
    theme: Theme  # as its file defines it, without theme options
    services: BuildServices

    def name_issue(self, path: PurePosixPath) -> str:
        """Return the name of an issue by its path in the repository."""
        return self.services.issues.identify(path).name


def find_linked_issue(url: str, path: PurePosixPath, services: BuildServices) -> IssueFile | None:
    """Return the issue that a relative link in a file leads to; one that is named by its date in any folder.

    A link that begins with a slash begins at the root of the repository, as on its host.
    """
    target = unquote(url.partition("#")[0].partition("?")[0])
    base = PurePosixPath() if target.startswith("/") else path.parent
    location = PurePosixPath(normpath((base / target.lstrip("/")).as_posix()))
    issue = services.issues.identify(location) if target else None
    return issue if issue and issue.fields else find_dated_issue(url)


class StyledPage(NamedTuple):
    """A styled article, with its theme, metadata and pictures."""

    theme: Theme  # with the options of settings and issue applied
    metadata: ArticleMetadata
    body: Body
    markup: Html  # before styling
    html: StyledHtml  # with the names of pictures as their sources
    styles: PageStyles
    found: Mapping[str, Picture]  # the pictures of the issue's text, by their sources
    shown: Mapping[str, Picture]  # these and the pictures of figures and footer
    back_issues: tuple[BackIssue, ...]
    missing_pictures: list[MissingPicture]
    unused: list[Problem]  # unused theme options and unknown Markdown options of the issue

    def make_tree(self) -> Tree:
        """Return the article as a tree, with its class names and the names of pictures as their sources."""
        return self.styles.make_tree(self.markup)


def build_styled_page(
    issue: Issue, path: PurePosixPath, inputs: BuildInputs, target: Target = Target.PASTE
) -> StyledPage:
    """Render an issue for a target, add its footer and style it; errors are those of `build_article`."""
    settings, theme, services = inputs
    theme, unused = resolve_theme(issue, settings, theme, path, services)
    published = services.issues.load_published()
    markdown_options, unknown = resolve_markdown_options(issue.front_matter, settings)
    figures = IssueFigures(services)
    find_issue = partial(find_linked_issue, path=path, services=services)
    links = LinkRules(settings.newsletter.source_url, published, TARGETS[target].keeps_link, find_issue)
    body = render_body(issue, markdown_options, figures, links)
    find_repeated = partial(services.issues.find_repeated_lines, issue.name)
    metadata = derive_metadata(issue, body.texts, settings, services.issues.identify(path), find_repeated)
    found, missing_pictures = load_pictures(body, path, services, figures.pictures)
    footer, missing_in_footer = build_footer(issue, settings, path, services)
    reading = measure_reading(body.html) if settings.newsletter.reading_time else None
    markup = assemble_page(body, metadata, footer, target, reading)
    shown = found | figures.pictures | footer.pictures
    styles = PageStyles(theme, services.styles, shown, filtered=bool(TARGETS[target].filters))
    html = write_page(markup, styles)
    missing_pictures += missing_in_footer
    return StyledPage(
        theme,
        metadata,
        body,
        markup,
        html,
        styles,
        found,
        shown,
        footer.back_issues,
        missing_pictures,
        [*unused, *unknown],
    )
