"""Rules that compare an issue with the others of its folder."""

from __future__ import annotations

import pytest

from publish.core.issue import Issue, LinkUse, OtherIssues
from publish.lint import lint_issue
from publish.lint.cross_issue import summarize_issue
from publish.newsletter.issue_summary import IssueSummary, collect_summaries, exclude
from publish.steps.parse import parse_issue

HEAD = "# 周报 ({day})\n\n> 导读：说说这一期。\n\n## 业界新闻\n"
ENTRY = "- [甲 | 源](https://mp.weixin.qq.com/s/a)  \n摘要：见 https://b.example/x 和 http://B.example/x/ 。\n"


def make_issue(day: str, name: str = "2020-06-17") -> tuple[Issue, str]:
    text = HEAD.format(day=day) + ENTRY
    return parse_issue(text, name), text


def lint(day: str, others: dict[str, IssueSummary], name: str = "2020-06-17") -> list[tuple[str, dict[str, object]]]:
    """Return the messages of N16 and N41 for an issue of a date beside others."""
    issue, text = make_issue(day, name)
    problems = lint_issue(issue, text, other_issues=collect_summaries(others))
    return [(p.message, dict(p.values)) for p in problems if p.rule in ("N16", "N41")]


def test_summarize_issue_returns_title_date_and_addresses() -> None:
    assert summarize_issue(*make_issue("2020-06-17")) == IssueSummary(
        "2020-06-17", {"mp.weixin.qq.com/s/a": 6, "b.example/x": 7}
    )


@pytest.mark.parametrize("day", ["", "2020-02-31", "6月"])
def test_summarize_issue_returns_empty_day_when_title_has_no_valid_date(day: str) -> None:
    assert summarize_issue(*make_issue(day)).date == ""


def test_collect_summaries_keeps_the_first_use_of_an_address() -> None:
    summaries = {"2020-06-17": IssueSummary("2020-06-17", {"a": 3}), "2020-06-03": IssueSummary("2020-06-03", {"a": 9})}

    assert collect_summaries(summaries) == OtherIssues(
        names=frozenset(summaries),
        titles={"2020-06-03": ("2020-06-03",), "2020-06-17": ("2020-06-17",)},
        uses={"a": LinkUse("2020-06-03", 9)},
    )


def test_n54_asks_for_the_note_on_repositories_from_the_first_issue_on_that_has_it() -> None:
    _, text = make_issue("2020-06-17")
    noted = "> 注：每条内容前缀为github地址的仓库拥有者和仓库名\n"
    text = text.replace("业界新闻", "开源项目").replace("[甲 | 源]", "[a/b: 甲 | 源]")
    with_note = text.replace("## 开源项目\n", f"## 开源项目\n\n{noted}\n")

    told = {}
    for name in ("2020-06-03", "2020-07-02"):
        others = {"2020-06-17": summarize_issue(parse_issue(with_note, "2020-06-17"), with_note)}
        found = lint_issue(parse_issue(text, name), text, other_issues=collect_summaries(others))
        told[name] = "note-missing" in {problem.message for problem in found}

    assert told == {"2020-06-03": False, "2020-07-02": True}


def test_exclude_removes_the_title_of_the_issue_itself() -> None:
    other_issues = collect_summaries(
        {"2020-06-17": IssueSummary("2020-06-17", {}), "2020-06-18": IssueSummary("2020-06-17", {})}
    )

    assert exclude(other_issues, "2020-06-17").titles == {"2020-06-17": ("2020-06-18",)}


def test_n16_reports_a_date_that_another_issue_has() -> None:
    assert lint("2020-06-17", {"2020-06-18": IssueSummary("2020-06-17", {})}) == [
        ("title-date-twice", {"said": "2020-06-17", "others": "2020-06-18"})
    ]


def test_n16_reports_a_date_before_that_of_an_earlier_file() -> None:
    problems = lint(
        "2020-05-01", {"2020-05-15": IssueSummary("2020-05-15", {}), "2020-06-03": IssueSummary("2020-06-03", {})}
    )

    assert ("title-order", {"said": "2020-05-01", "before": "2020-06-03"}) in problems


def test_n16_accepts_dates_in_the_order_of_the_files() -> None:
    assert (
        lint("2020-06-17", {"2020-06-03": IssueSummary("2020-06-03", {}), "2020-07-02": IssueSummary("2020-07-02", {})})
        == []
    )


def test_n41_reports_an_address_of_an_earlier_issue_once() -> None:
    problems = lint("2020-06-17", {"2020-06-03": IssueSummary("2020-06-03", {"b.example/x": 9})})

    assert problems == [("link-used", {"issue": "2020-06-03", "line": 9})]


@pytest.mark.parametrize("other", ["2020-06-17", "2020-07-02"])
def test_n41_accepts_an_address_that_only_a_later_issue_has(other: str) -> None:
    assert lint("2020-06-17", {other: IssueSummary("", {"b.example/x": 9})}) == []


def test_n41_treats_a_draft_without_date_as_the_latest_issue() -> None:
    problems = lint("2020-06-17", {"2020-07-02": IssueSummary("2020-07-02", {"b.example/x": 9})}, name="draft")

    assert ("link-used", {"issue": "2020-07-02", "line": 9}) in problems
