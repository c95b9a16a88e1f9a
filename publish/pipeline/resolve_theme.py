"""The theme of an issue, with the theme options of settings and front matter."""

from __future__ import annotations

from pathlib import PurePosixPath

from publish.core.exceptions import IssueError, SettingsError, ThemeError
from publish.core.issue import Issue
from publish.core.ports import BuildServices, StyleCache
from publish.core.problem import Problem, Severity, add_location
from publish.core.settings import Settings
from publish.core.theme import Theme, ThemeOptions
from publish.newsletter.labels import THEME_KEY
from publish.newsletter.theme_options import ACCENT
from publish.pipeline.locate_problems import SETTINGS_FILE
from publish.steps.resolve_options import resolve_theme_options


def resolve_theme(
    issue: Issue, settings: Settings, theme: Theme, path: PurePosixPath, services: BuildServices
) -> tuple[Theme, list[Problem]]:
    """Return the theme of an issue with its theme options, and the unused ones; `theme` is for issues that name none.

    The front matter takes precedence over the settings.
    """
    theme = _choose_theme(issue, theme, path, services)
    lines = issue.front_matter.lines
    try:
        options = resolve_theme_options(issue.front_matter, settings.theme_options)
        resolved = apply_theme_options(theme, options, services.styles)
    except IssueError as error:
        raise IssueError(*add_location(error.problems, path.name)) from error
    except ThemeError as error:
        line = lines.get(find_option(error))
        if line is None:
            raise SettingsError(*add_location(error.problems, SETTINGS_FILE)) from error
        raise IssueError(*add_location(error.problems, path.name, line)) from error
    unused = find_unused_options(theme, options) if ACCENT in lines else []
    return resolved, add_location(unused, line=lines.get(ACCENT))


def _choose_theme(issue: Issue, theme: Theme, path: PurePosixPath, services: BuildServices) -> Theme:
    """Return the theme that the issue names, else the given one."""
    name = issue.front_matter.values.get(THEME_KEY)
    if not name:
        return theme
    try:
        return services.themes.load(name)
    except ThemeError as error:
        line = issue.front_matter.lines[THEME_KEY]
        raise IssueError(*add_location(error.problems, path.name, line)) from error


def apply_theme_options(theme: Theme, options: ThemeOptions, styles: StyleCache) -> Theme:
    """Return a theme with options applied, from the cache if possible; raise ThemeError if text gets hard to read."""
    if options == ThemeOptions():
        return theme

    def apply() -> Theme:
        from publish.steps.style.apply_options import apply_options  # loads the selectors, and is rarely needed

        return apply_options(theme, options)

    return styles.get_or_compute("\0".join((theme.name, theme.key, *options)), apply)


def find_option(error: ThemeError) -> str:
    """Return the key of the option that makes text hard to read."""
    return str(error.problems[0].values.get("key", ACCENT))


def find_unused_options(theme: Theme, options: ThemeOptions) -> list[Problem]:
    """Return a warning if an accent is set that the theme does not use."""
    if not options.accent or theme.accent:
        return []
    return [Problem("knob-idle", {"theme": theme.name}, severity=Severity.WARNING)]
