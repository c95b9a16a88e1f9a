"""`publish themes`: which themes there are, and what each is for."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import NamedTuple

from publish.adapters.config.settings_file import find_settings, load_settings
from publish.adapters.storage.cache import Cache, find_cache_folder
from publish.adapters.storage.theme_files import ThemeFile, list_theme_files
from publish.cli.build_context import find_current_folder, load_theme_named
from publish.cli.exit_codes import EXIT_DONE
from publish.cli.parser import Arguments
from publish.core.exceptions import ThemeError
from publish.core.problem import Problem
from publish.i18n.messages import Translator

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def list_themes(arguments: Arguments, translator: Translator) -> int:
    """Print every theme there is, the repository's own first, with what is wrong with it; return the exit code."""
    repository, path = find_settings(find_current_folder(), arguments.config)
    cache = Cache(find_cache_folder(os.environ))
    chosen = load_settings(path, cache).theme
    themes = list_theme_files(repository)
    looks = {theme.name: _look_into(theme, repository, cache) for theme in themes}
    for problem in (problem for look in looks.values() for problem in look.problems):
        print(translator.report(problem), file=sys.stderr)
    code = max(look.code for look in looks.values())
    if arguments.json:
        described = [_describe(theme, chosen, looks[theme.name].accent, translator) for theme in themes]
        print(json.dumps(described, ensure_ascii=False, indent=2))
        return code
    width = max(len(theme.name) for theme in themes)
    for theme in themes:
        mark = "*" if theme.name == chosen else " "
        print(f"{mark} {theme.name:{width}}  {_choose_purpose(theme, translator)}".rstrip())
    if not arguments.quiet:
        print(translator.translate("themes-next", theme=chosen), file=sys.stderr)
    return code


class _ThemeSummary(NamedTuple):
    """What one learns of a theme by reading it."""

    accent: str | None
    """None where it has none, or cannot be read."""
    problems: tuple[Problem, ...]
    code: int


def _look_into(theme: ThemeFile, repository: Path, cache: Cache) -> _ThemeSummary:
    try:
        read = load_theme_named(theme.name, repository, cache)
    except ThemeError as error:
        return _ThemeSummary(None, error.problems, error.exit_code)
    return _ThemeSummary(read.accent or None, read.problems, EXIT_DONE)


def _describe(
    theme: ThemeFile, chosen: str, accent: str | None, translator: Translator
) -> dict[str, str | bool | None]:
    return {
        "name": theme.name,
        "purpose": _choose_purpose(theme, translator),
        "file": str(theme.path),
        "own": theme.own,
        "chosen": theme.name == chosen,
        "accent": accent,
    }


def _choose_purpose(theme: ThemeFile, translator: Translator) -> str:
    """Return what a theme is for, in the language asked for where it says so."""
    chinese = translator.language == "zh"
    fitting = [purpose for purpose in theme.purposes if bool(_CHINESE.search(purpose)) == chinese]
    return next(iter([*fitting, *theme.purposes]), "")
