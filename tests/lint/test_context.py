"""The text that rules check."""

import re

import pytest

from publish.lint import lint_issue
from publish.lint.context import HIDDEN, LintContext
from publish.steps.parse import parse_issue

MARKED = "# 题\n\n甲 {{ site.url }} 乙[^1]见https://a.example/，丙 {{ x }}\n\n[^1]: 注\n"


def test_prose_hides_the_marks_of_other_programs() -> None:
    context = LintContext(MARKED, parse_issue(MARKED, "notes"))

    assert HIDDEN * len("{{ site.url }}") in context.prose[3]
    assert "site" not in context.prose[3]


@pytest.mark.parametrize(
    ("line", "found"),
    [("- [题 | 源](https://a.example/){.x}", "题"), ("- [题 | 源](https://a.example/) {{ 题 }}", "")],
)
def test_span_in_a_translated_line_is_found_or_known_to_be_unplaced(line: str, found: str) -> None:
    text = f"# 简报 (2020-06-17)\n\n## 论文\n\n{line}\n摘要：甲\n"
    context = LintContext(text, parse_issue(text, "2020-06-17"))
    [entry] = context.issue.entries

    assert entry.inline.title
    span = context.locate(entry.inline.title)

    assert line[span.start : span.end] == found
    assert (span.line in context.unplaced) is not bool(found)


def test_pattern_of_a_line_start_is_searched_in_every_line() -> None:
    text = "# 简报 (2020-06-17)\n\n首行。\n\n图3所示。\n"
    context = LintContext(text, parse_issue(text, "2020-06-17"))

    found = [(number, match[0]) for number, match in context.search_body(re.compile("^图3", re.MULTILINE))]

    assert found == [(5, "图3")]


def test_figure_is_found_at_the_start_of_a_line_below_the_first() -> None:
    text = "# 简报 (2020-06-17)\n\n## 新闻\n\n- [题 | 站](https://a.example/b)\n摘要：甲。\n图3所示。\n"

    assert "figure-left" in {problem.message for problem in lint_issue(parse_issue(text, "2020-06-17"), text)}
