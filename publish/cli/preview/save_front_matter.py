"""Write to the front matter of an issue; every other byte of its file stays, and an issue that builds still does."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

from publish.adapters.storage.issue_writer import hash_content, replace_issue
from publish.adapters.storage.load_issue import decode_issue
from publish.cli.build_context import BuildContext, relative_path
from publish.cli.preview.worker_context import (
    find_issue_path,
    load_context,
    read_front_matter,
    report_all,
    translate_all,
)
from publish.core.exceptions import IssueError, PublishError
from publish.core.problem import Problem, Severity
from publish.library.issue_timeout import MAX_BUILD_SECONDS, run_with_issue_timeout
from publish.newsletter.front_matter.write_front_matter import write_front_matter
from publish.newsletter.labels import THEME_KEY
from publish.newsletter.theme_options import OPTION_NAMES, parse_theme_option
from publish.pipeline import build_article
from publish.pipeline.lint_article import lint_issue_and_article
from publish.preview.live_builds import PreviewRequest, SaveResult

_MAX_UNDONE = 20  # saves that can be undone

_replaced: OrderedDict[tuple[Path, str], bytes] = OrderedDict()  # content before a save, by the hash of that after it


def save_front_matter(request: PreviewRequest, digest: str) -> SaveResult:
    """Write the tried options into the issue's front matter, if it can be built with them."""
    try:
        context = load_context()
        path, data = _load_unchanged(request.issue, digest, context)
        _, front_matter = read_front_matter(path, data)
        changes = _parse_changes(request, context)
        written = write_front_matter(data.decode(), front_matter, changes).encode()
        text, _ = read_front_matter(path, written)
        location = relative_path(path, context)
        run_with_issue_timeout(MAX_BUILD_SECONDS, location, build_article, text, location, context.inputs)
        return _write(path, data, written)
    except PublishError as error:
        return SaveResult(False, report_all(error.problems))


def write_fields(issue: str, digest: str, fields: Mapping[str, str]) -> SaveResult:
    """Write fields of an issue's front matter, if that adds no error to those that it has."""
    try:
        context = load_context()
        path, data = _load_unchanged(issue, digest, context)
        text, front_matter = read_front_matter(path, data)
        written = write_front_matter(data.decode(), front_matter, fields).encode()
        before, after = _find_errors(text, path, context), _find_errors(written.decode(), path, context)
        new = [after[key] for key in after if key not in before]
        if new:
            raise IssueError(*new)
        return _write(path, data, written)
    except PublishError as error:
        return SaveResult(False, report_all(error.problems))


def _find_errors(text: str, path: Path, context: BuildContext) -> dict[tuple[str, str], Problem]:
    """Return the errors of an issue, whatever their lines, by their messages and values."""
    location = relative_path(path, context)
    try:
        plain = decode_issue(text.encode(), path.name)
        given = (plain, location, context.inputs)
        problems = run_with_issue_timeout(MAX_BUILD_SECONDS, location, lint_issue_and_article, *given).problems
    except PublishError as error:
        problems = list(error.problems)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    return {(problem.message, repr(problem.values)): problem for problem in errors}


def undo_save(issue: str, digest: str) -> SaveResult:
    """Write back what an issue's file held before it was saved with a digest; refused once it has changed again."""
    try:
        context = load_context()
        path, _ = _load_unchanged(issue, digest, context)
        before = _replaced.pop((path, digest), None)
        if before is None:
            raise IssueError(Problem("preview-undo-nothing", file=path.name))
        replace_issue(path, digest, before)
    except PublishError as error:
        return SaveResult(False, report_all(error.problems))
    return SaveResult(True, translate_all("page-undone", file=path.name), hash_content(before))


def _load_unchanged(issue: str, digest: str, context: BuildContext) -> tuple[Path, bytes]:
    """Return an issue's file and its content; raise IssueError if it is not the one that the page has seen."""
    path = find_issue_path(issue, context)
    data = context.folder.load(path)
    if hash_content(data) != digest:
        raise IssueError(Problem("issue-changed", file=path.name))
    return path, data


def _write(path: Path, before: bytes, after: bytes) -> SaveResult:
    replace_issue(path, hash_content(before), after)
    digest = hash_content(after)
    _replaced[path, digest] = before
    while len(_replaced) > _MAX_UNDONE:
        _replaced.popitem(last=False)
    return SaveResult(True, translate_all("page-kept-now", file=path.name), digest)


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
