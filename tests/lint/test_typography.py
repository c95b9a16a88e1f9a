"""Spacing, where the settings ask for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.problem import Problem
from publish.core.settings import Settings
from publish.lint import lint_issue
from publish.lint.fixes import apply_fixes, join_lines, split_lines
from publish.steps.parse import parse_issue
from tests.samples import SAMPLES

HEAD = "# 周报 (2020-06-17)\n\n> 导读：甲。\n\n## 新闻\n\n- [题AB题 | 源](https://a.example/中a文)\n"


def find(line: str, severity: str | None = "warning") -> list[Problem]:
    text = f"{HEAD}摘要：{line}\n"
    return find_all(text, {"T01": severity} if severity else {})


def find_all(text: str, severities: dict[str, str]) -> list[Problem]:
    problems = lint_issue(parse_issue(text, "2020-06-17"), text, Settings(severities=severities))
    return [problem for problem in problems if problem.rule == "T01"]


def mend(text: str) -> str:
    return join_lines(apply_fixes(split_lines(text), find_all(text, {"T01": "info"})))


def mend_line(line: str) -> str:
    return mend(f"{HEAD}摘要：{line}\n").removeprefix(f"{HEAD}摘要：").removesuffix("\n")


def test_nothing_is_said_of_spacing_unless_the_settings_ask() -> None:
    assert find("支持Arm和x86", None) == []
    assert find("支持Arm和x86", "off") == []


def test_a_line_is_told_of_once_as_gravely_as_the_settings_say() -> None:
    [problem] = find("支持Arm和x86")

    assert (problem.message, problem.values["count"], problem.severity) == ("spacing-missing", 3, "warning")
    assert (problem.line, problem.column) == (8, 6)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("支持Arm和x86", "支持 Arm 和 x86"),
        ("第3期", "第 3 期"),
        ("支持 Arm 和 x86", "支持 Arm 和 x86"),
        ("支持Arm，x86。“Arm”《x86》", "支持 Arm，x86。“Arm”《x86》"),
        ("`code代码`和[Arm的](https://b.example/中a)的", "`code代码`和[Arm的](https://b.example/中a)的"),
        ("见https://b.example/x的", "见https://b.example/x的"),
        ("**支持**Arm的**x86版**", "**支持**Arm 的**x86 版**"),
        ("占30%的", "占 30%的"),
        ("中文", "中文"),
        ("胡A·乙B说“甲C”", "胡 A·乙 B 说“甲 C”"),
        ('甲A乙 " 丙B"', '甲 A 乙 " 丙 B"'),
    ],
)
def test_spaces_are_put_between_chinese_and_latin_and_nowhere_else(before: str, after: str) -> None:
    assert mend_line(before) == after


def test_where_more_than_spaces_would_change_the_rest_is_left_alone() -> None:
    assert mend_line("甲A( 乙 )丙B") == "甲 A( 乙 )丙B"


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.md")), ids=lambda path: str(path.stem))
def test_mending_an_issue_adds_spaces_alone_and_is_done_after_once(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    mended = mend(text)

    assert mended.replace(" ", "") == text.replace(" ", "")
    assert mend(mended) == mended


@given(st.text(st.sampled_from("中文aB1 ，*`[]()|-.%"), max_size=40))
def test_mending_any_line_adds_spaces_alone(line: str) -> None:
    text = f"{HEAD}摘要：甲{line}\n"

    assert mend(text).replace(" ", "") == text.replace(" ", "")
