from __future__ import annotations

import re

import pytest

from publish.steps.transforms.lists_and_tables import flatten_lists, gather_items, hang_briefs, wrap_cells
from tests.steps.transforms.markup import parse, show

BOX = "display:inline-block;vertical-align:top"


def beside(marker: str, content: str, width: str = "88%") -> str:
    """Return the two boxes of an item."""
    return (
        f'<section class="marker-box" style="{BOX}">{marker}␣</section>'
        f'<section style="{BOX};width:{width}">{content}</section>'
    )


def flatten(before: str) -> str:
    tree = parse(f"<section>{before}</section>")
    flatten_lists(tree)
    html = re.sub(r'(<section) start="[^"]*"', r"\1", show(tree))  # `strip_attributes` does so
    return html.removeprefix("<section>").removesuffix("</section>")


def wrap(before: str) -> str:
    tree = parse(f"<section>{before}</section>")
    wrap_cells(tree)
    return (
        show(tree)
        .removeprefix("<section>")
        .removesuffix("</section>")
        .replace('<section style="margin:0">', "<section>")
    )


# --- items and stray content -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<ul>\n<li>甲</li>\n</ul>", "<ul><li>甲\n</li></ul>"),
        ("<ul>甲<li>乙</li></ul>", "<ul><li>甲</li><li>乙</li></ul>"),
        ("<ul><li>甲</li>乙<em>丙</em>丁</ul>", "<ul><li>甲乙<em>丙</em>丁</li></ul>"),
        ("<ul><li>甲</li><ol><li>乙</li></ol></ul>", "<ul><li>甲<ol><li>乙</li></ol></li></ul>"),
        ("<ol><p>甲</p></ol>", "<ol><li><p>甲</p></li></ol>"),
        ("<p><li>甲</li>乙</p>", "<p><section>甲</section>乙</p>"),
        ("<ul><section><li>甲</li></section></ul>", "<ul><li><section><section>甲</section></section></li></ul>"),
    ],
)
def test_gather_items_leaves_only_items_in_lists(before: str, after: str) -> None:
    tree = parse(f"<section>{before}</section>")

    gather_items(tree)

    assert show(tree) == f"<section>{after}</section>"


def test_gather_items_turns_a_root_item_into_a_section() -> None:
    tree = parse("<li>甲</li>")

    gather_items(tree)

    assert show(tree) == "<section>甲</section>"


# --- flattened lists ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "native",
    [
        "<ul><li>甲</li><li>乙</li></ul>",
        "<ul><li><p>甲</p><p>乙</p></li></ul>",
        "<ol><li>甲</li><li><p>乙</p></li></ol>",
        '<ol start="1"><li>甲</li></ol>',
        '<ol start="x"><li>甲</li></ol>',
        '<ol start="99999999999"><li>甲</li></ol>',
    ],
)
def test_flatten_lists_keeps_native_lists_that_the_editor_keeps(native: str) -> None:
    assert flatten(native) == native


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '<ol start="3"><li>甲</li><li>乙</li></ol>',
            f"<section><section>{beside('3.', '甲')}</section><section>{beside('4.', '乙')}</section></section>",
        ),
        ('<ol start="0"><li>甲</li></ol>', f"<section><section>{beside('0.', '甲')}</section></section>"),
        ('<ol start="-1"><li>甲</li></ol>', f"<section><section>{beside('-1.', '甲', '85%')}</section></section>"),
        ('<ol start="100"><li>甲</li></ol>', f"<section><section>{beside('100.', '甲', '80%')}</section></section>"),
        (
            "<ol><li>甲</li><li><p>乙</p><p>丙</p></li></ol>",
            f"<section><section>{beside('1.', '甲')}</section>"
            f"<section>{beside('2.', '乙<p>丙</p>')}</section></section>",
        ),
        (
            "<ol><li><section>码</section><p>甲</p></li></ol>",
            f"<section><section>{beside('1.', '<section>码</section><p>甲</p>')}</section></section>",
        ),
    ],
)
def test_flatten_lists_writes_numbers_that_a_native_list_loses(before: str, after: str) -> None:
    assert flatten(before) == after


def test_flatten_lists_writes_a_marker_per_level_for_inner_lists() -> None:
    html = flatten("<ul><li>甲<ul><li>乙<ul><li>丙<ul><li>丁</li></ul></li></ul></li></ul></li></ul>")

    fourth = f"<section><section>{beside('▪', '丁', '90%')}</section></section>"
    third = f"<section><section>{beside('▪', f'丙{fourth}', '90%')}</section></section>"
    assert html == f"<ul><li>甲<section><section>{beside('◦', f'乙{third}', '90%')}</section></section></li></ul>"


def test_flatten_lists_numbers_an_inner_list() -> None:
    assert flatten("<ul><li>甲<ol><li>乙</li></ol></li></ul>") == (
        f"<ul><li>甲<section><section>{beside('1.', '乙')}</section></section></li></ul>"
    )


def test_flatten_lists_keeps_the_style_without_native_markers() -> None:
    style = "margin:1px;padding:0 0 0 22px;list-style-type:decimal"

    html = flatten(f'<ol start="2" style="{style}"><li style="color:#333">甲</li></ol>')

    assert html == f'<section style="margin:1px"><section style="color:#333">{beside("2.", "甲")}</section></section>'


