"""An article as HTML text: for `publish build -` and `publish.render`."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from publish.adapters.media.diagram_programs import DiagramPrograms
from publish.adapters.media.fonts import FontFinder
from publish.adapters.media.picture_store import PictureStore
from publish.adapters.storage.cache import Cache, DiskStyleCache, find_cache_folder
from publish.adapters.storage.issue_folder import open_issue_folder
from publish.adapters.storage.load_issue import STANDARD_INPUT, decode_issue
from publish.adapters.system.time_limit import run_with_timeout
from publish.cli.build_context import ThemeLoader, load_build_context
from publish.cli.build_issue import build_article_in_time
from publish.cli.build_task import BuildTask
from publish.cli.console import Console, Outcome
from publish.cli.parser import Arguments
from publish.core.ports import BuildServices
from publish.core.settings import Settings
from publish.pipeline import render_article
from publish.pipeline.styled_page import BuildInputs

if TYPE_CHECKING:
    from publish.contract.writing_results import BuiltIssues


def print_fragment(arguments: Arguments, console: Console) -> Outcome[BuiltIssues]:
    """Build standard input and print the article, its problems to stderr; raise PublishError if that fails."""
    context = load_build_context(arguments, console.translator)
    article = build_article_in_time(BuildTask(None, PurePosixPath(STANDARD_INPUT), None), context).article
    console.report((*context.problems, *article.problems))
    html = article.embedding.fill(article.html)
    console.print(html)
    return Outcome({"articles": [], "failed": [], "html": html})


def render_fragment(text: str, theme: str) -> str:
    """Return the article of a Markdown text, without settings; raise PublishError if text or theme is invalid."""
    settings, here = Settings(), Path.cwd()
    cache = Cache(find_cache_folder(os.environ))
    styles = DiskStyleCache(cache)
    loaded = ThemeLoader(here, styles).load(theme)
    issues, pictures = open_issue_folder(here, settings), PictureStore(here, cache)
    fonts = FontFinder(here, "", cache)
    themes, diagrams = ThemeLoader(here, styles, loaded), DiagramPrograms(settings)
    services = BuildServices(issues, pictures, styles, fonts, themes, diagrams, run_with_timeout)
    text = decode_issue(text.encode("utf-8", "surrogatepass"), STANDARD_INPUT)
    return render_article(text, PurePosixPath(STANDARD_INPUT), BuildInputs(settings, loaded, services))
