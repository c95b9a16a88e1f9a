"""Unclosed raw HTML does not swallow the text behind it."""

from __future__ import annotations

import pytest

from publish.steps.render import render_body
from tests.samples import read

TAGS = ["title", "textarea", "script", "style", "iframe", "noscript", "template", "xmp", "math", "svg", "plaintext"]


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize(
    "lines",
    [["前 <{}> 标签很重要 后"], ["- 用 <{}> 标签", "- 第二", "- 后"], ["| 甲 <{}> | 乙 |", "|---|---|", "| 丙 | 后 |"]],
    ids=["paragraph", "list", "table"],
)
def test_unclosed_tag_does_not_swallow_the_following_text(lines: list[str], tag: str) -> None:
    body = render_body(read(*(line.format(tag) for line in lines)))

    assert "后" in body.html
    assert f"&lt;{tag}&gt;" in body.html


def test_closed_script_is_removed_and_reported() -> None:
    body = render_body(read("前 <script>alert(1)</script> 后"))

    assert "alert" not in body.html
    assert [problem.message for problem in body.problems] == ["html-removed"]
