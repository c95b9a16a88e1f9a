"""An article as text alone: what `publish build -` prints and `publish.render` returns."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path, PurePosixPath

from publish.adapters.media.diagram_programs import DiagramPrograms
from publish.adapters.media.fonts import FontFinder
from publish.adapters.media.picture_store import PictureStore
from publish.adapters.storage.cache import Cache, DiskStyleCache, find_cache_folder
from publish.adapters.storage.issue_folder import STANDARD_INPUT, IssueFolder, decode_issue
from publish.adapters.system.time_limit import run_with_timeout
from publish.cli.build_context import ThemeLoader, load_build_context, load_theme_named
from publish.cli.build_issue import build_article_in_time
from publish.cli.build_task import BuildTask
from publish.cli.exit_codes import EXIT_DONE
from publish.cli.parser import Arguments
from publish.core.ports import BuildServices
from publish.core.settings import Settings
from publish.i18n.messages import Translator
from publish.pipeline import render_article


def print_fragment(arguments: Arguments, translator: Translator) -> int:
    """Build what standard input holds and print the article; what is to be mended goes to stderr.

    Raises:
        PublishError: Settings, theme or issue cannot be used.
    """
    context = load_build_context(arguments, translator)
    article = build_article_in_time(BuildTask(None, PurePosixPath(STANDARD_INPUT), None), context)
    for problem in (*context.problems, *article.problems):
        print(translator.report(problem), file=sys.stderr)
    html = article.embedding.fill(article.html)
    print(json.dumps({"html": html}, ensure_ascii=False) if arguments.json else html)
    return EXIT_DONE


def render_fragment(text: str, theme: str) -> str:
    """Return the article of a Markdown text, without any settings.

    Raises:
        PublishError: The text cannot be read, or the theme cannot be used.
    """
    settings, here = Settings(), Path.cwd()
    cache = Cache(find_cache_folder(os.environ))
    chosen = load_theme_named(theme, here, cache)
    services = BuildServices(
        IssueFolder(here / settings.issues, here),
        PictureStore(here, cache),
        DiskStyleCache(cache),
        FontFinder(here, "", cache),
        ThemeLoader(here, cache, chosen),
        DiagramPrograms(settings),
        run_with_timeout,
    )
    written = decode_issue(text.encode("utf-8", "surrogatepass"), STANDARD_INPUT)
    return render_article(written, PurePosixPath(STANDARD_INPUT), settings, chosen, services)
