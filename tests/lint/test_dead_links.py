"""What is said of addresses that were asked."""

from __future__ import annotations

import pytest

from publish.core.link_status import LinkState, LinkStatus
from publish.core.problem import Problem
from publish.core.settings import Settings
from publish.lint import lint_issue
from publish.lint.rules.dead_links import list_addresses
from publish.steps.parse import parse_issue

URL = "https://mp.weixin.qq.com/s/a"
TEXT = f"# 周报 (2020-06-17)\n\n> 导读：甲。\n\n## 新闻\n\n- [甲 | 源]({URL})\n摘要：见 https://b.example/x 。\n"


def find(state: LinkState, text: str = TEXT, **severities: str) -> list[Problem]:
    """Return what is said of addresses when the first of them has answered so."""
    issue = parse_issue(text, "2020-06-17")
    problems = lint_issue(issue, text, Settings(severities=severities), answers={URL: LinkStatus(state, "⟨words⟩")})
    return [problem for problem in problems if (problem.rule or "").startswith("L")]


@pytest.mark.parametrize(
    ("state", "rule", "message", "severity"),
    [
        (LinkState.GONE, "L01", "link-gone", "error"),
        (LinkState.REMOVED, "L02", "link-removed", "error"),
        (LinkState.EXPIRED, "L03", "link-expired", "error"),
        (LinkState.FRONT, "L04", "link-front", "warning"),
        (LinkState.LOST, "L05", "link-lost", "warning"),
        (LinkState.CLOSED, "L06", "link-closed", "info"),
        (LinkState.SILENT, "L06", "link-silent", "info"),
    ],
)
def test_an_answer_is_told_at_its_address(state: LinkState, rule: str, message: str, severity: str) -> None:
    [problem] = find(state)

    assert (problem.rule, problem.message, problem.severity) == (rule, message, severity)
    assert (problem.line, problem.column) == (7, TEXT.split("\n")[6].index(URL) + 1)
    assert problem.values == {"said": "⟨words⟩"}


def test_an_address_that_lives_is_told_of_nothing() -> None:
    assert find(LinkState.ALIVE) == []


def test_the_settings_say_how_much_it_matters() -> None:
    assert find(LinkState.GONE, L01="off") == []
    assert [problem.severity for problem in find(LinkState.CLOSED, L06="error")] == ["error"]


def test_a_comment_silences_it_on_its_line() -> None:
    text = TEXT.replace("- [甲", "<!-- check: allow L01 存档里还有 -->\n- [甲")

    assert find(LinkState.GONE, text) == []


def test_addresses_are_listed_once_each() -> None:
    text = TEXT + f"又见 {URL} 。\n"

    assert list_addresses(parse_issue(text, "2020-06-17"), text) == [URL, "https://b.example/x"]
