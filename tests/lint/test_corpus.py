"""Lint results of the real newsletter, where its corpus is beside the repository."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from publish.core.issue_file import IssueFile
from publish.core.problem import Problem, Severity
from publish.core.settings import Settings
from publish.lint.cross_issue import summarize_issue
from publish.lint.registry import RULES
from publish.newsletter.issue_summary import collect_summaries, exclude
from publish.newsletter.labels import parse_issue_date
from publish.steps.article_metadata import check_title
from publish.steps.parse import parse_issue
from publish.steps.render import render_body
from tests.lint.linting import lint_rendered
from tests.samples import CORPUS

HERE = Path(__file__).parent
FILES = [
    f"{path.parent.name}/{path.stem}" for kind in ("issues", "drafts") for path in sorted((CORPUS / kind).glob("*"))
]
ERROR_RULES = {rule.id for rule in RULES if rule.severity is Severity.ERROR} - {"N14", "N17"}
UNCOUNTED = {"N20"}

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the repository")


def read_text(file: str) -> str:
    return (CORPUS / f"{file}.md").read_text(encoding="utf-8")


@cache
def lint_file(file: str) -> tuple[Problem, ...]:
    """Return the problems of a file, compared with the issues of the corpus."""
    names = [other.partition("/")[2] for other in FILES if other.startswith("issues/")]
    texts = {name: read_text(f"issues/{name}") for name in names}
    summaries = {name: summarize_issue(parse_issue(text, name), text) for name, text in texts.items()}
    kind, _, name = file.partition("/")
    other_issues = collect_summaries(summaries)
    text = read_text(file)
    issue = parse_issue(text, name)
    others = exclude(other_issues, name) if kind == "issues" else other_issues
    written = IssueFile(PurePosixPath(f"{name}.md"), name, parse_issue_date(name))
    title = check_title(issue, render_body(issue).texts, Settings(), written)
    return (*lint_rendered(issue, text, other_issues=others), *title)


def read_expected() -> dict[str, list[tuple[str, int, bool]]]:
    """Return rule, line and whether it is a warning of each expected error, by file."""
    expected = {}
    for line in (HERE / "corpus-errors.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            file, _, expectations = line.partition(":")
            rules = [part.split() for part in expectations.split(";") if part.strip()]
            expected[file] = [
                (rule, int(number.strip("()")), number.startswith("("))
                for rule, *numbers in rules
                for number in numbers
            ]
    return expected


def read_precision() -> dict[str, tuple[int, int]]:
    """Return the number of violations, and of correct ones, by rule."""
    text = (HERE / "corpus-precision.md").read_text(encoding="utf-8")
    return {
        rule: (int(found), int(right)) for rule, found, right in re.findall(r"\| (N\d\d) \| (\d+) \| (\d+) \|", text)
    }


def test_corpus_expectations_cover_every_file() -> None:
    assert sorted(read_expected()) == sorted(FILES)


@pytest.mark.parametrize("file", FILES)
def test_lint_finds_exactly_the_expected_errors_of_the_corpus(file: str) -> None:
    found = [(p.rule, p.line, p.severity is Severity.WARNING) for p in lint_file(file) if p.rule in ERROR_RULES]

    assert sorted(found, key=repr) == sorted(read_expected()[file], key=repr)


def test_other_rules_find_the_counted_violations_of_the_corpus() -> None:
    found = Counter(problem.rule for file in FILES for problem in lint_file(file))

    assert {rule: found[rule] for rule in found if rule and rule not in ERROR_RULES | UNCOUNTED} == {
        rule: count for rule, (count, _) in read_precision().items()
    }


def test_corpus_precision_has_no_more_right_than_found() -> None:
    assert [rule for rule, (found, right) in read_precision().items() if right > found] == []
