from __future__ import annotations

import pytest

from publish.core.html import Html, StyledHtml
from publish.steps.theme_table import ThemeTable, TreeWriter, write_by_table


def mark(html: Html, _whole: Html) -> StyledHtml:
    """Write a page as a tree's way would that only marks the opening tags."""
    return StyledHtml(html.replace("<p>", "<p style>").replace("<hr/>", "<hr>").replace("<br/>", "<br>"))


def record_marks() -> tuple[list[str], TreeWriter]:
    """Return a list, and a writer that notes in it what it is asked for."""
    asked: list[str] = []

    def write(html: Html, whole: Html) -> StyledHtml:
        asked.append(html)
        return mark(html, whole)

    return asked, write


def test_table_writes_each_kind_by_a_sample_and_asks_for_it_once() -> None:
    table = ThemeTable({})
    asked, write = record_marks()

    page = Html("<section><p>一<b>二</b><br/>三</p><p>四</p></section>")
    written = [write_by_table(page, table, write, {}) for _ in range(2)]

    assert written == ["<section><p style>一<b>二</b><br>三</p><p style>四</p></section>"] * 2
    assert len(asked) == len(table.entries) == 4


def test_table_known_from_before_asks_for_no_sample() -> None:
    entries: dict[str, str] = {}
    page = Html("<section><p>一</p></section>")
    first = write_by_table(page, ThemeTable(entries), mark, {})

    again = write_by_table(page, ThemeTable(dict(entries)), lambda _html, _whole: StyledHtml("lost"), {})

    assert again == first == "<section><p style>一</p></section>"


@pytest.mark.parametrize("lost", ["", "<section></section>"])
def test_table_does_not_help_where_the_tree_loses_what_a_sample_holds(lost: str) -> None:
    table, page = ThemeTable({}), Html("<section><p>一</p></section>")

    assert write_by_table(page, table, lambda _html, _whole: StyledHtml(lost), {}) is None
    assert set(table.entries.values()) == {""}


def test_space_between_two_elements_goes_into_the_first_but_into_no_code() -> None:
    texts = ["<b>一</b> <i>二</i>", "<code>一</code> <i>二</i>"]
    pieces = [Html(f"<section><p>{text}</p></section>") for text in texts]

    written = [write_by_table(piece, ThemeTable({}), mark, {}) for piece in pieces]

    assert written == [
        "<section><p style><b>一 </b><i>二</i></p></section>",
        "<section><p style><code>一</code> <i>二</i></p></section>",  # as the tree writes it
    ]


def test_picture_of_every_issue_is_written_once_for_each_size() -> None:
    table = ThemeTable({})
    asked, write = record_marks()

    page = Html('<section><section class="qr"><img src="frame:qr" alt="码"/></section></section>')
    for key in ("qr 1", "qr 1", "qr 2"):
        write_by_table(page, table, write, {"frame:qr": key})

    assert asked.count(page) == 2
