"""Parsing the lines below an entry's first one."""

import pytest

from publish.core.issue import Items, Part, Span
from tests.samples import find_spans, read_body, read_entry, sketch


def measure_depth(parts: tuple[Part, ...]) -> int:
    inner = [measure_depth(item.parts) for part in parts if isinstance(part, Items) for item in part.items]
    return 1 + max(inner) if inner else 0


# --- summary, fields, text --------------------------------------------------------------------


@pytest.mark.parametrize("line", ["摘要：甲", "摘要:甲", "摘要： 甲  ", " 摘要：甲", "摘要 ：甲"])
def test_summary_is_parsed_without_its_label(line: str) -> None:
    assert read_body(line) == [("summary", "甲")]


def test_summary_lines_are_paragraphs() -> None:
    assert read_body("摘要：甲", "乙  ", "丙") == [("summary", "甲"), "乙", "丙"]


def test_empty_or_second_summary_is_accepted() -> None:
    assert read_body("摘要：", "摘要：乙") == [("summary", ""), ("summary", "乙")]


def test_summary_label_without_colon_is_text() -> None:
    assert read_body("摘要甲") == ["摘要甲"]


@pytest.mark.parametrize(
    ("line", "label", "value"),
    [
        ("链接：https://a.example/b", "链接", "https://a.example/b"),
        ("链接: http://a.example/b  ", "链接", "http://a.example/b"),
        ("代码1：[仓库](https://a.example/)", "代码1", "[仓库](https://a.example/)"),
        ("网页Demo：[试试]()", "网页Demo", "[试试]()"),
        ("标题：A: B", "标题", "A: B"),
        ("论文：甲 | 乙", "论文", "甲 | 乙"),
        ("作者：甲，乙", "作者", "甲，乙"),
        ("单位：甲", "单位", "甲"),
        (f"{'字' * 12}：https://a.example/", "字" * 12, "https://a.example/"),
    ],
)
def test_field_has_an_address_or_a_text_label(line: str, label: str, value: str) -> None:
    assert read_body(line) == [(label, value)]


@pytest.mark.parametrize(
    "line",
    [
        "人脸识别：更快了",
        "链接：见 https://a.example/",
        "链接：https://a.example/ 与 https://b.example/",
        "链接：https://a.example/，",
        "链接：[甲](u) [乙](v)",
        "标题：",
        "https://a.example/",
        "见https://a.example/",
        "甲，乙：https://a.example/",
        "**代码**：https://a.example/",
        f"{'字' * 13}：https://a.example/",
    ],
)
def test_line_that_is_no_field_is_text(line: str) -> None:
    assert read_body(line) == [line]


def test_text_label_is_a_field_before_the_summary() -> None:
    assert read_body("甲", "标题：乙") == ["甲", ("标题", "乙")]


def test_text_label_after_the_summary_is_a_field_only_with_an_address() -> None:
    assert read_body("摘要：甲", "标题：乙", "论文：https://a.example/") == [
        ("summary", "甲"),
        "标题：乙",
        ("论文", "https://a.example/"),
    ]


@pytest.mark.parametrize("line", ["·甲", "1.甲", "2.x 版", "– 甲", "•  甲"])
def test_invalid_list_marker_is_text(line: str) -> None:
    assert read_body("摘要：甲", line) == [("summary", "甲"), line]


@pytest.mark.parametrize("end", ["。", "；", "）。", "》，"])
def test_wrapped_punctuation_joins_the_line_above(end: str) -> None:
    assert read_body("摘要：甲", end, "乙") == [("summary", f"甲{end}"), "乙"]


def test_wrapped_address_joins_the_line_above() -> None:
    assert read_body("见[甲](https://a.example/b", ")与[乙](https://b.example/", ")。", "丙") == [
        "见[甲](https://a.example/b)与[乙](https://b.example/)。",
        "丙",
    ]


def test_entry_part_spans_its_own_lines() -> None:
    entry = read_entry("- [题](u)", "链接：https://a.example/", "", "  甲[乙](https://a.example/", "  )", "  - 丙")

    assert list(find_spans(entry.parts)) == [Span(5, 5), Span(7, 8), Span(9, 9)]


# --- lists ------------------------------------------------------------------------------------


@pytest.mark.parametrize("indent", [" ", "  ", "   ", "    ", "        ", "\t"])
@pytest.mark.parametrize("mark", ["-", "*", "+"])
def test_indented_item_is_part_of_the_entry(indent: str, mark: str) -> None:
    assert read_body(f"{indent}{mark} 甲  ", f"{indent}{mark} 乙") == [["-", "甲", "乙"]]


