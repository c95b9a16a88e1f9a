"""Parsing plain Markdown into blocks."""

import pytest

from publish.core.issue import Block, BlockKind, Issue, Span
from tests.samples import find_stray_lines, read, read_section, sketch

MANUAL = ["# 手册", ""]


def parse_plain(*lines: str) -> list[object]:
    """Return the blocks of a plain Markdown file."""
    return [sketch(part) for part in read(*MANUAL, *lines).preamble]


def get_spans(issue: Issue) -> list[Span]:
    return [part.span for part in issue.preamble]


def test_plain_markdown_is_parsed_as_blocks_only() -> None:
    issue = read(*MANUAL, "- [题](u)", "", "> 引", "", "## 节", "", "- [题](u)", "  摘要")

    parts = [*issue.preamble, *(part for section in issue.sections for part in section.parts)]

    assert all(isinstance(part, Block) for part in parts)
    assert (issue.intro, issue.entries, issue.briefs) == (None, (), ())


def test_archive_heading_is_a_section_in_plain_markdown() -> None:
    issue = read(*MANUAL, "## 往期回顾", "", "- [2020-06-03](a.md)")

    assert issue.archive is None
    assert [section.name for section in issue.sections] == ["往期回顾"]


@pytest.mark.parametrize("lines", [["甲"], ["甲", "乙"], ["甲  ", "  乙", "    丙"], ["甲", "2. 乙"], ["甲", "*"]])
def test_paragraph_ends_at_a_blank_line(lines: list[str]) -> None:
    assert parse_plain(*lines, "", "后") == ["\n".join(lines).strip(), "后"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("### 乙", "heading"),
        ("   ###### 乙", "heading"),
        ("###", "heading"),
        ("***", "rule"),
        ("_ _ _", "rule"),
        ("> 乙", "quote"),
        ("   >乙", "quote"),
        ("- 乙", "list"),
        ("+ 乙", "list"),
        ("1. 乙", "list"),
        ("1) 乙", "list"),
        ("```", "code"),
        ("~~~ 乙", "code"),
        ("<!-- 乙", "html"),
        ("<pre>", "html"),
    ],
)
def test_paragraph_ends_where_another_block_begins(line: str, kind: str) -> None:
    assert parse_plain("甲", line) == ["甲", (kind, line)]


def test_paragraph_ends_at_a_table() -> None:
    assert parse_plain("甲", "| a |", "|---|", "| 1 |") == ["甲", ("table", "| a |\n|---|\n| 1 |")]


@pytest.mark.parametrize(
    "line",
    ["    - 乙", "\t> 乙", "    ```", "2. 乙", "-乙", "#乙", "####### 乙", "| a |", "<b>乙</b>", "[a]: b", "``乙``"],
)
def test_paragraph_continues_over_lines_that_begin_no_block(line: str) -> None:
    assert parse_plain("甲", line, "") == [f"甲\n{line}"]


@pytest.mark.parametrize("underline", ["---", "-", "  ----  "])
@pytest.mark.parametrize("text", [["甲"], ["甲", "乙"]], ids=["one line", "two lines"])
def test_underlined_paragraph_is_a_heading(text: list[str], underline: str) -> None:
    assert parse_plain("前", "", *text, underline, "后") == ["前", ("heading", "\n".join([*text, underline])), "后"]


@pytest.mark.parametrize("line", ["---", "***", "___", "- - -", "  * * *  ", "_____"])
def test_rule_is_a_block_of_one_line(line: str) -> None:
    assert parse_plain("前", "", line, "后")[1:] == [("rule", line), "后"]


@pytest.mark.parametrize("line", ["--", "-*-", "**甲", "--- 甲", "_ _"])
def test_line_of_other_marks_is_no_rule(line: str) -> None:
    assert parse_plain(line) == [line]


