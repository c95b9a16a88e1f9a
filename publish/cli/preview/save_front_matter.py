"""Write to the front matter of an issue; every other byte of its file stays."""

from __future__ import annotations

from collections.abc import Mapping

from publish.adapters.storage.issue_writer import hash_content, replace_issue
from publish.cli.build_context import BuildContext
from publish.cli.preview.worker_context import (
    find_issue_path,
    load_context,
    read_front_matter,
    report_all,
    translate_all,
)
from publish.core.exceptions import IssueError, PublishError
from publish.core.problem import Problem
from publish.newsletter.front_matter.write_front_matter import write_front_matter
from publish.newsletter.labels import THEME_KEY
from publish.newsletter.theme_options import OPTION_NAMES, parse_theme_option
from publish.preview.live_builds import PreviewRequest, SaveResult


def save_front_matter(request: PreviewRequest, digest: str) -> SaveResult:
    """Write the tried options into the issue's front matter; the rest of the file does not change."""
    try:
        context = load_context()
        path = find_issue_path(request.issue, context)
        data = context.folder.load(path)
        if hash_content(data) != digest:
            raise IssueError(Problem("issue-changed", file=path.name))
        _, front_matter = read_front_matter(path, data)
        changes = _parse_changes(request, context)
        written = write_front_matter(data.decode(), front_matter, changes).encode()
        read_front_matter(path, written)
        replace_issue(path, digest, written)
    except PublishError as error:
        return SaveResult(False, report_all(error.problems))
    return SaveResult(True, translate_all("page-kept-now", file=path.name))


def _parse_changes(request: PreviewRequest, context: BuildContext) -> Mapping[str, str]:
    """Return the values to write, as the settings name them; raise IssueError or ThemeError for an invalid one."""
    changes: dict[str, str] = {}
    for key, value in request.changes:
        if value and key == THEME_KEY:
            context.services.themes.load(value)
        parsed = parse_theme_option(key, value) if value and key in OPTION_NAMES else value
        if isinstance(parsed, Problem):
            raise IssueError(parsed)
        changes[key] = parsed
    return changes
