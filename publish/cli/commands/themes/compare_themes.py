"""`publish themes compare`: one page that shows an issue in every theme, at the widths of phones."""

from __future__ import annotations

from pathlib import Path

from publish.adapters.storage.atomic_files import write_files
from publish.adapters.storage.load_issue import decode_issue
from publish.adapters.storage.repository_files import resolve_repository_path
from publish.adapters.storage.theme_files import list_theme_files
from publish.cli.build_context import BuildContext, find_issue, load_build_context, load_data, relative_path
from publish.cli.parser import EXIT_DONE, EXIT_USAGE, Arguments
from publish.cli.terminal_output import Progress, print_json, print_message, report_problems
from publish.core.article import Article
from publish.core.exceptions import ThemeError
from publish.i18n.translator import Translator
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.preview.comparison_page import render_comparison

__all__ = ["compare_themes"]

FILE = "themes.html"


def compare_themes(arguments: Arguments, translator: Translator) -> int:
    """Write the page into the build folder, and return the exit code; a theme that cannot be used is reported."""
    if not arguments.name:
        print_message("usage-theme-issue", translator)
        return EXIT_USAGE
    context = load_build_context(arguments, translator)
    report_problems(context.problems, translator)
    articles, code = _build_all(arguments, context, translator)
    target = resolve_repository_path(context.repository / arguments.out / FILE, context.repository)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_files({target: render_comparison(articles, translator).encode()})
    if arguments.json:
        print_json({"file": str(target), "themes": list(articles)})
    else:
        print(Path(arguments.out, FILE))
    return code


def _build_all(arguments: Arguments, context: BuildContext, translator: Translator) -> tuple[dict[str, Article], int]:
    """Return the issue's article in each theme that can be used, and the exit code."""
    path = find_issue(arguments.name, context)
    location = relative_path(path, context)
    text = decode_issue(load_data(path, context), location.name)
    articles: dict[str, Article] = {}
    code = EXIT_DONE
    themes = list_theme_files(context.repository)
    with Progress(len(themes), shown=not arguments.quiet) as progress:
        for theme in themes:
            try:
                loaded = context.services.themes.load(theme.name)
            except ThemeError as error:
                report_problems(error.problems, translator)
                code = max(code, error.exit_code)
            else:
                inputs = BuildInputs(context.settings, loaded, context.services)
                articles[theme.name] = build_article(text, location, inputs)
            progress.advance()
    return articles, code