@pytest.mark.parametrize(
    "lines",
    [
        ["    甲", "    乙"],
        ["\t甲"],
        ["    甲", "", "    乙"],
        ["    - 甲"],
        ["    # 甲"],
        ["    <font>注：甲</font>"],
        ["    > 甲"],
        ["    | a |", "    |---|"],
    ],
)
def test_indented_lines_are_code(lines: list[str]) -> None:
    assert parse_plain("前", "", *lines, "", "后")[1:] == [("code", "\n".join(lines)), "后"]


@pytest.mark.parametrize(
    "lines",
    [
        ["```", "甲", "", "# 乙", "- 丙", "```"],
        ["~~~py", "```", "~~~"],
        ["````", "```", "````"],
        ["```", "```"],
    ],
)
def test_code_block_ends_at_its_closing_fence(lines: list[str]) -> None:
    assert parse_plain("前", *lines, "后") == ["前", ("code", "\n".join(lines)), "后"]


# --- quotes and tables ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        ["> 甲"],
        ["> 甲", "> 乙"],
        ["> 甲", ">", "> 乙"],
        ["> 甲", "乙"],
        [">", "> - 甲", ">   - 乙"],
        ["> ```", "> 甲", "> ```"],
        ["> # 甲"],
        ["> 甲", "    - 乙"],
    ],
    ids=["line", "lines", "paragraphs", "lazy", "list", "code", "heading", "indented"],
)
def test_quote_ends_at_a_blank_line(lines: list[str]) -> None:
    assert parse_plain(*lines, "", "后") == [("quote", "\n".join(lines)), "后"]


@pytest.mark.parametrize(
    ("line", "kind"), [("- 乙", "list"), ("### 乙", "heading"), ("---", "rule"), ("```", "code"), ("<!-- 乙", "html")]
)
@pytest.mark.parametrize(
    "above", [["> 甲"], ["| a |", "|---|", "| 1 |"], ["| a |", "|---|"]], ids=["quote", "table", "head of a table"]
)
def test_quote_or_table_ends_where_another_block_begins(above: list[str], line: str, kind: str) -> None:
    assert parse_plain(*above, line)[1:] == [(kind, line)]


def test_second_row_of_dashes_is_a_row_of_its_table() -> None:
    table = ["| a | b |", "|---|---|", "| 1 | 2 |", "|---|---|", "| 3 | 4 |"]

    assert parse_plain(*table, "", "后") == [("table", "\n".join(table)), "后"]


@pytest.mark.parametrize("quote", [["> ```", "> 甲"], ["> 甲", "> ~~~"], ["> ```", "> ```", "> ```"]])
def test_code_left_open_in_a_quote_ends_with_it(quote: list[str]) -> None:
    assert parse_plain(*quote, "乙") == [("quote", "\n".join(quote)), "乙"]


def test_quote_below_a_table_is_a_separate_block() -> None:
    assert parse_plain("| a |", "|---|", "> 甲") == [("table", "| a |\n|---|"), ("quote", "> 甲")]


@pytest.mark.parametrize("delimiter", ["|---|---|", "---|---", ":-: | -:", "| - |  - |  ", "  |--|--|", "|:--|--:|"])
def test_table_is_recognised_by_its_delimiter_row(delimiter: str) -> None:
    assert parse_plain("| a | b |", delimiter, "1 | 2", "", "后") == [("table", f"| a | b |\n{delimiter}\n1 | 2"), "后"]


@pytest.mark.parametrize("delimiter", ["| x |", "||", "|-x|", "-|:|", "|- -|"])
def test_invalid_delimiter_row_makes_no_table(delimiter: str) -> None:
    assert parse_plain("| a |", delimiter) == [f"| a |\n{delimiter}"]


@pytest.mark.parametrize("lines", [["> 注：甲", "> 乙"], [">注：甲", "乙"], ["> 注：甲", "> 乙  "]])
def test_quote_with_note_label_is_a_note(lines: list[str]) -> None:
    assert parse_plain(*lines) == [("note", "注：甲\n乙")]


