"""How an issue wants its theme turned: by its front matter, else by the settings."""

from __future__ import annotations

from publish.core.exceptions import IssueError
from publish.core.issue import FrontMatter
from publish.core.problem import Problem
from publish.core.theme import Knobs
from publish.newsletter.theme_options import ACCENT, KNOBS, read_knob


def choose_knobs(front_matter: FrontMatter, settings: Knobs) -> Knobs:
    """Return the settings' knobs, those that the issue turns replaced.

    Raises:
        IssueError: The issue says what no knob can be set to; every such line is named.
    """
    said = {key: front_matter.values[key] for key in KNOBS if _is_said(key, front_matter)}
    if not said:
        return settings
    turned, problems = {}, []
    for key, value in said.items():
        read = _read(key, value)
        if isinstance(read, Problem):
            problems.append(read._replace(line=front_matter.lines[key]))
        else:
            turned[key] = read
    if problems:
        raise IssueError(*problems)
    return settings._replace(**turned)


def _is_said(key: str, front_matter: FrontMatter) -> bool:
    """Say whether a key has a value; `accent: #1f4e79` has none, for what follows the # is a comment."""
    return bool(front_matter.values.get(key)) or (key == ACCENT and key in front_matter.values)


def _read(key: str, value: str) -> str | Problem:
    return read_knob(key, value) if value else Problem("knob-accent-empty")
