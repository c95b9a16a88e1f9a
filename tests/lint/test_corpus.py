"""The real newsletter, where it lies beside the repository: what is wrong with it is found, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from publish.core.problem import Problem, Severity
from publish.core.settings import Settings
from publish.lint import lint_issue
from publish.lint.cross_issue import collect_summaries, exclude, summarize_issue
from publish.lint.registry import RULES
from publish.steps.article_metadata import check_title
from publish.steps.parse import parse_issue
from tests.samples import CORPUS

HERE = Path(__file__).parent
FILES = [
    f"{path.parent.name}/{path.stem}" for kind in ("issues", "drafts") for path in sorted((CORPUS / kind).glob("*"))
]
GRAVE = {rule.id for rule in RULES if rule.severity is Severity.ERROR} - {"N14", "N17"}
UNCOUNTED = {"N20"}

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the repository")


def read_text(file: str) -> str:
    return (CORPUS / f"{file}.md").read_text(encoding="utf-8")


@cache
def find(file: str) -> tuple[Problem, ...]:
    """Return what is found in one file among the issues of the corpus."""
    names = [other.partition("/")[2] for other in FILES if other.startswith("issues/")]
    texts = {name: read_text(f"issues/{name}") for name in names}
    facts = {name: summarize_issue(parse_issue(text, name), text) for name, text in texts.items()}
    kind, _, name = file.partition("/")
    other_issues = collect_summaries(facts)
    text = read_text(file)
    issue = parse_issue(text, name)
    others = exclude(other_issues, name) if kind == "issues" else other_issues
    return (*lint_issue(issue, text, other_issues=others), *check_title(issue, Settings()))


def read_expected() -> dict[str, list[tuple[str, int, bool]]]:
    """Return rule, line, and whether it is only a warning there, by file."""
    expected = {}
    for line in (HERE / "corpus-errors.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            file, _, said = line.partition(":")
            rules = [part.split() for part in said.split(";") if part.strip()]
            expected[file] = [
                (rule, int(number.strip("()")), number.startswith("("))
                for rule, *numbers in rules
                for number in numbers
            ]
    return expected


def read_counted() -> dict[str, tuple[int, int]]:
    """Return how much each rule finds, and how much of that is right."""
    text = (HERE / "corpus-precision.md").read_text(encoding="utf-8")
    return {
        rule: (int(found), int(right)) for rule, found, right in re.findall(r"\| (N\d\d) \| (\d+) \| (\d+) \|", text)
    }


def test_every_file_of_the_corpus_was_read() -> None:
    assert sorted(read_expected()) == sorted(FILES)


@pytest.mark.parametrize("file", FILES)
def test_every_error_is_found_and_no_other(file: str) -> None:
    found = [(p.rule, p.line, p.severity is Severity.WARNING) for p in find(file) if p.rule in GRAVE]

    assert sorted(found, key=repr) == sorted(read_expected()[file], key=repr)


def test_the_other_rules_find_as_much_as_was_counted() -> None:
    found = Counter(problem.rule for file in FILES for problem in find(file))

    assert {rule: found[rule] for rule in found if rule and rule not in GRAVE | UNCOUNTED} == {
        rule: count for rule, (count, _) in read_counted().items()
    }


def test_no_rule_is_right_more_often_than_it_speaks() -> None:
    assert [rule for rule, (found, right) in read_counted().items() if right > found] == []
