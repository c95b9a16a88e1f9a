from __future__ import annotations

import pytest

from publish.cli.text_table import format_table, measure_text


def test_table_aligns_columns_of_chinese_and_latin() -> None:
    rows = [["2020-06-17", "已发布", "abc"], ["312", "draft", ""]]

    assert format_table(["期号", "状态", "说明"], rows).splitlines() == [
        "期号        状态    说明",
        "2020-06-17  已发布  abc",
        "312         draft",
    ]


def test_table_ends_columns_of_numbers_at_the_right() -> None:
    assert format_table(["期", "阅读"], [["a", "12"], ["b", "34567"]], numbers=1).splitlines() == [
        "期   阅读",
        "a      12",
        "b   34567",
    ]


def test_table_without_rows_is_its_heads() -> None:
    assert format_table(["a", "b"], []) == "a  b"


@pytest.mark.parametrize(("text", "width"), [("", 0), ("ab", 2), ("中。", 4), ("e\u0301", 1), ("ａ", 2), ("\u200b", 0)])
def test_measure_text_counts_columns_of_a_terminal(text: str, width: int) -> None:
    assert measure_text(text) == width
