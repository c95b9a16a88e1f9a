"""`publish themes` without more: themes and their purposes."""

from __future__ import annotations

import re
from typing import NamedTuple

from publish.adapters.storage.cache import DiskStyleCache
from publish.adapters.storage.theme_files import ThemeFile, list_theme_files
from publish.cli.build_context import ThemeLoader, load_repository_settings
from publish.cli.parser import EXIT_DONE, Arguments
from publish.cli.terminal_output import print_json, print_message, report_problems
from publish.core.exceptions import ThemeError
from publish.core.problem import Problem
from publish.i18n.translator import Translator

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def list_themes(arguments: Arguments, translator: Translator) -> int:
    """Print every theme and its problems, the repository's own themes first, and return the exit code."""
    repository, _, settings, cache = load_repository_settings(arguments)
    themes = list_theme_files(repository)
    loader = ThemeLoader(repository, DiskStyleCache(cache))
    summaries = {theme.name: _summarize(theme.name, loader) for theme in themes}
    report_problems((problem for summary in summaries.values() for problem in summary.problems), translator)
    code = max(summary.code for summary in summaries.values())
    if arguments.json:
        described = [
            {
                "name": theme.name,
                "purpose": _choose_purpose(theme, translator),
                "file": str(theme.path),
                "own": theme.own,
                "chosen": theme.name == settings.theme,
                "accent": summaries[theme.name].accent,
            }
            for theme in themes
        ]
        print_json(described)
        return code
    width = max(len(theme.name) for theme in themes)
    for theme in themes:
        mark = "*" if theme.name == settings.theme else " "
        print(f"{mark} {theme.name:{width}}  {_choose_purpose(theme, translator)}".rstrip())
    if not arguments.quiet:
        print_message("themes-next", translator, theme=settings.theme)
    return code


class _ThemeSummary(NamedTuple):
    """Accent and problems of a theme."""

    accent: str | None  # none if the theme has none, or cannot be read
    problems: tuple[Problem, ...]
    code: int


def _summarize(name: str, loader: ThemeLoader) -> _ThemeSummary:
    try:
        theme = loader.load(name)
    except ThemeError as error:
        return _ThemeSummary(None, error.problems, error.exit_code)
    return _ThemeSummary(theme.accent or None, theme.problems, EXIT_DONE)


def _choose_purpose(theme: ThemeFile, translator: Translator) -> str:
    """Return a theme's purpose in the chosen language, else in the other one."""
    chinese = translator.language == "zh"
    matching = [purpose for purpose in theme.purposes if bool(_CHINESE.search(purpose)) == chinese]
    return next(iter([*matching, *theme.purposes]), "")