def test_flatten_lists_writes_task_boxes_as_text() -> None:
    html = flatten('<ul style="padding:0 0 0 22px"><li class="task">☑␣甲</li><li>乙</li></ul>')

    assert html == (
        '<ul style="padding:0;list-style-type:none"><li class="task">☑␣甲</li><li>'
        + beside("•", "乙", "90%")
        + "</li></ul>"
    )


def test_flatten_lists_adds_no_marker_to_an_inner_task() -> None:
    assert flatten('<ul><li>甲<ul><li class="task">☐␣乙</li></ul></li></ul>') == (
        '<ul><li>甲<section><section class="task">☐␣乙</section></section></li></ul>'
    )


@pytest.mark.parametrize(
    ("item", "after"),
    [
        (" \n甲", "甲"),
        ("<strong>甲</strong>乙", "<strong>甲</strong>乙"),
        ("<p>甲<em>乙</em>丙</p>", "甲<em>乙</em>丙"),
        ("<p><em>甲</em></p>乙", "<em>甲</em><p>乙</p>"),
        ("<p></p><p>甲</p>", "甲"),
        ("<p></p>", ""),
    ],
)
def test_flatten_lists_puts_an_item_beside_its_marker(item: str, after: str) -> None:
    assert (
        flatten(f'<ol start="2"><li>{item}</li></ol>') == f"<section><section>{beside('2.', after)}</section></section>"
    )


# --- one section in each item and cell --------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("甲<strong>乙</strong>", "<section>甲<strong>乙</strong></section>"),
        ("", "<section>␣</section>"),
        ("<p>甲</p>", "<section>甲</section>"),
        ("<p>甲</p><p>乙</p>", "<section>甲<p>乙</p></section>"),
        ("<p>甲</p>乙<p>丙</p>丁", "<section>甲<p>乙</p><p>丙</p><p>丁</p></section>"),
        ("<p></p><p>甲</p>", "<section>甲</section>"),
        ("<p><img/></p><p>甲</p>", "<section><img><p>甲</p></section>"),
        ("<section>甲</section>", "<section>甲</section>"),
        (" <section>甲</section>\u3000", "<section>甲</section>"),
        ("<section>甲</section><section>乙</section>", "<section><section>甲</section><section>乙</section></section>"),
        ("甲<section>乙</section>", "<section>甲<section>乙</section></section>"),
        ("<section>甲</section>乙", "<section><section>甲</section><p>乙</p></section>"),
        ("<table/>", "<section><table></table></section>"),
    ],
)
@pytest.mark.parametrize("cell", ["li", "td", "th"])
def test_wrap_cells_puts_the_content_of_a_cell_into_one_section(cell: str, before: str, after: str) -> None:
    assert wrap(f"<{cell}>{before}</{cell}>") == f"<{cell}>{after}</{cell}>"


def test_wrap_cells_moves_text_styles_but_the_marker_colour() -> None:
    html = wrap('<td style="padding:1px;color:#333;font-size:15px;text-align:center;font-weight:600">甲</td>')

    assert html == (
        '<td style="padding:1px;color:#333">'
        '<section style="margin:0;color:#333;font-size:15px;text-align:center;font-weight:600">甲</section></td>'
    )


def test_wrap_cells_keeps_the_style_of_an_existing_section() -> None:
    line = '<li style="color:#333;font-size:15px"><section style="font-size:14px;margin:1px{}">甲</section></li>'

    assert wrap(line.format("")) == line.format(";color:#333")


@pytest.mark.parametrize("cell", ["<li>甲<p>乙</p></li>", '<td style="color:#333"><p>甲</p></td>', "<th>甲</th>"])
def test_wrap_cells_is_idempotent(cell: str) -> None:
    tree = parse(f"<section>{cell}</section>")
    wrap_cells(tree)
    once = show(tree)

    wrap_cells(tree)

    assert show(tree) == once


# --- hot news ------------------------------------------------------------------------------------


def test_hang_briefs_puts_the_marker_beside_the_line() -> None:
    tree = parse('<section><p class="brief"><span class="marker">▪</span>␣<strong>甲</strong>：乙</p></section>')

    hang_briefs(tree)

    boxes = beside('<span class="marker">▪</span>', "<strong>甲</strong>：乙", "94%")
    assert show(tree) == f'<section><section class="brief">{boxes}</section></section>'


@pytest.mark.parametrize("line", ['<p class="brief">甲</p>', '<p class="note"><span class="marker">▪</span>甲</p>'])
def test_hang_briefs_keeps_lines_without_a_marker(line: str) -> None:
    tree = parse(f"<section>{line}</section>")

    hang_briefs(tree)

    assert show(tree) == f"<section>{line}</section>"


def test_wrap_cells_keeps_the_style_of_a_caption_below_a_picture() -> None:
    assert wrap('<td><section style="font-size:12px">甲</section></td>') == (
        '<td><section style="font-size:12px;margin:0">甲</section></td>'
    )
