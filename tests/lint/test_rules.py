"""Every lint rule has a case: Markdown that breaks it, and Markdown that does not."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from publish.core.issue import LinkUse, OtherIssues
from publish.core.problem import Problem, Severity
from publish.core.settings import FollowSettings, NewsletterSettings, Settings
from publish.i18n.translator import LANGUAGES, Translator
from publish.lint.fixes import apply_fixes, join_lines, split_lines
from publish.lint.registry import RULES
from publish.lint.rule import LintRule
from publish.steps.parse import parse_issue
from tests.cases import Case, read_cases
from tests.catalogues import ENGLISH
from tests.lint.linting import lint_rendered
from tests.lint.placeholders import expand_placeholders
from tests.samples import NAME

CASES = read_cases(Path(__file__).with_name("cases"))
ARTICLE_RULES = {"N14", "N17"}
"""Checked in the article: tests/pipeline/test_lint_article.py has their cases."""
TITLE_MESSAGES = {"title-long", "title-cut"}
"""Checked in the title of the article: tests/steps/test_article_metadata.py."""
CROSS_ISSUE_MESSAGES = {"title-date-twice", "title-order"}
"""Compared with other issues: tests/lint/test_cross_issue.py."""
OPT_IN_PREFIXES = ("L", "T")
"""Checked online or opt-in: test_dead_links.py and test_typography.py."""

SETTINGS = Settings(
    follow=FollowSettings(qr="https://a.example/follow"),
    newsletter=NewsletterSettings(editor="甲"),
    licence="CC-BY-4.0",
)
OTHERS = OtherIssues(
    names=frozenset({"2020-06-17", "2020-06-03", "2020-05-15"}),
    titles={},
    uses={"mp.weixin.qq.com/s/used": LinkUse("2020-06-03", 7)},
)


def lint(text: str, title: str = "") -> list[Problem]:
    settings = Settings() if title.endswith("(bare settings)") else SETTINGS
    others = OTHERS if title.endswith("(beside others)") else None
    return lint_rendered(parse_issue(text, NAME), text, settings, others)


def links_out_of_wechat(text: str) -> bool:
    return "github.com/" in text or "arxiv.org" in text or "a.example" in text


def find_broken_rules(case: Case, text: str) -> set[str | None]:
    """Return the rules that a text breaks, without N27 where the case needs a link out of WeChat."""
    found = {problem.rule for problem in lint(text, case.title)}
    return found - {"N27"} if case.file != "N27" and links_out_of_wechat(text) else found


# --- cases --------------------------------------------------------------------------------------


def test_invalid_case_breaks_only_its_rule() -> None:
    found = {case: find_broken_rules(case, expand_placeholders(case.input)) for case in CASES}

    assert {str(case): rules for case, rules in found.items() if rules != {case.file}} == {}


def test_valid_case_breaks_no_rule() -> None:
    found = {str(case): find_broken_rules(case, expand_placeholders(case.expected)) for case in CASES}

    assert {case: rules for case, rules in found.items() if rules} == {}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_fixed_case_equals_the_valid_case(case: Case) -> None:
    text = expand_placeholders(case.input)
    problems = [problem for problem in lint(text, case.title) if problem.rule == case.file and problem.fix]

    fixed = join_lines(apply_fixes(split_lines(text), problems))

    assert fixed == (expand_placeholders(case.expected) if problems else text)


@pytest.mark.parametrize(
    "rule",
    [
        rule
        for rule in RULES
        if rule.id not in ARTICLE_RULES
        and rule.message not in CROSS_ISSUE_MESSAGES | TITLE_MESSAGES
        and not rule.id.startswith(OPT_IN_PREFIXES)
    ],
    ids=lambda rule: str(rule.message),
)
def test_every_rule_has_a_case(rule: LintRule) -> None:
    texts = [(expand_placeholders(case.input), case.title) for case in CASES if case.file == rule.id]
    problems = [problem for text, title in texts for problem in lint(text, title)]

    assert rule.message in {problem.message for problem in problems}
    assert any(problem.fix for problem in problems if problem.message == rule.message) == rule.fixable


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_violation_has_a_column_within_its_line(case: Case) -> None:
    text = expand_placeholders(case.input)
    lines = text.split("\n")

    for problem in lint(text, case.title):
        assert problem.line is not None
        assert 1 <= (problem.column or 1) <= max(len(lines[problem.line - 1]), 1)


# --- properties of rules -------------------------------------------------------------------------


def test_rule_ids_have_no_gap() -> None:
    ids = list(dict.fromkeys(rule.id for rule in RULES))
    numbered = [rule_id for rule_id in ids if rule_id.startswith("N")]

    assert numbered == [f"N{number:02}" for number in range(1, 1 + len(numbered))]
    assert ids[len(numbered) :] == ["T01", *(f"L{number:02}" for number in range(1, 7))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_message_about_unknown_rule_names_the_last_rule(language: str) -> None:
    last = max(rule.id for rule in RULES if rule.id.startswith("N"))

    assert last in Translator(language).translate("setting-rule", key="N99")


def test_rule_messages_are_unique() -> None:
    assert [message for message, count in Counter(rule.message for rule in RULES).items() if count > 1] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.message))
def test_every_rule_message_has_a_problem_and_a_remedy(rule: LintRule) -> None:
    values = dict.fromkeys(re.findall(r"\{(\w+)\}", ENGLISH[rule.message]), "⟨此处⟩")

    sentences = [Translator(language).translate(rule.message, **values) for language in ("en", "zh")]

    assert " — " in sentences[0]
    assert "——" in sentences[1]
    assert rule.example
    assert rule.severity in Severity
