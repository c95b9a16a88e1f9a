"""Exceptions of lint rules that the cases do not cover."""

from __future__ import annotations

import pytest

from publish.core.problem import Problem, Severity
from publish.core.settings import Settings
from publish.lint.context import LintContext
from publish.steps.parse import parse_issue
from publish.steps.render import render_body
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
    assert find_positions("# 一篇说明 \n\n## 空的一节\n", rule, name="note") == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("N09", "甲乙丙丁甲乙丙丁甲乙丙丁甲乙丙丁甲乙丙丁如下：\n\n" * 2),
        ("N09", f"![图](x.png){'甲' * 80}。\n\n" * 2),
        ("N23", "见 https://a.example/x，后文"),
        ("N49", "甲乙[1]丙，如图3所示"),
        ("N58", "訓練模型"),
    ],
)
def test_newsletter_rules_ignore_the_text_of_other_markdown_files(rule: str, text: str) -> None:
    assert find_positions(text, rule, name="note") == []


def test_n09_reports_repeated_prose_of_other_markdown_files_as_a_warning() -> None:
    problems = lint(f"{'甲' * 80}。\n\n" * 2, name="note")

    assert [(problem.line, problem.severity) for problem in problems if problem.rule == "N09"] == [
        (3, Severity.WARNING)
    ]


@pytest.mark.parametrize(("line", "rule"), [("# 一篇说明 ", "N56"), ("    甲，，乙", None), ("$$\n甲，，乙\n$$", None)])
def test_text_rules_check_titles_but_neither_indented_code_nor_formulas(line: str, rule: str | None) -> None:
    assert [problem.rule for problem in lint(f"{line}\n", name="note")] == [rule] * bool(rule)


@pytest.mark.parametrize("text", ["非常非常好", "看着看着", "是不是不行", "一步一步走"])
def test_n46_accepts_words_that_chinese_doubles(text: str) -> None:
    assert find_positions(text, "N46") == []


# --- marks that Markdown does not read ------------------------------------------------------------

MARK_RULES = {f"N{number}" for number in range(59, 67)}


def find_marks(text: str) -> list[tuple[str | None, int | None, int | None, bool]]:
    problems = [problem for problem in lint(text, name="note") if problem.rule in MARK_RULES]
    return [(problem.rule, problem.line, problem.column, bool(problem.fix)) for problem in problems]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#标题没空格\n\n##小节", [("N59", 1, 1, False), ("N59", 3, 1, True)]),
        ("# 题\n\n#标签", [("N60", 3, 1, False)]),
        ("# 题\n\n#学习\n#编程/Python", [("N60", 3, 1, False), ("N60", 4, 1, False)]),
        ("#Introduction to it", [("N59", 1, 1, False)]),
        ("> ##标题", [("N59", 1, 3, True)]),
        ("- 甲\n-乙", [("N61", 2, 1, True)]),
        ("- 甲\n  -乙\n  -丙", [("N61", 2, 3, True), ("N61", 3, 3, True)]),
        ("-[甲](x.md)", [("N61", 1, 1, False)]),
        ("*甲\n*乙", [("N61", 1, 1, True), ("N61", 2, 1, True)]),
        ("1. 甲\n2.乙", [("N62", 2, 1, True)]),
        ("1.Install\n2.Run", [("N62", 1, 1, True), ("N62", 2, 1, True)]),
        ("● 甲\n● 乙", [("N63", 1, 1, True), ("N63", 2, 1, True)]),
        ("＃标题", [("N64", 1, 1, False)]),
        ("１． 甲\n\n甲", [("N64", 1, 1, False)]),
        ("见[甲]（https://a.example/C_(语言)）。", [("N65", 1, 2, True)]),
        ("[![图]（a.png）](https://a.example)", [("N65", 1, 2, True)]),
        ("甲\n\n- 乙\n  ```\n  丙", [("N66", 4, 1, False)]),
    ],
)
def test_mark_rules_report_line_and_column(text: str, found: list[tuple[str, int, int, bool]]) -> None:
    assert find_marks(f"{text}\n") == found


@pytest.mark.parametrize(
    "text",
    [
        "#1 与 #include <甲>",
        "#fff",
        "#!/bin/sh",
        "#hashtag",
        "net = 1\n#表示开启",
        "#修改默认值，重新启动。",
        "-5 度",
        "--force",
        "-v",
        "+8 个",
        "+数字：跳到该行\n  * -b：二进制",
        "*甲*",
        "*注：甲",
        "1.5 倍",
        "3.x 版",
        "2024.春天",
        "1.foo",
        "甲·乙",
        "● 甲",
        "－甲",
        "＞5 人",
        "［1］（见下）",
        "[1]（见下）",
        "[Vue]（3.x）",
        "太好了！[看这里](https://a.example)",
        "<div>\n##甲\n-乙\n</div>",
        "```\n##甲\n-乙\n1.丙\n```",
        "    ##甲",
        "> ```\n> ##甲\n> ＃ 乙\n> ```",
        "- 甲\n\n      ##乙",
        "$$\n-甲\n$$",
        "| -甲 | 1.乙 |\n|---|---|\n| ·丙 | ＃丁 |",
        "`[题]（https://a.example）`",
    ],
)
def test_mark_rules_accept_prose_numbers_and_code(text: str) -> None:
    assert find_marks(f"{text}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "看https://a.example/a，再看 https://a.example/b。",
        "（https://a.example/c）(https://a.example/d) https://a.example/C_(e)",
        'https://a.example/f\'. "https://a.example/g" https://a.example/h~ https://a.example/i`j`',
        "**https://a.example/k** https://a.example/l?m=1&n=2#o, https://a.example/文档",
    ],
)
def test_linter_and_parser_agree_on_the_ends_of_bare_addresses(text: str) -> None:
    issue = parse_issue(text, "note")
    linked = list(render_body(issue).reference_urls)

    assert [link.url for link in LintContext(text, issue).web_links] == linked


