"""An issue among the others of its folder."""

from __future__ import annotations

import pytest

from publish.core.issue import Issue, LinkUse, OtherIssues
from publish.lint import lint_issue
from publish.lint.cross_issue import IssueSummary, collect_summaries, exclude, summarize_issue
from publish.steps.parse import parse_issue

HEAD = "# 周报 ({day})\n\n> 导读：说说这一期。\n\n## 业界新闻\n"
ENTRY = "- [甲 | 源](https://mp.weixin.qq.com/s/a)  \n摘要：见 https://b.example/x 和 http://B.example/x/ 。\n"


def read(day: str, name: str = "2020-06-17") -> tuple[Issue, str]:
    text = HEAD.format(day=day) + ENTRY
    return parse_issue(text, name), text


def find(day: str, others: dict[str, IssueSummary], name: str = "2020-06-17") -> list[tuple[str, dict[str, object]]]:
    """Return what is said of an issue of this date, once for each sentence, beside these others."""
    issue, text = read(day, name)
    problems = lint_issue(issue, text, other_issues=collect_summaries(others))
    return [(p.message, dict(p.values)) for p in problems if p.rule in ("N16", "N41")]


def test_an_issue_is_described_by_its_date_and_its_addresses() -> None:
    assert summarize_issue(*read("2020-06-17")) == IssueSummary(
        "2020-06-17", {"mp.weixin.qq.com/s/a": 6, "b.example/x": 7}
    )


@pytest.mark.parametrize("day", ["", "2020-02-31", "6月"])
def test_a_title_without_a_date_has_none(day: str) -> None:
    assert summarize_issue(*read(day)).day == ""


def test_the_first_use_of_an_address_is_kept() -> None:
    facts = {"2020-06-17": IssueSummary("2020-06-17", {"a": 3}), "2020-06-03": IssueSummary("2020-06-03", {"a": 9})}

    assert collect_summaries(facts) == OtherIssues(
        names=frozenset(facts),
        titles={"2020-06-03": ("2020-06-03",), "2020-06-17": ("2020-06-17",)},
        uses={"a": LinkUse("2020-06-03", 9)},
    )


def test_an_issue_is_no_neighbour_of_itself() -> None:
    other_issues = collect_summaries(
        {"2020-06-17": IssueSummary("2020-06-17", {}), "2020-06-18": IssueSummary("2020-06-17", {})}
    )

    assert exclude(other_issues, "2020-06-17").titles == {"2020-06-17": ("2020-06-18",)}


def test_a_date_that_another_issue_has_breaks_n16() -> None:
    assert find("2020-06-17", {"2020-06-18": IssueSummary("2020-06-17", {})}) == [
        ("title-date-twice", {"said": "2020-06-17", "others": "2020-06-18"})
    ]


def test_a_date_before_that_of_an_earlier_file_breaks_n16() -> None:
    told = find(
        "2020-05-01", {"2020-05-15": IssueSummary("2020-05-15", {}), "2020-06-03": IssueSummary("2020-06-03", {})}
    )

    assert ("title-order", {"said": "2020-05-01", "before": "2020-06-03"}) in told


def test_dates_in_the_order_of_the_files_obey_n16() -> None:
    assert (
        find("2020-06-17", {"2020-06-03": IssueSummary("2020-06-03", {}), "2020-07-02": IssueSummary("2020-07-02", {})})
        == []
    )


def test_the_address_of_an_earlier_issue_breaks_n41_once() -> None:
    told = find("2020-06-17", {"2020-06-03": IssueSummary("2020-06-03", {"b.example/x": 9})})

    assert told == [("link-used", {"issue": "2020-06-03", "line": 9})]


@pytest.mark.parametrize("other", ["2020-06-17", "2020-07-02"])
def test_an_address_that_only_a_later_issue_has_obeys_n41(other: str) -> None:
    assert find("2020-06-17", {other: IssueSummary("", {"b.example/x": 9})}) == []


def test_a_draft_without_a_date_for_a_name_comes_after_all() -> None:
    told = find("2020-06-17", {"2020-07-02": IssueSummary("2020-07-02", {"b.example/x": 9})}, name="draft")

    assert ("link-used", {"issue": "2020-07-02", "line": 9}) in told