# --- lists ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        ["- 甲", "- 乙"],
        ["- 甲", "  - 乙", "    - 丙", "- 丁"],
        ["1. 甲", "2. 乙"],
        ["3) 甲"],
        ["- 甲", "乙"],
        ["- 甲", "", "- 乙"],
        ["- 甲", "", "  乙", "", "  丙"],
        ["- 甲", "", "\t乙"],
        ["- 甲", "  ```", "", "  码", "", "  ```", "- 乙"],
        ["- ```", "  码", "", "  ```"],
        ["- 甲", "- ```", "  码", "", "  ```", "- 乙"],
        ["- 甲", "  <!--", "", "  码", "  -->"],
        ["- 甲", "  ### 乙"],
        ["- 甲", "  ---", "  乙"],
        ["-", "  甲"],
        ["- 甲", "* 乙"],
        ["- [ ] 甲", "- [x] 乙"],
    ],
)
def test_list_includes_its_blank_and_lazy_lines(lines: list[str]) -> None:
    assert parse_plain(*lines, "", "后") == [("list", "\n".join(lines)), "后"]


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("---", ("rule", "---")),
        ("* * *", ("rule", "* * *")),
        ("### 乙", ("heading", "### 乙")),
        ("```", ("code", "```")),
        ("<!-- 乙 -->", ("html", "<!-- 乙 -->")),
        ("", "后"),
    ],
)
def test_list_ends_where_another_block_begins(line: str, part: object) -> None:
    assert parse_plain("- 甲", line, *(["后"] if not line else [])) == [("list", "- 甲"), part]


def test_comment_below_a_list_hides_its_content() -> None:
    assert parse_plain("- 甲", "<!--", "", "乙", "-->") == [("list", "- 甲"), ("html", "<!--\n\n乙\n-->")]


# --- HTML and definitions ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        ["<div>甲</div>"],
        ["<div>", "", "甲", "", "</div>"],
        ["<div>", "<div>", "", "</div>", "", "</div>", "甲"],
        ["<DIV>", "", "</div>"],
        ["<br>", "甲"],
        ["<b>甲</b> 乙", "丙"],
        ["</div>", "甲"],
        ["<!DOCTYPE html>", "甲"],
        ["<!--", "", "甲", "-->"],
        ["<?php", "", "甲", "?>"],
        ["<pre>", "", "## 甲", "</pre>"],
        ["<a>", "甲"],
        ["<script>", "", "甲", "</script>"],
    ],
)
def test_html_block_ends_after_its_closing_tag(lines: list[str]) -> None:
    assert parse_plain("前", "", *lines, "", "后")[1:] == [("html", "\n".join(lines)), "后"]


def test_target_of_links_swallows_nothing_below_it() -> None:
    target = '<a id="a"></a>'

    assert parse_plain(target, "### 甲", f"{target} 乙", "```", "", "乙", "```", "丙") == [
        target,
        ("heading", "### 甲"),
        f"{target} 乙",
        ("code", "```\n\n乙\n```"),
        "丙",
    ]


def test_unclosed_html_element_ends_at_a_blank_line() -> None:
    assert parse_plain("<div>", "甲", "", "乙") == [("html", "<div>\n甲"), "乙"]


def test_html_element_end_is_searched_in_a_limited_number_of_lines() -> None:
    near, far = ["<p>", *[""] * 198, "</p>"], ["<p>", *[""] * 199, "</p>"]

    assert len(parse_plain(*near)) == 1
    assert len(parse_plain(*far)) == 2


@pytest.mark.parametrize("line", ["<5 毫秒", "a < b", "<甲>", "    <div>"])
def test_other_angle_brackets_begin_no_html_block(line: str) -> None:
    assert [sketch(part) for part in read(*MANUAL, "前", line).preamble] == [f"前\n{line}"]


@pytest.mark.parametrize("line", ["[a]: https://a.example/", "  [A b]: <u> '说明'", "[注]:u"])
def test_link_definition_is_a_block_of_one_line(line: str) -> None:
    assert parse_plain(line, "文") == [("definition", line), "文"]