def test_n27_counts_the_references_of_the_article() -> None:
    text = "[甲](https://a.example/a) [乙][b] <img src='https://a.example/c.png'>\n\n[b]: https://a.example/b\n"

    assert [problem.values for problem in lint(text, name="note") if problem.rule == "N27"] == [{"count": 2}]


# --- HTML and addresses as the parser reads them --------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲 `<b>` <b>乙</b>", [(1, 9, "html-raw")]),
        ("甲\n乙<br>丙", [(2, 2, "html-raw")]),
        ("甲<u>乙</u><b>丙</b>", [(1, 2, "html-plain")]),
        ("<p align='center'>\n<img src='a.png'>\n</p>", [(1, 1, "html-plain"), (2, 1, "html-raw")]),
        ("- 甲\n- 乙 <u>丙</u>", [(2, 5, "html-plain")]),
        ("![](<img/img with space.png>)", []),
        ("x<y 且 y>z", []),
        ("List<String>、<T>、<https://a.example>", []),
        ("| 甲<br>乙 |\n|---|\n| 丙 |", []),
        ("<!-- <b>甲</b> -->", []),
        (r"\<b>甲", []),
    ],
)
def test_n29_reports_the_tags_that_the_parser_reads(text: str, found: list[tuple[int, int, str]]) -> None:
    problems = [problem for problem in lint(f"{text}\n", name="note") if problem.rule == "N29"]

    assert sorted((problem.line, problem.column, problem.message) for problem in problems) == found


def test_n29_gives_up_where_odd_backticks_hide_every_tag() -> None:
    assert find_positions("` <b> ``\n" * 200, "N29", name="note") == []


@pytest.mark.parametrize(("tag", "instead"), [("b", "**…**"), ("br", "\\⏎"), ("table", "| … |"), ("h2", "## …")])
def test_n29_names_the_markdown_of_a_tag(tag: str, instead: str) -> None:
    [problem] = [problem for problem in lint(f"甲<{tag}>乙\n", name="note") if problem.rule == "N29"]

    assert problem.values["instead"] == instead


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


def test_address_in_an_unclosed_link_is_no_bare_address() -> None:
    text = "# 周报 (2020-06-17)\n\n## 论文\n\n- [丙](https://a.example/b）！\n摘要：甲\n"

    found = {problem.rule for problem in lint_rendered(parse_issue(text, "2020-06-17"), text)}

    assert "N23" not in found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“甲。\n\n“乙。\n\n“丙。”\n", []),
        ("甲（乙\n\n![图](a.png)\n\n），丙\n", []),
        ("（甲\n\n丙）\n", []),
        ("“甲。\n\n“乙。\n\n丙）\n", [(1, "“"), (3, "“"), (5, "）")]),
        ("“甲。\n" + "丁\n" * 20 + "丙。”\n", [(1, "“"), (22, "”")]),
        ("太好了：）\n\n太好了（真的：））\n\n太好了 ;-)）\n", [(5, "）")]),
    ],
)
def test_n43_finds_the_other_half_of_a_pair_in_a_line_close_by(text: str, found: list[tuple[int, str]]) -> None:
    told = [(p.line, p.values["mark"]) for p in lint(text, name="note") if p.rule == "N43"]

    assert told == found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("甲。\n。\n", [2]),
        ("> 甲！\n> 。\n", [2]),
        ("甲，\n。\n", []),
        ("甲。\n\n。\n", []),
        ("。\n", []),
    ],
)
def test_n42_finds_a_stop_alone_below_a_stop(text: str, told: list[int]) -> None:
    assert [problem.line for problem in lint(text, name="note") if problem.message == "stop-alone"] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("用 Exampple 和 Example。", ["Example"]),
        ("用 Exampple 和 Exampple，不用 Example。", []),
        ("用 exampple 和 example。", []),
        ("用 a/Exampple 和 Example。", []),
        ("青山山科技和青山科技。", ["青山科技"]),
        ("青山山山科技和青山科技。", []),
        ("他所以以公司为家，他所以公司为家。", []),
        ("这是执行行动的依据，也是执行动作的依据。", []),
    ],
)
def test_n46_finds_names_with_a_character_twice_that_are_written_otherwise(text: str, told: list[str]) -> None:
    found = lint(f"{text}\n", name="note")

    assert [problem.values["usual"] for problem in found if problem.message == "name-double"] == told


def test_n46_looks_for_few_doubled_characters_in_a_long_text() -> None:
    text = "青山山科技和青山科技。\n" * 300

    assert 0 < sum(problem.message == "name-double" for problem in lint(text, name="note")) < 300


@pytest.mark.parametrize(("parameters", "severity"), [("chksm=1&token=2", "error"), ("chksm=1", "warning")])
def test_n07_is_an_error_where_the_session_tells_a_login(parameters: str, severity: str) -> None:
    text = f"[题](https://mp.weixin.qq.com/s?__biz=a&{parameters})\n"

    assert [problem.severity for problem in lint(text, name="note") if problem.rule == "N07"] == [severity]
