"""Findings for programs: JSON, and the annotations that GitHub shows beside the lines of a change."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from publish.cli.commands.check.lint_file import Examined
from publish.core.problem import Problem, Severity
from publish.core.text import drop_unwritable
from publish.i18n.messages import Translator

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render_json(issues: Sequence[Examined], translator: Translator) -> str:
    """Return everything that was found, by file."""
    described = {
        "issues": [
            {
                "file": issue.file,
                **{f"{severity}s": issue.count(severity) for severity in Severity},
                "mendable": issue.mendable,
                "mended": issue.mended,
                "problems": [_describe(problem, issue, translator) for problem in issue.problems],
            }
            for issue in issues
        ]
    }
    return drop_unwritable(json.dumps(described, ensure_ascii=False, indent=2))


def _describe(problem: Problem, issue: Examined, translator: Translator) -> dict[str, object]:
    what, remedy = translator.divide(problem)
    known = problem.line is not None and problem.line <= len(issue.lines) and problem.file == issue.file
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "rule": problem.rule,
        "id": problem.message,
        "severity": problem.severity,
        "what": what,
        "remedy": remedy,
        "mendable": bool(problem.fix),
        "text": issue.lines[problem.line - 1] if known and problem.line else None,
    }


def render_annotations(issues: Sequence[Examined], translator: Translator) -> Iterator[str]:
    """Yield one workflow command a finding.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
    """
    for issue in issues:
        for problem in issue.problems:
            places = {"file": problem.file, "line": problem.line, "col": problem.column, "title": problem.rule}
            said = ",".join(f"{key}={_escape_value(str(value))}" for key, value in places.items() if value is not None)
            yield f"::{_COMMANDS[problem.severity]} {said}::{_escape(translator.explain(problem))}"


def _escape(text: str) -> str:
    return drop_unwritable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_value(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
