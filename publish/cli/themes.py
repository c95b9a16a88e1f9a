"""`publish themes`: which themes there are, and what each is for."""

from __future__ import annotations

import json
import os
import re
import sys

from publish.adapters.cache import Cache, find_cache_folder
from publish.adapters.settings import find_settings, load_settings
from publish.adapters.themes import ThemeFile, list_theme_files
from publish.cli.exits import EXIT_DONE
from publish.cli.parser import Arguments
from publish.cli.workshop import find_current_folder
from publish.messages import Translator

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def list_themes(arguments: Arguments, translator: Translator) -> int:
    """Print every theme there is, the repository's own first, and return the exit code."""
    repository, path = find_settings(find_current_folder(), arguments.config)
    chosen = load_settings(path, Cache(find_cache_folder(os.environ))).theme
    themes = list_theme_files(repository)
    if arguments.json:
        print(json.dumps([_describe(theme, chosen, translator) for theme in themes], ensure_ascii=False, indent=2))
        return EXIT_DONE
    width = max(len(theme.name) for theme in themes)
    for theme in themes:
        mark = "*" if theme.name == chosen else " "
        print(f"{mark} {theme.name:{width}}  {_choose_purpose(theme, translator)}".rstrip())
    if not arguments.quiet:
        print(translator.say("themes-next", theme=chosen), file=sys.stderr)
    return EXIT_DONE


def _describe(theme: ThemeFile, chosen: str, translator: Translator) -> dict[str, str | bool]:
    return {
        "name": theme.name,
        "purpose": _choose_purpose(theme, translator),
        "file": str(theme.path),
        "own": theme.own,
        "chosen": theme.name == chosen,
    }


def _choose_purpose(theme: ThemeFile, translator: Translator) -> str:
    """Return what a theme is for, in the language asked for where it says so."""
    chinese = translator.language == "zh"
    fitting = [purpose for purpose in theme.purposes if bool(_CHINESE.search(purpose)) == chinese]
    return next(iter([*fitting, *theme.purposes]), "")
