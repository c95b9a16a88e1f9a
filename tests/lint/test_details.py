"""What the pairs leave out: where a rule does not apply, and how a line is looked at."""

from __future__ import annotations

import pytest

from publish.core.problem import Problem, Severity
from publish.core.settings import Settings
from publish.lint import lint_issue
from publish.steps.parse import parse_issue
from tests.lint.words import write
from tests.samples import NAME

LICENCE = '<a rel="license" href="http://creativecommons.org/licenses/by-sa/4.0/">许可</a>'


def check(text: str, name: str = NAME, **settings: object) -> list[Problem]:
    written = write(text)
    return lint_issue(parse_issue(written, name), written, Settings(**settings))  # type: ignore[arg-type]


def find(text: str, rule: str, name: str = NAME) -> list[tuple[int | None, int | None]]:
    return [(problem.line, problem.column) for problem in check(text, name) if problem.rule == rule]


# --- what is no issue of the newsletter -----------------------------------------------------------


@pytest.mark.parametrize("rule", ["N04", "N05", "N16", "N18", "N21"])
def test_other_markdown_needs_no_furniture(rule: str) -> None:
    assert find("# 一篇说明\n\n## 空的一节\n", rule, name="note") == []


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
def test_title_is_told_whether_its_date_is_missing_or_does_not_exist(title: str, message: str) -> None:
    problems = check(f"{title}\n\n> 导读：说说这一期。\n")

    assert [(problem.message, problem.line) for problem in problems if problem.rule == "N16"] == [(message, 1)]


@pytest.mark.parametrize(
    ("said", "message"),
    [("soon", "publish-at"), ("2021-02-30 08:00", "publish-at-none"), ("2020-06-17 25:00", "publish-at-none")],
)
def test_time_of_the_front_matter_is_told_when_it_is_none(said: str, message: str) -> None:
    problems = check(f"---\npublish_at: {said}\n---\n# 简报 (2020-06-17)\n")

    assert [(problem.message, problem.line) for problem in problems if problem.rule is None] == [(message, 2)]


@pytest.mark.parametrize("said", ["2020-06-17 08:00", "2020-06-17", ""])
def test_nothing_is_told_of_a_time_that_there_is(said: str) -> None:
    problems = check(f"---\npublish_at: {said}\n---\n# 简报 (2020-06-17)\n")

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
def test_what_is_no_text_is_not_read_as_text(text: str) -> None:
    assert find(f"HEAD\nENTRY\n\n{text}\n", "N42") == []


@pytest.mark.parametrize("text", ["```\n甲\n```\n甲，，乙", "<!--\n甲\n-->\n甲，，乙"])
def test_text_after_what_is_no_text_is_read(text: str) -> None:
    assert find(f"HEAD\nENTRY\n\n{text}\n", "N42") == [(13, 2)]


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
def test_only_punctuation_right_behind_a_bare_address_breaks_n23(text: str, column: int | None) -> None:
    assert find(f"HEAD\nENTRY\n\n{text}\n", "N23") == ([(10, column)] if column else [])


def test_a_bare_address_without_a_scheme_breaks_n26() -> None:
    text = "HEAD\nENTRY\n\n见 www.a.example/x 。\n"

    [problem] = [problem for problem in check(text) if problem.rule == "N26"]

    assert (problem.line, problem.column) == (10, 3)
    assert problem.fix[0].text == "https://"


# --- single rules ---------------------------------------------------------------------------------


def test_a_promise_that_is_broken_over_two_lines_is_told_at_the_top() -> None:
    assert find("# 周报 (2020-06-17)\n\n> 导读：本期 \n> 3条。\n\n## 新闻\n\nENTRY\n", "N03") == [(1, 1)]


def test_a_list_announced_and_then_quoted_obeys_n50() -> None:
    assert find("HEAD\n- [甲 | 源](WX/a)␣␣\n摘要：他说：␣␣\n> 甲。\n", "N50") == []


def test_a_line_between_hot_news_that_a_blank_line_parts_obeys_n13() -> None:
    text = "# 周报 (2020-06-17)\n\n> 导读：甲。\n\n- 甲：乙；\n\n戊：己；\n\n- 丙：丁。\n\n## 业界新闻\n\nENTRY\n"

    assert find(text, "N13") == []


@pytest.mark.parametrize(
    ("text", "place"),
    [("甲“乙“丙”", 4), ("甲“乙”“丙", 5), ("甲”", 2), ("1）甲，2）乙", None), ("（甲", 1), ("（甲）（*∠▽*）", None)],
)
def test_the_mark_without_its_other_half_is_pointed_at(text: str, place: int | None) -> None:
    found = find(f"HEAD\n- [甲 | 源](WX/a)␣␣\n摘要：{text}。\n", "N43")

    assert found == ([(8, len("摘要：") + place)] if place else [])


def test_what_stands_above_the_licence_is_no_tail() -> None:
    text = f"HEAD\nENTRY\n\n----\n\n甲乙丙\n\n----\n\n{LICENCE}\n"

    assert find(text, "N52") == []


# --- comments that silence ------------------------------------------------------------------------


FLAW = "HEAD\n- [甲 | 源](WX/a)␣␣\n{above}摘要：甲，，乙。{beside}\n"


@pytest.mark.parametrize(
    ("above", "beside"),
    [
        ("", " <!-- check: allow N42 引文如此 -->"),
        ("", " <!-- check:allow n42 引文如此-->"),
        ("<!-- check: allow N42 引文如此 -->\n", ""),
        ("<!-- check: allow N42 引文如此 -->\n<!-- check: allow N10 也是 -->\n", ""),
    ],
    ids=["beside", "in small letters", "above", "above another"],
)
def test_a_comment_with_a_reason_silences_a_rule_on_a_line(above: str, beside: str) -> None:
    assert [problem.rule for problem in check(FLAW.format(above=above, beside=beside)) if problem.rule == "N42"] == []


@pytest.mark.parametrize(
    ("comment", "message"),
    [("<!-- check: allow N42 -->", "silence-reason"), ("<!-- check: allow N99 因为 -->", "silence-unknown")],
)
def test_a_comment_that_silences_nothing_is_told(comment: str, message: str) -> None:
    found = [p for p in check(FLAW.format(above="", beside=f" {comment}")) if p.rule in ("N42", None)]

    assert [(problem.message, problem.line) for problem in found if not problem.rule] == [(message, 8)]
    assert [problem.rule for problem in found if problem.rule] == ["N42"]


def test_a_comment_silences_no_other_line() -> None:
    text = FLAW.format(above="", beside="␣␣\n丙，，丁。 <!-- check: allow N42 引文如此 -->")

    assert find(text, "N42") == [(8, 5)]


# --- settings -------------------------------------------------------------------------------------


def test_the_settings_weigh_a_rule() -> None:
    text = FLAW.format(above="", beside="")

    [problem] = [problem for problem in check(text, severities={"N42": "error"}) if problem.rule == "N42"]

    assert problem.severity is Severity.ERROR
    assert [problem for problem in check(text, severities={"N42": "off"}) if problem.rule == "N42"] == []


def test_a_number_that_no_other_follows_is_no_list() -> None:
    assert find("HEAD\nENTRY\n2.甲版发布。\n", "N13") == []
    assert [line for line, _ in find("HEAD\nENTRY\n2.甲\n3.乙\n", "N13")] == [9, 10]
