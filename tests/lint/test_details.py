"""Exceptions of lint rules that the cases do not cover."""

from __future__ import annotations

import pytest

from publish.core.problem import Problem, Severity
from publish.core.settings import Settings
from publish.steps.parse import parse_issue
from tests.lint.linting import lint_rendered
from tests.lint.placeholders import expand_placeholders
from tests.samples import NAME

LICENCE = '<a rel="license" href="http://creativecommons.org/licenses/by-sa/4.0/">许可</a>'


def lint(text: str, name: str = NAME, **settings: object) -> list[Problem]:
    markdown = expand_placeholders(text)
    return lint_rendered(parse_issue(markdown, name), markdown, Settings(**settings))  # type: ignore[arg-type]


def find_positions(text: str, rule: str, name: str = NAME) -> list[tuple[int | None, int | None]]:
    return [(problem.line, problem.column) for problem in lint(text, name) if problem.rule == rule]


# --- other Markdown files -------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["N04", "N05", "N16", "N18", "N21"])
def test_newsletter_rules_ignore_other_markdown_files(rule: str) -> None:
    assert find_positions("# 一篇说明\n\n## 空的一节\n", rule, name="note") == []


# --- dates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("# 简报 (2021-02-30)：副标题", "title-no-day"),
        ("# 简报 (2020-13-45)", "title-no-day"),
        ("# 简报 (２０２０-06-17)", "title-undated"),
        ("# 简报", "title-undated"),
    ],
)
def test_n16_distinguishes_missing_from_impossible_dates(title: str, message: str) -> None:
    problems = lint(f"{title}\n\n> 导读：说说这一期。\n")

    assert [(problem.message, problem.line) for problem in problems if problem.rule == "N16"] == [(message, 1)]


@pytest.mark.parametrize(
    ("value", "message"),
    [("soon", "publish-at"), ("2021-02-30 08:00", "publish-at-none"), ("2020-06-17 25:00", "publish-at-none")],
)
def test_publish_at_is_reported_when_invalid(value: str, message: str) -> None:
    problems = lint(f"---\npublish_at: {value}\n---\n# 简报 (2020-06-17)\n")

    assert [(problem.message, problem.line) for problem in problems if problem.rule is None] == [(message, 2)]


@pytest.mark.parametrize("value", ["2020-06-17 08:00", "2020-06-17", ""])
def test_publish_at_is_accepted_when_valid_or_empty(value: str) -> None:
    problems = lint(f"---\npublish_at: {value}\n---\n# 简报 (2020-06-17)\n")

    assert [problem.message for problem in problems if problem.rule is None] == []


# --- code, comments, addresses --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "```\n甲，，乙\n```",
        "~~~\n甲，，乙\n~~~",
        "````\n```\n甲，，乙\n````",
        "```\n甲，，乙",
        "<!--\n甲，，乙\n-->",
        "甲 `，，` 乙",
        "甲 <!-- ，， --> 乙",
        "<b title='，，'>甲</b>",
    ],
)
def test_text_rules_ignore_code_comments_and_html(text: str) -> None:
    assert find_positions(f"HEAD\nENTRY\n\n{text}\n", "N42") == []


@pytest.mark.parametrize("text", ["```\n甲\n```\n甲，，乙", "<!--\n甲\n-->\n甲，，乙"])
def test_text_rules_check_text_after_a_code_block_or_comment(text: str) -> None:
    assert find_positions(f"HEAD\nENTRY\n\n{text}\n", "N42") == [(13, 2)]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("见 https://a.example/x，后文", 22),
        ("见 https://a.example/x.，后文", None),
        ("见(https://a.example/x)，后文", None),
        ("见 https://a.example/(x)，后文", 24),
        ("见 https://a.example/x 。", None),
        ("见 [甲](https://a.example/x)，后文", None),
        ("见 [https://a.example/x](https://a.example/x)，后文", None),
    ],
)
def test_n23_reports_only_punctuation_right_after_a_bare_address(text: str, column: int | None) -> None:
    assert find_positions(f"HEAD\nENTRY\n\n{text}\n", "N23") == ([(10, column)] if column else [])


