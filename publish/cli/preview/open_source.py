"""Open an issue in its author's editor, at the line of a paragraph of its article."""

from __future__ import annotations

import os
from pathlib import Path

from publish.adapters.storage.load_issue import decode_issue
from publish.adapters.system.editor import open_in_editor
from publish.cli.preview.worker_context import find_issue_path, load_context, report_all, translate_all
from publish.core.exceptions import PublishError, SettingsError
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem
from publish.core.text import strip_markup
from publish.preview.live_builds import SaveResult

_BLANK = lazy_pattern(r"\s+")
_LENGTHS = (40, 20, 10, 5)  # characters of a paragraph's beginning by which its line is found
_MAX_LINE_CHARS = 2000


def open_source(issue: str, text: str) -> SaveResult:
    """Open an issue in the editor of the settings."""
    try:
        context = load_context()
        if not context.settings.editor:
            raise SettingsError(Problem("editor-none", file="publish.toml"))
        path = find_issue_path(issue, context)
        source = decode_issue(context.folder.load(path), path.name)
        line = find_line(text, source)
        open_in_editor(context.settings.editor, Path(os.path.abspath(path)), line)  # noqa: PTH100  # resolves no link
    except PublishError as error:
        return SaveResult(False, report_all(error.problems))
    return SaveResult(True, translate_all("page-opened", file=path.name, line=line))


def find_line(text: str, source: str) -> int:
    """Return the line of an issue's text that a paragraph of its article begins with; the first where none is found."""
    wanted = _BLANK.sub("", text)
    lines = [_BLANK.sub("", strip_markup(line[:_MAX_LINE_CHARS])) for line in source.split("\n")]
    for length in _LENGTHS:
        beginning = wanted[:length]
        found = next((number for number, line in enumerate(lines, 1) if beginning and beginning in line), None)
        if found:
            return found
    return 1
