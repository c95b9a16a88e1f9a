"""Spacing, an opt-in rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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


def lint_line(line: str, severity: str | None = "warning") -> list[Problem]:
    text = f"{HEAD}摘要：{line}\n"
    return lint(text, {"T01": severity} if severity else {})


def lint(text: str, severities: dict[str, Any]) -> list[Problem]:
    problems = lint_issue(parse_issue(text, "2020-06-17"), text, Settings(check=severities))
    return [problem for problem in problems if problem.rule == "T01"]


def fix(text: str) -> str:
    return join_lines(apply_fixes(split_lines(text), lint(text, {"T01": "info"})))


def fix_line(line: str) -> str:
    return fix(f"{HEAD}摘要：{line}\n").removeprefix(f"{HEAD}摘要：").removesuffix("\n")


def test_t01_is_silent_unless_configured() -> None:
    assert lint_line("支持Arm和x86", None) == []
    assert lint_line("支持Arm和x86", "off") == []


def test_t01_reports_a_line_once_with_the_configured_severity() -> None:
    [problem] = lint_line("支持Arm和x86")

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
def test_t01_fix_adds_spaces_only_between_chinese_and_latin(before: str, after: str) -> None:
    assert fix_line(before) == after


def test_t01_fix_stops_where_pangu_changes_more_than_spaces() -> None:
    assert fix_line("甲A( 乙 )丙B") == "甲 A( 乙 )丙B"


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.md")), ids=lambda path: str(path.stem))
def test_t01_fix_of_an_issue_adds_only_spaces_and_is_idempotent(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    fixed = fix(text)

    assert fixed.replace(" ", "") == text.replace(" ", "")
    assert fix(fixed) == fixed


@given(st.text(st.sampled_from("中文aB1 ，*`[]()|-.%"), max_size=40))
def test_t01_fix_of_any_line_adds_only_spaces(line: str) -> None:
    text = f"{HEAD}摘要：甲{line}\n"

    assert fix(text).replace(" ", "") == text.replace(" ", "")
