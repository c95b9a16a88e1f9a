"""`publish themes new`: begins a theme from another one."""

from __future__ import annotations

from publish.adapters.storage.cache import DiskStyleCache
from publish.adapters.storage.theme_files import load_theme
from publish.cli.build_context import ThemeLoader, load_repository_settings
from publish.cli.commands.themes.write_theme import find_theme_path, write_theme
from publish.cli.parser import EXIT_DONE, EXIT_USAGE, Arguments
from publish.cli.terminal_output import print_json, print_message, report_problems
from publish.core.exceptions import ThemeError
from publish.core.problem import Problem
from publish.core.theme import ThemeOptions
from publish.i18n.translator import Translator
from publish.newsletter.theme_options import ACCENT, parse_theme_option
from publish.pipeline.resolve_theme import find_unused_options
from publish.steps.style.derive_theme import derive_theme


def begin_theme(arguments: Arguments, translator: Translator) -> int:
    """Write `themes/<name>.css`, like another theme but with an accent of its own, and return the exit code."""
    if not arguments.name:
        print_message("usage-theme-name", translator)
        return EXIT_USAGE
    repository, _, settings, cache = load_repository_settings(arguments)
    path = find_theme_path(arguments.name, repository)
    accent = _parse_accent(arguments.accent)
    like = arguments.like or settings.theme
    theme = ThemeLoader(repository, DiskStyleCache(cache)).load(like)
    report_problems(find_unused_options(theme, ThemeOptions(accent)), translator)
    css = derive_theme(arguments.name, load_theme(like, repository), theme, accent)
    write_theme(path, css, repository)
    shown = f"themes/{path.name}"
    if arguments.json:
        print_json(
            {
                "name": arguments.name,
                "file": str(path),
                "like": like,
                "accent": (theme.accent and accent) or theme.accent or None,
            }
        )
        return EXIT_DONE
    print(shown)
    if not arguments.quiet:
        print_message("theme-begun", translator, name=arguments.name, like=like)
    return EXIT_DONE


def _parse_accent(written: str | None) -> str:
    """Return the accent as `#rrggbb`; empty for that of the other theme."""
    accent = parse_theme_option(ACCENT, written) if written else ""
    if isinstance(accent, Problem):
        raise ThemeError(accent)
    return accent
