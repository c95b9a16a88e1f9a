from __future__ import annotations

import pytest

from publish.steps.transforms.lists_and_tables import wrap_tables
from tests.steps.transforms.markup import parse, show

SCROLL = "overflow-x:auto;-webkit-overflow-scrolling:touch"


def wrap(before: str) -> str:
    tree = parse(f"<section>{before}</section>")
    wrap_tables(tree)
    return show(tree).removeprefix("<section>").removesuffix("</section>")


def test_wrap_tables_adds_a_scrolling_section() -> None:
    html = wrap("<table><tbody/></table>")

    assert html == f'<section data-ignore-width="" style="{SCROLL}"><table><tbody></tbody></table></section>'


def test_wrap_tables_moves_the_margin_to_the_section() -> None:
    html = wrap('<table style="width:100%;margin:0 0 16px;margin-top:1px"><tbody/></table>')

    assert f'style="margin:0 0 16px;margin-top:1px;{SCROLL}"><table style="width:100%">' in html


def test_wrap_tables_keeps_text_behind_a_table() -> None:
    assert wrap("甲<table/>乙").endswith("<table></table></section>乙")


def test_wrap_tables_wraps_a_nested_table() -> None:
    assert wrap("<table><tbody><tr><td><table/></td></tr></tbody></table>").count("data-ignore-width") == 2


@pytest.mark.parametrize(
    ("rows", "after"),
    [
        ("<tr/><tr/>", "<tbody><tr></tr><tr></tr></tbody>"),
        ("<thead/>\n<tr/>\n<tr/>\n", "<thead></thead>\n<tbody><tr></tr><tr></tr></tbody>"),
        ("<tr/><tbody/><tr/>", "<tbody><tr></tr></tbody><tbody></tbody><tbody><tr></tr></tbody>"),
    ],
)
def test_wrap_tables_gathers_rows_in_a_body(rows: str, after: str) -> None:
    assert f"<table>{after}</table>" in wrap(f"<table>{rows}</table>")


def test_wrap_tables_is_idempotent() -> None:
    tree = parse("<section><table><tr/></table></section>")
    wrap_tables(tree)
    once = show(tree)

    wrap_tables(tree)

    assert show(tree) == once


def test_wrap_tables_keeps_a_root_table() -> None:
    tree = parse("<table><tr/></table>")

    wrap_tables(tree)

    assert show(tree) == "<table><tbody><tr></tr></tbody></table>"
