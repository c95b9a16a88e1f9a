"""Rules about links that were checked online."""

from __future__ import annotations

from typing import Any

import pytest

from publish.core.problem import Problem
from publish.core.settings import Settings
from publish.core.urls import LinkState, LinkStatus
from publish.lint import lint_issue
from publish.lint.rules.dead_links import list_addresses
from publish.steps.parse import parse_issue

URL = "https://mp.weixin.qq.com/s/a"
TEXT = f"# 周报 (2020-06-17)\n\n> 导读：甲。\n\n## 新闻\n\n- [甲 | 源]({URL})\n摘要：见 https://b.example/x 。\n"


def lint(state: LinkState, text: str = TEXT, **severities: Any) -> list[Problem]:
    """Return the link problems where the first address has a state."""
    issue = parse_issue(text, "2020-06-17")
    problems = lint_issue(issue, text, Settings(check=severities), link_statuses={URL: LinkStatus(state, "⟨words⟩")})
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
def test_dead_link_is_reported_at_its_address(state: LinkState, rule: str, message: str, severity: str) -> None:
    [problem] = lint(state)

    assert (problem.rule, problem.message, problem.severity) == (rule, message, severity)
    assert (problem.line, problem.column) == (7, TEXT.split("\n")[6].index(URL) + 1)
    assert problem.values == {"said": "⟨words⟩"}


def test_alive_link_produces_no_problem() -> None:
    assert lint(LinkState.ALIVE) == []


def test_dead_link_takes_its_severity_from_the_settings() -> None:
    assert lint(LinkState.GONE, L01="off") == []
    assert [problem.severity for problem in lint(LinkState.CLOSED, L06="error")] == ["error"]


def test_suppression_comment_hides_a_dead_link() -> None:
    text = TEXT.replace("- [甲", "<!-- check: allow L01 存档里还有 -->\n- [甲")

    assert lint(LinkState.GONE, text) == []


def test_list_addresses_returns_each_address_once() -> None:
    text = TEXT + f"又见 {URL} 。\n"

    assert list_addresses(parse_issue(text, "2020-06-17"), text) == [URL, "https://b.example/x"]