def test_n26_reports_a_bare_address_without_scheme() -> None:
    text = "HEAD\nENTRY\n\n见 www.a.example/x 。\n"

    [problem] = [problem for problem in lint(text) if problem.rule == "N26"]

    assert (problem.line, problem.column) == (10, 3)
    assert problem.fix[0].text == "https://"


# --- single rules ---------------------------------------------------------------------------------


def test_n03_reports_line_1_when_the_count_spans_two_lines() -> None:
    assert find_positions("# 周报 (2020-06-17)\n\n> 导读：本期 \n> 3条。\n\n## 新闻\n\nENTRY\n", "N03") == [(1, 1)]


def test_n50_accepts_a_quote_after_a_colon() -> None:
    assert find_positions("HEAD\n- [甲 | 源](WX/a)␣␣\n摘要：他说：␣␣\n> 甲。\n", "N50") == []


def test_n13_accepts_a_separate_paragraph_between_hot_news() -> None:
    text = "# 周报 (2020-06-17)\n\n> 导读：甲。\n\n- 甲：乙；\n\n戊：己；\n\n- 丙：丁。\n\n## 业界新闻\n\nENTRY\n"

    assert find_positions(text, "N13") == []


@pytest.mark.parametrize(
    ("text", "position"),
    [("甲“乙“丙”", 4), ("甲“乙”“丙", 5), ("甲”", 2), ("1）甲，2）乙", None), ("（甲", 1), ("（甲）（*∠▽*）", None)],
)
def test_n43_reports_the_position_of_the_unpaired_mark(text: str, position: int | None) -> None:
    found = find_positions(f"HEAD\n- [甲 | 源](WX/a)␣␣\n摘要：{text}。\n", "N43")

    assert found == ([(8, len("摘要：") + position)] if position else [])


def test_n52_accepts_text_above_the_licence() -> None:
    text = f"HEAD\nENTRY\n\n----\n\n甲乙丙\n\n----\n\n{LICENCE}\n"

    assert find_positions(text, "N52") == []


# --- suppressions ---------------------------------------------------------------------------------


BROKEN = "HEAD\n- [甲 | 源](WX/a)␣␣\n{above}摘要：甲，，乙。{after}\n"


@pytest.mark.parametrize(
    ("above", "after"),
    [
        ("", " <!-- check: allow N42 引文如此 -->"),
        ("", " <!-- check:allow n42 引文如此-->"),
        ("<!-- check: allow N42 引文如此 -->\n", ""),
        ("<!-- check: allow N42 引文如此 -->\n<!-- check: allow N10 也是 -->\n", ""),
    ],
    ids=["after", "in lower case", "above", "above another"],
)
def test_suppression_comment_with_reason_hides_a_rule_on_its_line(above: str, after: str) -> None:
    assert [problem.rule for problem in lint(BROKEN.format(above=above, after=after)) if problem.rule == "N42"] == []


@pytest.mark.parametrize(
    ("comment", "message"),
    [("<!-- check: allow N42 -->", "silence-reason"), ("<!-- check: allow N99 因为 -->", "silence-unknown")],
)
def test_invalid_suppression_comment_is_reported(comment: str, message: str) -> None:
    found = [p for p in lint(BROKEN.format(above="", after=f" {comment}")) if p.rule in ("N42", None)]

    assert [(problem.message, problem.line) for problem in found if not problem.rule] == [(message, 8)]
    assert [problem.rule for problem in found if problem.rule] == ["N42"]


def test_suppression_comment_leaves_other_lines() -> None:
    text = BROKEN.format(above="", after="␣␣\n丙，，丁。 <!-- check: allow N42 引文如此 -->")

    assert find_positions(text, "N42") == [(8, 5)]


# --- settings -------------------------------------------------------------------------------------


def test_settings_change_or_disable_the_severity_of_a_rule() -> None:
    text = BROKEN.format(above="", after="")

    [problem] = [problem for problem in lint(text, check={"N42": "error"}) if problem.rule == "N42"]

    assert problem.severity is Severity.ERROR
    assert [problem for problem in lint(text, check={"N42": "off"}) if problem.rule == "N42"] == []


def test_n13_reports_glued_numbers_only_when_consecutive() -> None:
    assert find_positions("HEAD\nENTRY\n2.甲版发布。\n", "N13") == []
    assert [line for line, _ in find_positions("HEAD\nENTRY\n2.甲\n3.乙\n", "N13")] == [9, 10]
