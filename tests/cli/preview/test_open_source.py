"""A paragraph of an article leads to its line in the issue."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.cli.preview.open_source import find_line, open_source

SOURCE = """\
# 题

- [**第一则** 消息 | 某站](https://a.example)
摘要：要点 `x` 在此。

另一段很长的文字，说了些什么。
"""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("题", 1),
        ("第一则 消息", 3),
        ("要点 x 在此。", 4),
        ("另一段很长的文字，说了些什么。", 6),
        ("另一段很长的 文字，与后来不同", 6),
        ("", 1),
        ("没有这些字", 1),
    ],
)
def test_line_of_a_paragraph_is_found(text: str, line: int) -> None:
    assert find_line(text, SOURCE) == line


@pytest.mark.parametrize(
    ("editor", "told"), [("", "there is no editor"), ("no-such-program", "the editor does not start")]
)
def test_issue_is_not_opened_without_an_editor(issue: Path, editor: str, told: str) -> None:
    settings = issue.parent.parent / "publish.toml"
    settings.write_text(f'editor = "{editor}"\n{settings.read_text("utf-8")}', encoding="utf-8")

    opened = open_source("2020-06-17", "一则")

    assert (opened.done, told in opened.messages["en"]) == (False, True)


def test_issue_is_opened_at_the_line(issue: Path, tmp_path: Path) -> None:
    program = tmp_path / "an editor"
    program.write_text(f'#!/bin/sh\necho "$@" > "{tmp_path}/opened"\n', encoding="utf-8")
    program.chmod(0o755)
    settings = issue.parent.parent / "publish.toml"
    settings.write_text(f"editor = \"'{program}' -l {{line}}\"\n{settings.read_text('utf-8')}", encoding="utf-8")

    opened = open_source("2020-06-17", "一则")

    assert (opened.done, opened.messages["en"]) == (True, "Opened 2020-06-17.md in the editor, at line 5")
    assert (tmp_path / "opened").read_text(encoding="utf-8") == f"-l 5 {issue}\n"
