"""The picture of an issue's readers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from lxml import html as html_parser
from lxml.html import HtmlElement

from publish.core.readership import DayTotals
from publish.i18n.translator import Translator
from publish.preview.issue_list_panel import IssueRow, ProblemCount, render_issues
from publish.preview.readers_panel import draw_reads, render_readers

DAY = date(2026, 11, 20)


def make_days(*reads: int) -> tuple[DayTotals, ...]:
    return tuple(DayTotals(DAY + timedelta(days=number), reads=count) for number, count in enumerate(reads))


def draw(*reads: int, label: str = "") -> HtmlElement:
    return html_parser.fromstring(draw_reads(make_days(*reads), label))


@pytest.mark.parametrize(
    ("reads", "heights"),
    [
        ((100, 150, 175), [40, 20, 10]),
        ((0, 0), [1, 1]),
        ((10, 8), [40, 1]),
        ((1000, 1001), [40, 1]),
    ],
    ids=["fewer each day", "no reads", "a count that was corrected", "one that would be invisible"],
)
def test_draw_reads_draws_what_each_day_added(reads: tuple[int, ...], heights: list[int]) -> None:
    bars = draw(*reads).xpath("//rect")

    assert [float(bar.get("height")) for bar in bars] == heights
    assert [float(bar.get("y")) + float(bar.get("height")) for bar in bars] == [40] * len(bars)
    assert [bar.get("x") for bar in bars] == [str(8 * number) for number in range(len(bars))]


def test_draw_reads_names_each_day_where_it_has_a_label() -> None:
    named, plain = draw(7, 9, label="<reads>"), draw(7, 9)

    assert (named.get("role"), named.get("aria-label"), plain.get("aria-hidden")) == ("img", "<reads>", "true")
    assert named.xpath("//title/text()") == ["2026-11-20: 7", "2026-11-21: 2"]
    assert plain.xpath("//title") == []


def test_render_readers_shows_the_last_totals() -> None:
    last = DayTotals(DAY, 9, 8, 7, 6, 5, finish_rate=0.415)

    panel = html_parser.fragment_fromstring(render_readers([last], Translator("en")), create_parent=True)

    assert panel.xpath("//dt/text()") == ["reads", "shares", "likes", "hearts", "comments", "finished"]
    assert panel.xpath("//dd/text()") == ["9", "8", "7", "6", "5", "42%"]
    assert panel.xpath("//h2/span/text()") == ["to 2026-11-20"]


def test_render_readers_shows_a_dash_for_an_unknown_rate() -> None:
    assert "<dd>–</dd>" in render_readers(make_days(5), Translator("zh"))


def test_render_readers_is_empty_without_numbers() -> None:
    assert render_readers((), Translator("zh")) == ""


def test_issues_that_have_numbers_show_them_in_the_list() -> None:
    rows = [IssueRow("2026-11-20", "", "published", ProblemCount(), make_days(5, 12)), IssueRow("2026-11-13", "", "")]

    html = render_issues(rows, "", "", Translator("en"))

    assert html.count("12 reads<svg") == html.count("<svg") == 1
