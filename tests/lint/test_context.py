"""The text that rules check."""

from publish.lint import lint_issue
from publish.lint.context import HIDDEN, LintContext
from publish.steps.parse import parse_issue

MARKED = "# 题\n\n甲 {{ site.url }} 乙[^1]见https://a.example/，丙 {{ x }}\n\n[^1]: 注\n"


def test_prose_hides_the_marks_of_other_programs() -> None:
    context = LintContext(MARKED, parse_issue(MARKED, "notes"))

    assert HIDDEN * len("{{ site.url }}") in context.prose[3]
    assert "site" not in context.prose[3]


def test_line_with_translated_marks_has_problems_and_no_fixes() -> None:
    marked, plain = (
        [problem for problem in lint_issue(parse_issue(text, "2020-06-17"), text) if problem.line == 3]
        for text in (MARKED, MARKED.replace("{{ site.url }}", "").replace("{{ x }}", ""))
    )

    assert any(problem.fix for problem in plain)
    assert marked
    assert not any(problem.fix for problem in marked)
