"""What an issue is compared with."""

from __future__ import annotations

import pytest

from publish.newsletter.issue_summary import IssueSummary, collect_summaries, describe_comparison

OWN = IssueSummary("2020-06-17", {"a.example/1": 5}, listed=("2020-06-03",))
OTHERS = {"2020-06-03": IssueSummary("2020-06-03", {"a.example/2": 5}), "2020-07-01": IssueSummary("2020-07-01", {})}


def describe(own: IssueSummary = OWN, **others: IssueSummary) -> str:
    renamed = {name.replace("_", "-").removeprefix("i"): summary for name, summary in others.items()}
    all_issues = {**OTHERS, **renamed, "2020-06-17": own}
    return describe_comparison("2020-06-17", own, collect_summaries(all_issues))


@pytest.mark.parametrize(
    "others",
    [
        {"i2020_06_20": IssueSummary("2020-06-17", {})},
        {"i2020_06_01": IssueSummary("2020-06-18", {})},
        {"i2020_06_01": IssueSummary("", {"a.example/1": 9})},
        {"i2020_06_01": IssueSummary("", {}, is_noted=True)},
    ],
    ids=["same date", "later date in an older file", "same address", "note on repositories"],
)
def test_comparison_differs_where_another_issue_may_be_reported(others: dict[str, IssueSummary]) -> None:
    assert describe(**others) != describe()


def test_comparison_differs_when_a_listed_issue_is_missing() -> None:
    assert describe(OWN._replace(listed=("2019-01-01",))) != describe()


def test_comparison_is_the_same_when_other_issues_change_otherwise() -> None:
    later = IssueSummary("2020-07-15", {"a.example/1": 9, "b.example": 1})

    assert describe(i2020_07_15=later) == describe()
