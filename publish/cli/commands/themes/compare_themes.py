"""`publish themes compare`: one page that shows an issue in every theme, at the widths of phones."""

from __future__ import annotations

import os

from publish.adapters.storage.atomic_files import write_files
from publish.adapters.storage.load_issue import decode_issue
from publish.adapters.storage.theme_files import list_theme_files
from publish.cli.build_context import (
    BuildContext,
    ThemeLoader,
    find_issue,
    load_build_context,
    load_data,
    relative_path,
)
from publish.cli.build_issue import MAX_BUILD_SECONDS, run_with_issue_timeout
from publish.cli.parser import EXIT_DONE, EXIT_USAGE, Arguments
from publish.cli.terminal_output import Progress, print_json, print_message, report_problems
from publish.core.article import Article
from publish.core.exceptions import PublishError
from publish.core.problem import Problem
from publish.i18n.translator import Translator
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.preview.comparison_page import render_comparison

FILE = "themes.html"


def compare_themes(arguments: Arguments, translator: Translator) -> int:
    """Write the page into the build folder, and return the exit code; a theme that cannot be used is reported."""
    if not arguments.name:
        print_message("usage-theme-issue", translator)
        return EXIT_USAGE
    context = load_build_context(arguments, translator)
    report_problems(context.problems, translator)
    articles, code = _build_all(arguments, context, translator)
    if not articles:
        return code
    file = context.out / FILE
    write_files({file: render_comparison(articles, translator).encode()})
    if arguments.json:
        print_json({"file": os.path.abspath(file), "themes": list(articles)})  # noqa: PTH100  # resolves no link
    else:
        print(file)
    return code


def _build_all(arguments: Arguments, context: BuildContext, translator: Translator) -> tuple[dict[str, Article], int]:
    """Return the issue's article in each theme that can be used, whatever theme it names, and the exit code."""
    path = find_issue(arguments.name, context)
    location = relative_path(path, context)
    text = decode_issue(load_data(path, context), location.name)
    articles: dict[str, Article] = {}
    problems: list[Problem] = []  # each once: one of the issue arises in every theme
    code = EXIT_DONE
    themes = list_theme_files(context.repository)
    with Progress(len(themes), shown=not arguments.quiet) as progress:
        for theme in themes:
            try:
                inputs = _override_theme(theme.name, context)
                articles[theme.name] = run_with_issue_timeout(
                    MAX_BUILD_SECONDS, location, build_article, text, location, inputs
                )
            except PublishError as error:
                problems += [problem for problem in error.problems if problem not in problems]
                code = max(code, error.exit_code)
            progress.advance()
    report_problems(problems, translator)
    return articles, code


def _override_theme(name: str, context: BuildContext) -> BuildInputs:
    """Return the inputs of a build in which a theme replaces the one that the issue names."""
    theme = context.services.themes.load(name)
    loader = ThemeLoader(context.repository, context.services.styles, theme)
    return BuildInputs(context.settings, theme, context.services._replace(themes=loader))
