"""`publish themes new`: begins a theme from another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publish.adapters.storage.cache import DiskStyleCache
from publish.adapters.storage.theme_files import load_theme
from publish.adapters.storage.theme_loader import ThemeLoader
from publish.cli.build_context import load_repository_settings
from publish.cli.commands.themes.write_theme import find_theme_path, write_theme
from publish.cli.console import Console, Outcome
from publish.cli.parser import Arguments
from publish.core.exceptions import ThemeError, UsageError
from publish.core.problem import Problem
from publish.core.theme import ThemeOptions
from publish.newsletter.theme_options import ACCENT, parse_theme_option
from publish.pipeline.resolve_theme import find_unused_options
from publish.steps.style.derive_theme import derive_theme

if TYPE_CHECKING:
    from publish.contract.writing_results import BegunTheme


def begin_theme(arguments: Arguments, console: Console) -> Outcome[BegunTheme]:
    """Write `themes/<name>.css`, like another theme but with an accent of its own."""
    if not arguments.name:
        raise UsageError(Problem("usage-theme-name"))
    repository, _, settings, cache = load_repository_settings(arguments)
    path = find_theme_path(arguments.name, repository)
    accent = _parse_accent(arguments.accent)
    like = arguments.like or settings.theme
    theme = ThemeLoader(repository, DiskStyleCache(cache)).load(like)
    console.report(find_unused_options(theme, ThemeOptions(accent)))
    css = derive_theme(arguments.name, load_theme(like, repository), theme, accent)
    write_theme(path, css, repository)
    console.print(f"themes/{path.name}")
    console.tell("theme-begun", name=arguments.name, like=like)
    used = (theme.accent and accent) or theme.accent or None
    return Outcome({"name": arguments.name, "file": str(path), "like": like, "accent": used})


def _parse_accent(written: str | None) -> str:
    """Return the accent as `#rrggbb`; empty for that of the other theme."""
    accent = parse_theme_option(ACCENT, written) if written else ""
    if isinstance(accent, Problem):
        raise ThemeError(accent)
    return accent
