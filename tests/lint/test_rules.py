"""Every rule has a pair: an issue that breaks it, an issue that obeys it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from publish.core.issue import LinkUse, OtherIssues
from publish.core.problem import Problem, Severity
from publish.core.settings import Settings
from publish.i18n.messages import Translator
from publish.lint import lint_issue
from publish.lint.fixes import apply_fixes, join_lines, split_lines
from publish.lint.registry import RULES
from publish.lint.rule import LintRule
from publish.steps.parse import parse_issue
from tests.cases import Case, read_cases
from tests.catalogues import ENGLISH
from tests.lint.words import write
from tests.samples import NAME

PAIRS = read_cases(Path(__file__).with_name("cases"))
OF_THE_OUTPUT = {"N14", "N17"}
"""Asked of the finished article: tests/pipeline/test_lint_article.py has their pairs."""
OF_THE_TITLE = {"title-long", "title-cut"}
"""Asked of the title as it goes out: tests/steps/test_article_metadata.py."""
WITH_OTHERS = {"title-date-twice", "title-order"}
"""Asked of the issue among others: tests/lint/test_cross_issue.py."""
WHEN_ASKED = ("L", "T")
"""Asked of the addresses, or where the settings say so: test_liveness.py and test_typography.py beside this."""

SETTINGS = Settings(qr="https://a.example/follow", editor="甲", licence="CC-BY-4.0")
OTHERS = OtherIssues(
    names=frozenset({"2020-06-17", "2020-06-03", "2020-05-15"}),
    titles={},
    uses={"mp.weixin.qq.com/s/used": LinkUse("2020-06-03", 7)},
)


def check(text: str, title: str = "") -> list[Problem]:
    settings = Settings() if title.endswith("(bare settings)") else SETTINGS
    others = OTHERS if title.endswith("(beside others)") else None
    return lint_issue(parse_issue(text, NAME), text, settings, others)


def is_out_of_wechat(text: str) -> bool:
    return "github.com/" in text or "arxiv.org" in text or "a.example" in text


def name_rules(case: Case, text: str) -> set[str | None]:
    """Return the rules that a text breaks; links out of WeChat are a rule of their own, and some pairs need them."""
    found = {problem.rule for problem in check(text, case.title)}
    return found - {"N27"} if case.file != "N27" and is_out_of_wechat(text) else found


# --- the pairs ----------------------------------------------------------------------------------


def test_what_breaks_a_rule_is_told_of_that_rule_alone() -> None:
    found = {case: name_rules(case, write(case.input)) for case in PAIRS}

    assert {str(case): rules for case, rules in found.items() if rules != {case.file}} == {}


def test_what_obeys_a_rule_is_told_of_nothing() -> None:
    found = {str(case): name_rules(case, write(case.expected)) for case in PAIRS}

    assert {case: rules for case, rules in found.items() if rules} == {}


@pytest.mark.parametrize("case", PAIRS, ids=str)
def test_what_is_mended_obeys(case: Case) -> None:
    text = write(case.input)
    problems = [problem for problem in check(text, case.title) if problem.rule == case.file and problem.fix]

    mended = join_lines(apply_fixes(split_lines(text), problems))

    assert mended == (write(case.expected) if problems else text)


@pytest.mark.parametrize(
    "rule",
    [
        rule
        for rule in RULES
        if rule.id not in OF_THE_OUTPUT
        and rule.message not in WITH_OTHERS | OF_THE_TITLE
        and not rule.id.startswith(WHEN_ASKED)
    ],
    ids=lambda rule: str(rule.message),
)
def test_every_rule_has_a_pair(rule: LintRule) -> None:
    told = [
        problem for case in PAIRS if case.file == rule.id for problem in check(write(case.input), case.title)
    ]  # fmt: skip

    assert rule.message in {problem.message for problem in told}
    assert any(problem.fix for problem in told if problem.message == rule.message) == rule.fixable


@pytest.mark.parametrize("case", PAIRS, ids=str)
def test_every_finding_points_into_its_line(case: Case) -> None:
    text = write(case.input)
    lines = text.split("\n")

    for problem in check(text, case.title):
        assert problem.line is not None
        assert 1 <= (problem.column or 1) <= max(len(lines[problem.line - 1]), 1)


# --- what is known of them -----------------------------------------------------------------------


def test_the_rules_are_numbered_without_a_gap() -> None:
    numbers = [*(f"N{number:02}" for number in range(1, 59)), "T01", *(f"L{number:02}" for number in range(1, 7))]

    assert list(dict.fromkeys(rule.id for rule in RULES)) == numbers


def test_no_two_rules_say_the_same() -> None:
    assert [message for message, count in Counter(rule.message for rule in RULES).items() if count > 1] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.message))
def test_every_rule_says_what_is_wrong_and_what_to_do(rule: LintRule) -> None:
    values = dict.fromkeys(re.findall(r"\{(\w+)\}", ENGLISH[rule.message]), "⟨此处⟩")

    said = [Translator(language).translate(rule.message, **values) for language in ("en", "zh")]

    assert " — " in said[0]
    assert "——" in said[1]
    assert rule.example
    assert rule.severity in Severity
