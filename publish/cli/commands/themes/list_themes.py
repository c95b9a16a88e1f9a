"""`publish themes` without more: themes and their purposes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from publish.adapters.storage.cache import DiskStyleCache
from publish.adapters.storage.theme_files import ThemeFile, list_theme_files
from publish.adapters.storage.theme_loader import ThemeLoader
from publish.cli.build_context import load_repository_settings
from publish.cli.console import EXIT_DONE, Console, Outcome
from publish.cli.parser import Arguments
from publish.core.exceptions import ThemeError
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem
from publish.i18n.translator import Translator

if TYPE_CHECKING:
    from publish.contract.writing_results import ListedThemes, ThemeJson

_CHINESE = lazy_pattern(r"[\u4e00-\u9fff]")


def list_themes(arguments: Arguments, console: Console) -> Outcome[ListedThemes]:
    """Print every theme and its problems, the repository's own themes first."""
    translator = console.translator
    repository, _, settings, cache = load_repository_settings(arguments)
    themes = list_theme_files(repository)
    loader = ThemeLoader(repository, DiskStyleCache(cache))
    summaries = {theme.name: _summarize(theme.name, loader) for theme in themes}
    console.report(problem for summary in summaries.values() for problem in summary.problems)
    failed = [summary.error for summary in summaries.values() if summary.error]
    for error in failed:
        console.note_failure(error)
    width = max(len(theme.name) for theme in themes)
    for theme in themes:
        mark = "*" if theme.name == settings.theme else " "
        console.print(f"{mark} {theme.name:{width}}  {_choose_purpose(theme, translator)}".rstrip())
    console.tell("themes-next", theme=settings.theme)
    described: list[ThemeJson] = [
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
    return Outcome({"themes": described}, max((error.exit_code for error in failed), default=EXIT_DONE))


class _ThemeSummary(NamedTuple):
    """Accent and problems of a theme."""

    accent: str | None  # none if the theme has none, or cannot be read
    problems: tuple[Problem, ...]
    error: ThemeError | None = None


def _summarize(name: str, loader: ThemeLoader) -> _ThemeSummary:
    try:
        theme = loader.load(name)
    except ThemeError as error:
        return _ThemeSummary(None, error.problems, error)
    return _ThemeSummary(theme.accent or None, theme.problems)


def _choose_purpose(theme: ThemeFile, translator: Translator) -> str:
    """Return a theme's purpose in the chosen language, else in the other one."""
    chinese = translator.language == "zh"
    matching = [purpose for purpose in theme.purposes if bool(_CHINESE.search(purpose)) == chinese]
    return next(iter([*matching, *theme.purposes]), "")