@pytest.mark.parametrize("mark", [".", ")"])
@pytest.mark.parametrize("indent", ["", "  ", "    "])
def test_unindented_numbered_item_is_part_of_the_entry(indent: str, mark: str) -> None:
    assert read_body("摘要：甲", f"{indent}1{mark} 乙", f"{indent}2{mark} 丙") == [
        ("summary", "甲"),
        ["1.", "乙", "丙"],
    ]


@pytest.mark.parametrize("first", ["3", "0", "999999999"])
def test_list_keeps_its_first_number(first: str) -> None:
    assert read_body(f"  {first}. 甲") == [[f"{first}.", "甲"]]


@pytest.mark.parametrize("line", ["乙", " 乙", "  乙"])
def test_text_below_a_list_is_part_of_the_entry(line: str) -> None:
    assert read_body("  - 甲", line, "  - 丙") == [["-", "甲"], "乙", ["-", "丙"]]


@pytest.mark.parametrize("line", ["   乙", "    乙", "         乙", "\t乙"])
def test_text_indented_by_three_is_part_of_the_item(line: str) -> None:
    assert read_body("    - 甲", line, "    - 丙") == [["-", ["甲", "乙"], "丙"]]


def test_item_holds_fields_and_text() -> None:
    assert read_body("    - [甲](u)", "    摘要：乙", "    链接：https://a.example/", "    - [丙](v)") == [
        ["-", ["[甲](u)", ("summary", "乙"), ("链接", "https://a.example/")], "[丙](v)"]
    ]


def test_nested_list_is_part_of_its_item() -> None:
    assert read_body("  - 甲", "    - 乙", "      1. 丙", "    - 丁", "  - 戊") == [
        ["-", ["甲", ["-", ["乙", ["1.", "丙"]], "丁"]], "戊"]
    ]


def test_item_indented_one_less_stays_in_its_list() -> None:
    assert read_body("  - 甲", "      - 乙", "     - 丙", "  - 丁") == [["-", ["甲", ["-", "乙", "丙"]], "丁"]]


def test_outermost_list_accepts_a_less_indented_item() -> None:
    assert read_body("    - 甲", "  - 乙") == [["-", "甲", "乙"]]


@pytest.mark.parametrize("blank", ["", "   ", "\t"])
def test_blank_line_makes_no_part(blank: str) -> None:
    assert read_body("摘要：甲", blank, "  乙", blank, "  - 丙") == [("summary", "甲"), "乙", ["-", "丙"]]


def test_item_closes_as_many_levels_as_it_is_indented_less() -> None:
    assert read_body("  - 甲", "    - 乙", "      - 丙", "  - 丁") == [["-", ["甲", ["-", ["乙", ["-", "丙"]]]], "丁"]]


@pytest.mark.parametrize(
    ("numbers", "lists"),
    [
        ([1, 2, 3, 1, 2], [["1.", "1", "2", "3"], ["1.", "1", "2"]]),
        ([1, 1, 1], [["1.", "1", "1", "1"]]),
        ([3, 4, 1], [["3.", "3", "4"], ["1.", "1"]]),
        ([1, 3, 7], [["1.", "1", "3", "7"]]),
    ],
)
def test_number_one_begins_a_new_list(numbers: list[int], lists: list[object]) -> None:
    assert read_body(*(f"  {number}. {number}" for number in numbers)) == lists


def test_text_between_numbered_lists_separates_them() -> None:
    assert read_body("  1. 甲", "  2. 乙", "文：", "  1. 丙", "  2. 丁") == [
        ["1.", "甲", "乙"],
        "文：",
        ["1.", "丙", "丁"],
    ]


def test_bullets_and_numbers_are_separate_lists() -> None:
    assert read_body("  - 甲", "  1. 乙", "  - 丙") == [["-", "甲"], ["1.", "乙"], ["-", "丙"]]


def test_bullets_and_numbers_are_separate_lists_inside_an_item() -> None:
    assert read_body("  - 甲", "    - 乙", "    1. 丙") == [["-", ["甲", ["-", "乙"], ["1.", "丙"]]]]


def test_item_without_text_is_text() -> None:
    assert read_body("  -", "  1.") == ["-", "1."]


def test_item_joins_its_wrapped_lines() -> None:
    assert read_body("  - 甲[乙](https://a.example/", "  )", "  。", "  - 丙") == [
        ["-", "甲[乙](https://a.example/)。", "丙"]
    ]


def test_lists_nest_at_most_twenty_deep() -> None:
    entry = read_entry("- [题](u)", *(" " * (2 * level) + "- 项" for level in range(1, 31)))

    assert measure_depth(entry.parts) == 20
    assert len(list(find_spans(entry.parts))) == 30


