"""Problems for other programs: SARIF 2.1.0, and annotations of GitHub."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from publish.cli.commands.check.lint_file import FileReport
from publish.core.problem import Edit, Problem, Severity
from publish.core.text import drop_unwritable
from publish.core.version import __version__
from publish.i18n.translator import Translator
from publish.lint.registry import RULES
from publish.lint.rule import LintRule

# https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render_sarif(reports: Sequence[FileReport], translator: Translator) -> str:
    """Return all problems as one SARIF run."""
    rules = [_describe_rule(number, list(same), translator) for number, same in groupby(RULES, lambda rule: rule.id)]
    numbers = {rule["id"]: at for at, rule in enumerate(rules)}
    results = [_describe_result(problem, numbers, translator) for report in reports for problem in report.problems]
    driver = {"name": "publish", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _describe_rule(number: str, rules: Sequence[LintRule], translator: Translator) -> dict[str, Any]:
    """Describe all rules of one id; the first is the most severe."""
    sentences = " ".join(dict.fromkeys(translator.template(rule.message) for rule in rules))
    return {
        "id": number,
        "name": rules[0].message,
        "shortDescription": {"text": translator.template(rules[0].message)},
        "fullDescription": {"text": sentences},
        "defaultConfiguration": {"level": _LEVELS[rules[0].severity]},
    }


def _describe_result(problem: Problem, numbers: dict[str, int], translator: Translator) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.rule or problem.message,
        "level": _LEVELS[problem.severity],
        "message": {"text": translator.explain(problem)},
    }
    if problem.rule in numbers:
        result["ruleIndex"] = numbers[problem.rule]
    if problem.file is None:
        return result
    artifact = {"uri": _make_uri(problem.file)}
    location: dict[str, Any] = {"artifactLocation": artifact}
    if problem.line is not None:
        location["region"] = {"startLine": problem.line, "startColumn": problem.column or 1}
    result["locations"] = [{"physicalLocation": location}]
    if problem.element is not None:
        result["locations"][0]["logicalLocations"] = [{"fullyQualifiedName": problem.element}]
    if problem.fix:
        replacements = [_describe_edit(edit) for edit in problem.fix]
        result["fixes"] = [{"artifactChanges": [{"artifactLocation": artifact, "replacements": replacements}]}]
    return result


def _make_uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(file))


def _describe_edit(edit: Edit) -> dict[str, Any]:
    if edit.text is None:  # the line with its end
        return {"deletedRegion": {"startLine": edit.line, "startColumn": 1, "endLine": edit.line + 1, "endColumn": 1}}
    region = {"startLine": edit.line, "startColumn": edit.start + 1, "endLine": edit.line, "endColumn": edit.end + 1}
    return {"deletedRegion": region, "insertedContent": {"text": edit.text}}


_ANNOTATION_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render_annotations(reports: Sequence[FileReport], translator: Translator) -> Iterator[str]:
    """Yield a workflow command for each problem.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
    """
    for report in reports:
        for problem in report.problems:
            title = " ".join(filter(None, (problem.rule, problem.element))) or None
            values = {"file": problem.file, "line": problem.line, "col": problem.column, "title": title}
            given = ",".join(f"{key}={_escape_value(str(value))}" for key, value in values.items() if value is not None)
            yield f"::{_ANNOTATION_LEVELS[problem.severity]} {given}::{_escape(translator.explain(problem))}"


def _escape(text: str) -> str:
    return drop_unwritable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_value(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
