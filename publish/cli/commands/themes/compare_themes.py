"""`publish themes compare`: one page that shows an issue in every theme, at the widths of phones."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from publish.adapters.storage.atomic_files import write_files
from publish.adapters.storage.load_issue import decode_issue
from publish.adapters.storage.theme_files import list_theme_files
from publish.adapters.storage.theme_loader import ThemeLoader
from publish.cli.build_context import (
    BuildContext,
    find_issue,
    load_build_context,
    load_data,
    relative_path,
)
from publish.cli.console import EXIT_DONE, Console, Outcome
from publish.cli.parser import Arguments
from publish.core.article import Article
from publish.core.exceptions import PublishError, UsageError
from publish.core.problem import Problem
from publish.library.issue_timeout import MAX_BUILD_SECONDS, run_with_issue_timeout
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.preview.comparison_page import render_comparison

if TYPE_CHECKING:
    from publish.contract.writing_results import ComparedThemes

FILE = "themes.html"


def compare_themes(arguments: Arguments, console: Console) -> Outcome[ComparedThemes]:
    """Write the page into the build folder; a theme that cannot be used is reported.

    Raises PublishError if none can be used.
    """
    if not arguments.name:
        raise UsageError(Problem("usage-theme-issue"))
    context = load_build_context(arguments, console.translator)
    console.report(context.problems)
    articles, failure = _build_all(arguments, context, console)
    if failure:
        if not articles:
            raise failure
        console.fail(failure)
    file = context.out / FILE
    write_files({file: render_comparison(articles, console.translator).encode()})
    console.print(file)
    result: ComparedThemes = {"file": os.path.abspath(file), "themes": list(articles)}  # noqa: PTH100  # resolves no link
    return Outcome(result, failure.exit_code if failure else EXIT_DONE)


def _build_all(
    arguments: Arguments, context: BuildContext, console: Console
) -> tuple[dict[str, Article], PublishError | None]:
    """Return the issue's article in each theme that can be used, whatever theme it names, and why others cannot."""
    path = find_issue(arguments.name, context)
    location = relative_path(path, context)
    text = decode_issue(load_data(path, context), location.name)
    articles: dict[str, Article] = {}
    failures: list[PublishError] = []
    themes = list_theme_files(context.repository)
    with console.show_progress(len(themes)) as progress:
        for theme in themes:
            try:
                inputs = _override_theme(theme.name, context)
                articles[theme.name] = run_with_issue_timeout(
                    MAX_BUILD_SECONDS, location, build_article, text, location, inputs
                )
            except PublishError as error:
                failures.append(error)
            progress.advance()
    problems: list[Problem] = []  # each once: one of the issue arises in every theme
    for failure in failures:
        problems += [problem for problem in failure.problems if problem not in problems]
    return articles, type(failures[0])(*problems) if failures else None


def _override_theme(name: str, context: BuildContext) -> BuildInputs:
    """Return the inputs of a build in which a theme replaces the one that the issue names."""
    theme = context.services.themes.load(name)
    loader = ThemeLoader(context.repository, context.services.styles, theme)
    return BuildInputs(context.settings, theme, context.services._replace(themes=loader))