@pytest.mark.parametrize("address", ["  https://a.example/", "#here", "\ta.md '说明'", "<b/c.md>"])
def test_link_definition_takes_its_address_from_the_next_line(address: str) -> None:
    assert parse_plain("[a]: ", address, "文") == [("definition", f"[a]: \n{address}"), "文"]


@pytest.mark.parametrize("below", ["说明", "a word", "", "### a.md"])
def test_label_above_a_text_is_no_link_definition(below: str) -> None:
    assert parse_plain("[注]:", below)[0] in ("[注]:", f"[注]:\n{below}")


@pytest.mark.parametrize("line", ["[^ ]: 注", "[a] : u", "[a]:", "[]: u"])
def test_other_brackets_are_no_link_definition(line: str) -> None:
    assert parse_plain(line) == [line]


@pytest.mark.parametrize(
    "lines",
    [
        ["[^1]: 甲", "", "    乙"],
        ["[^1]: 甲", "  乙", "", "", "\t丙", "    丁", "", "    戊"],
        ["[^1]: 甲", "乙", "", "    丙", "丁"],
    ],
)
def test_footnote_includes_its_paragraphs_and_their_lazy_lines(lines: list[str]) -> None:
    assert parse_plain(*lines, "", "后") == [("footnote", "\n".join(lines)), "后"]


@pytest.mark.parametrize("below", ["乙", "  乙", "[^2]: 乙", ""])
def test_footnote_ends_above_a_paragraph_that_is_not_indented(below: str) -> None:
    assert parse_plain("[^1]: 甲", "", below)[0] == ("footnote", "[^1]: 甲")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("---", "rule"),
        ("### 乙", "heading"),
        ("- 乙", "list"),
        ("2. 乙", "list"),
        ("> 乙", "quote"),
        ("[a]: u", "definition"),
        ("<div>乙</div>", "html"),
        ("[^2]: 乙", "footnote"),
    ],
)
def test_footnote_ends_where_another_block_begins(line: str, kind: str) -> None:
    assert parse_plain("[^1]: 甲", line) == [("footnote", "[^1]: 甲"), (kind, line)]


# --- in a newsletter --------------------------------------------------------------------------


def test_newsletter_text_is_one_paragraph_per_line() -> None:
    assert [sketch(part) for part in read_section("甲", "乙  ", "    丙", "", "丁")] == ["甲", "乙", "丙", "丁"]


@pytest.mark.parametrize(
    ("line", "kind"), [("2. 乙", "list"), ("*", "list"), ("[a]: u", "definition"), ("<div>乙</div>", "html")]
)
def test_newsletter_line_ends_where_another_block_begins(line: str, kind: str) -> None:
    assert [sketch(part) for part in read_section("甲", line)] == ["甲", (kind, line)]


def test_footnote_indented_below_another_is_one_of_its_own() -> None:
    issue = read(
        *MANUAL,
        "[^1]: 甲",
        "  [^2]: 乙",
        "",
        "- 丙",
        "",
        "\t[^3]: 丁",
        "\t[^4]: 戊",
        "",
        "[^5]: 己",
        "",
        "    [^6]: 庚",
    )

    assert [note.text for note in issue.footnotes] == ["甲", "乙", "丁", "戊", "己\n\n[^6]: 庚"]


def test_newsletter_line_below_a_footnote_stands_for_itself() -> None:
    assert [sketch(part) for part in read_section("[^1]: 甲", "乙")] == [("footnote", "[^1]: 甲"), "乙"]


def test_underlined_newsletter_text_is_a_heading() -> None:
    assert read_section("甲", "---", "乙") == (
        Block(BlockKind.HEADING, "甲\n---", Span(4, 5)),
        Block(BlockKind.PARAGRAPH, "乙", Span(6, 6)),
    )


def test_blocks_have_their_line_spans() -> None:
    assert get_spans(read("甲", "乙", "", "", "- 丙", "", "  丁", "", "```", "", "```")) == [
        Span(1, 2),
        Span(5, 7),
        Span(9, 11),
    ]


def test_empty_file_has_no_blocks() -> None:
    assert read("").preamble == ()
    assert find_stray_lines("") == []