# --- other blocks --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "kind", "text"),
    [
        (["> 甲", "> 乙"], "quote", "> 甲\n> 乙"),
        (["  > 甲", "  > 乙"], "quote", "> 甲\n> 乙"),
        (["| a | b |", "|---|---|", "| 1 |"], "table", "| a | b |\n|---|---|\n| 1 |"),
        (["a | b", "--- | ---"], "table", "a | b\n--- | ---"),
        (["### 甲"], "heading", "### 甲"),
        (["  # 甲"], "heading", "# 甲"),
        (["***"], "rule", "***"),
        (["  - - -"], "rule", "- - -"),
        (["----"], "rule", "----"),
        (["```py", "x  = 1", "", "- y", "```"], "code", "```py\nx  = 1\n\n- y\n```"),
        (["  ~~~", "  x", "    y", " z", "  ~~~"], "code", "~~~\nx\n  y\nz\n~~~"),
        (["<!-- 甲", "", "- 乙", "-->"], "html", "<!-- 甲\n\n- 乙\n-->"),
        (["<pre>", "- x", "</pre>"], "html", "<pre>\n- x\n</pre>"),
        (["<table>", "<tr><td>1</td></tr>", "</table>"], "html", "<table>\n<tr><td>1</td></tr>\n</table>"),
        (["    <p>", "    甲", "    </p>"], "html", "<p>\n甲\n</p>"),
        (["  <div>", "  <div>甲</div>", "  </div>"], "html", "<div>\n<div>甲</div>\n</div>"),
    ],
)
def test_entry_holds_other_blocks(lines: list[str], kind: str, text: str) -> None:
    assert read_body("摘要：文", *lines, "再文") == [("summary", "文"), (kind, text), "再文"]


def test_unclosed_code_takes_the_rest_of_the_entry() -> None:
    assert read_body("```", "x", "摘要：文") == [("code", "```\nx\n摘要：文")]


@pytest.mark.parametrize(
    "line", ["<!-- 甲 -->", "<b>甲</b>", "<br>", "<img src='a.png'>", "a | b", "#甲", "<5 毫秒", "**"]
)
def test_one_line_of_a_multi_line_block_is_text(line: str) -> None:
    assert read_body(line, "乙") == [line, "乙"]


def test_block_indented_by_three_is_part_of_the_item() -> None:
    assert read_body("  - 甲", "    ```", "    x", "    ```", "    > 乙", "  - 丙") == [
        ["-", ["甲", ("code", "```\nx\n```"), ("quote", "> 乙")], "丙"]
    ]


@pytest.mark.parametrize("opening", ["  - ```py", "    - ```py", "  1. ```py", "\t- ```py"])
def test_item_may_be_a_code_block(opening: str) -> None:
    indent = " " * len(opening.expandtabs(4).split("`")[0])

    [items] = read_body(opening, indent + "x", indent + "  y", indent + "```")

    assert isinstance(items, list)
    assert items[1] == ("code", "```py\nx\n  y\n```")


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["```", "\tx\ty", "```"], "```\n\tx\ty\n```"),
        (["\t```", "\tx\ty", "\t  z", "\t```"], "```\nx\ty\n  z\n```"),
        (["    ```", "\t\tx", "  y", "", "    ```"], "```\n    x\ny\n\n```"),
    ],
    ids=["at the margin", "indented by a tab", "indented unevenly"],
)
def test_code_is_dedented_by_the_indent_of_its_first_line(lines: list[str], code: str) -> None:
    assert read_body("摘要：文", *lines) == [("summary", "文"), ("code", code)]


@pytest.mark.parametrize("line", ["　　　乙", "\u00a0\u00a0\u00a0乙"])
def test_wide_spaces_do_not_count_as_indent(line: str) -> None:
    assert read_body("  - 甲", line) == [["-", "甲"], "乙"]


def test_table_in_an_entry_ends_at_a_line_without_bar() -> None:
    assert read_body("| a |", "|---|", "| 1 |", "文") == [("table", "| a |\n|---|\n| 1 |"), "文"]


def test_comment_open_at_a_line_end_hides_the_next_lines() -> None:
    assert read_body("摘要：甲 <!-- 不要", "发表 --> 乙", "丙") == [("summary", "甲 <!-- 不要发表 --> 乙"), "丙"]
    assert read_body("甲 --> 乙 <!-- 不要", "发表 -->", "丙") == ["甲 --> 乙 <!-- 不要发表 -->", "丙"]


@pytest.mark.parametrize(
    "lines", [["甲 <!-- 乙", "丙"], ["甲 <!-- 乙", "", "  --> 丙"]], ids=["never", "after a blank line"]
)
def test_unclosed_comment_is_text(lines: list[str]) -> None:
    assert read_body(*lines)[0] == "甲 <!-- 乙"


def test_sketch_shows_the_kind_of_other_blocks() -> None:
    [field] = read_entry("- [题](u)", "链接：https://a.example/").parts

    assert sketch(field) == ("链接", "https://a.example/")
