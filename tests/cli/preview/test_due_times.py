"""When issues are due, on the preview page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from publish.adapters.system.host import SystemClock
from publish.cli.build_context import load_build_context
from publish.cli.ledger_access import find_ledger
from publish.cli.parser import parse_arguments
from publish.cli.preview.due_times import load_due_times
from publish.cli.preview.issue_list import list_issue_rows
from publish.core.delivery_record import Delivery, DeliveryState, Fingerprint
from publish.i18n.translator import Translator
from publish.preview.issue_list_panel import DueTime, IssueRow, ProblemCount, render_due

ENGLISH = Translator("en")
SOON = (SystemClock().now() + timedelta(days=3)).date().isoformat()


def add_settings(issue: Path, text: str) -> None:
    with (issue.parent.parent / "publish.toml").open("a", encoding="utf-8") as settings:
        settings.write(text)


def load() -> dict[str, DueTime]:
    context = load_build_context(parse_arguments(["preview"], ENGLISH), ENGLISH)
    return dict(load_due_times(context))


def test_due_times_are_in_the_zone_of_the_newsletter(issue: Path) -> None:
    add_settings(issue, '[schedule]\ntimezone = "America/New_York"\nhour = 7\naction = "release"\n')
    (issue.parent / f"{SOON}.md").write_text("# 题\n\n正文。\n", encoding="utf-8")
    (issue.parent / "notes.md").write_text("# 没有时间\n", encoding="utf-8")

    dues = load()

    assert dues[f"issues/{SOON}"] == DueTime(SOON, "07:00", "America/New_York", "release")
    assert dues["issues/2020-06-17"] == DueTime("2020-06-17", "07:00", "America/New_York", "hold", is_past=True)
    assert dues.keys() == {f"issues/{SOON}", "issues/2020-06-17", "issues/2020-06-03"}


@pytest.mark.usefixtures("issue")
def test_due_times_know_what_the_ledger_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECHAT_API", "http://127.0.0.1:9/cgi-bin")  # the sandbox's account
    context = load_build_context(parse_arguments(["preview"], ENGLISH), ENGLISH)
    delivery = Delivery(
        issue="issues/2020-06-17",
        state=DeliveryState.DRAFTED,
        content="c",
        fingerprint=Fingerprint("题", "", "cover", "text", False),
        articles=1,
        started=datetime(2020, 6, 17, tzinfo=UTC),
        media_id="m",
        kept="words",
    )
    assert load()["issues/2020-06-17"].action == "hold"

    with find_ledger(None, context.settings, context.repository).connect() as ledger:
        ledger.save(delivery)

    assert load()["issues/2020-06-17"].action == ""


@pytest.mark.usefixtures("issue")
def test_issue_rows_have_their_due_times() -> None:
    assert [row.due and row.due.day for row in list_issue_rows()] == ["2020-06-17", "2020-06-03"]


def test_due_panel_shows_what_is_to_come_first_and_what_cannot_be_built() -> None:
    broken = ProblemCount(1, 0, is_broken=True)
    rows = [
        IssueRow("c", "三", "", broken, due=DueTime("2026-12-15", "08:00", "Asia/Shanghai", "draft")),
        IssueRow("b", "二", "published", None, due=DueTime("2026-11-01", "08:00", "Asia/Shanghai", "", is_past=True)),
        IssueRow("a", "", "", None, due=DueTime("2026-12-08", "08:00", "Asia/Shanghai", "hold", is_past=True)),
        IssueRow("d", "", "", None, due=DueTime("2026-10-01", "08:00", "Asia/Shanghai", "", is_past=True)),
        IssueRow("e", "", ""),
    ]

    html = render_due(rows, "t", ENGLISH)

    places = [html.index(f'data-name="{name}"') for name in "acbd"]
    assert places == sorted(places)
    assert "a draft will be pushed · cannot be built now" in html
    assert "overdue, waits for a person" in html
    assert "nothing to do" in html
    assert "All times are those of Asia/Shanghai" in html
    assert 'data-name="e"' not in html
    assert "No issue has a publish time" in render_due([], "t", ENGLISH)
