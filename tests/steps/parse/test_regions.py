"""Finding preamble, sections and trailer."""

import pytest

from publish.core.issue import Block, BlockKind, Span
from tests.samples import LICENCE, TITLE, read


def get_section_names(*lines: str) -> list[str]:
    return [section.name for section in read(TITLE, "", *lines).sections]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("## 新闻", "新闻"),
        ("##  新闻  ", "新闻"),
        ("##\t新闻", "新闻"),
        ("## 新闻 ##", "新闻"),
        ("## 用 F#", "用 F#"),
        ("## [新闻](https://a.example/)", "[新闻](https://a.example/)"),
        ("##", ""),
        ("## ", ""),
    ],
)
def test_section_begins_at_a_second_level_heading(line: str, name: str) -> None:
    [section] = read(TITLE, "", line, "文").sections

    assert (section.name, section.span) == (name, Span(3, 3))


@pytest.mark.parametrize("line", ["##新闻", "### 新闻", "# 新闻", " ## 新闻", "    ## 新闻", "> ## 新闻", "- ## 新闻"])
def test_other_headings_begin_no_section(line: str) -> None:
    assert get_section_names(line) == []


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("```", "```"),
        ("```md", "```"),
        ("````", "`````"),
        ("~~~", "~~~"),
        ("  ```", "  ```"),
        ("- ```", "  ```"),
        ("1. ```", "   ```"),
        ("10) ~~~", "    ~~~"),
        ("<!--", "-->"),
        ("<!-- 甲", "乙 --> 丙"),
        ("<pre>", "</pre>"),
        ("<PRE class='a'>", "</Pre>"),
        ("<script", "></script>"),
        ("<style>", "</style>"),
        ("<textarea>", "</textarea>"),
        ("<?php", "?>"),
        ("<![CDATA[", "]]>"),
    ],
)
def test_code_comments_and_raw_html_hide_headings(opening: str, closing: str) -> None:
    assert get_section_names(opening, "## 不是", "", "## 也不是", closing, "", "## 是") == ["是"]


@pytest.mark.parametrize(
    "lines",
    [
        ["文 ```", "", "## 是"],
        ["```甲```", "", "## 是"],
        ["> ```", "> 码", "> ```", "", "## 是"],
        ["> ```", "", "## 是"],
        ["<previous>", "", "## 是"],
        ["文 <!--", "", "## 是"],
        ["`` ` ``", "", "## 是"],
    ],
    ids=["in text", "in line", "in a quote", "open in a quote", "another tag", "comment in text", "short"],
)
def test_invalid_code_fence_hides_no_section(lines: list[str]) -> None:
    assert get_section_names(*lines) == ["是"]


@pytest.mark.parametrize("opening", ["```", "~~~", "<!--", "<pre>"])
def test_unclosed_code_or_html_reaches_to_the_end(opening: str) -> None:
    issue = read(TITLE, "", "## 甲", "", opening, "", "## 乙")

    assert [section.name for section in issue.sections] == ["甲"]
    assert issue.sections[0].parts[-1].span == Span(5, 7)


@pytest.mark.parametrize("shorter", ["``", "~~~", "```甲"])
def test_code_block_ends_at_its_own_fence_only(shorter: str) -> None:
    assert get_section_names("```", shorter, "## 不是", "```", "## 是") == ["是"]


# --- the trailer ------------------------------------------------------------------------------

MARKS = [
    "![wechat_qrcode](../a.jpg)",
    "![a](qrcode.png)",
    "![二维码](a.png)",
    "WeChat: NeuralTalk",
    "  WeChat: NeuralTalk",
    "- Wechat ID: NeuroMem",
    "公众号：NeuralTalk",
    "微信号: NeuralTalk",
    LICENCE,
    "https://creativecommons.org/publicdomain/zero/1.0/",
]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("rule", ["----", "---", "-----  "])
def test_trailer_begins_at_a_rule_above_account_lines(rule: str, mark: str) -> None:
    issue = read(TITLE, "", "## 新闻", "", "文", "", rule, "", mark)

    assert issue.trailer
    assert issue.trailer.spans == (Span(7, 7), Span(9, 9))
    assert issue.sections[0].parts[-1].span == Span(5, 5)


@pytest.mark.parametrize(
    "mark",
    [
        "文",
        "![图](a.png)",
        "Editor: vim",
        "项目：https://a.example/",
        "https://creativecommons.org/",
        "> WeChat: a",
        "",
    ],
)
def test_rule_without_account_lines_below_begins_no_trailer(mark: str) -> None:
    issue = read(TITLE, "", "## 新闻", "", "文", "", "----", "", mark)

    assert issue.trailer is None
    assert issue.sections[0].parts[1] == Block(BlockKind.RULE, "----", Span(7, 7))


def test_editor_and_project_lines_together_make_a_trailer() -> None:
    issue = read(TITLE, "", "----", "- Editor: 甲", "- Project: 乙")

    assert issue.trailer
    assert issue.trailer.contacts == (("Editor", "甲"), ("Project", "乙"))


@pytest.mark.parametrize(
    "lines",
    [
        ["----", "", "```", "WeChat: a", "```"],
        ["----", "", "<!--", "WeChat: a", "-->"],
        ["----", "", "WeChat: a", "", "## 新闻", "", "文"],
        ["WeChat: a", "", "----"],
        ["* * *", "", "WeChat: a"],
        ["--- 甲", "", "WeChat: a"],
    ],
    ids=["in code", "in a comment", "in an earlier part", "above", "other rule", "no rule"],
)
def test_trailer_is_not_found_without_its_lines(lines: list[str]) -> None:
    assert read(TITLE, "", *lines).trailer is None


def test_trailer_may_be_the_whole_file() -> None:
    issue = read(TITLE, "----", "WeChat: a")

    assert issue.trailer
    assert issue.preamble == ()


def test_trailer_is_found_in_digests_alone() -> None:
    lines = ["文", "", "---", "", LICENCE]

    digest = read(TITLE, "", *lines)

    assert digest.trailer
    assert digest.trailer.licence_url == "http://creativecommons.org/licenses/by-sa/4.0/"
    assert read("# 手册", "", *lines).trailer is None
