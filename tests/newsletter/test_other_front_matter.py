"""Front matter in TOML, and metadata without a fence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.exceptions import IssueError
from publish.core.issue import FrontMatter, FrontMatterSyntax, Span
from publish.core.problem import Problem
from tests.samples import read

TEXT = "正文。"


def parse_toml(*lines: str) -> FrontMatter:
    return read("+++", *lines, "+++", "", TEXT).front_matter


def get_problems(*lines: str) -> tuple[Problem, ...]:
    with pytest.raises(IssueError) as caught:
        read(*lines)
    return caught.value.problems


def test_toml_front_matter_is_read_between_plus_signs() -> None:
    front_matter = parse_toml('title = "甲"', "draft = false", 'tags = ["a"]', "[params]", 'title = "乙"')

    assert front_matter.values == {"title": "甲", "draft": "false"}
    assert front_matter.lines == {"title": 2, "draft": 3}
    assert front_matter.others == {"params": 2}
    assert front_matter.tags == ("a",)
    assert front_matter.span == Span(1, 7)
    assert front_matter.syntax is FrontMatterSyntax.TOML


@pytest.mark.parametrize("lines", [["+++"], ["+++", "", TEXT], ["+++", TEXT, "+++"], ["+++", "+++"]])
def test_plus_signs_are_text_when_no_toml_follows(lines: list[str]) -> None:
    assert read(*lines).front_matter.span is None


def test_toml_may_begin_with_comments_or_a_table() -> None:
    assert read("+++", "# 注", "", "[params]", "x = 1", "+++", TEXT).front_matter.span == Span(1, 6)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("'甲'", "甲"),
        ("312", "312"),
        ("3.5", "3.5"),
        ("true", "true"),
        ("2026-03-02", "2026-03-02"),
        ("2026-03-02T10:00:00", "2026-03-02 10:00"),
        ('"""甲"""', "甲"),
    ],
)
def test_toml_value_is_text(written: str, value: str) -> None:
    assert parse_toml(f"title = {written}").values == {"title": value}


def test_toml_joins_several_authors() -> None:
    assert parse_toml('author = ["甲", "乙"]').values == {"author": "甲, 乙"}


@pytest.mark.parametrize("written", ["[1, 2]", '["甲", "乙"]', "{ a = 1 }"])
def test_toml_value_of_our_keys_must_be_text(written: str) -> None:
    [problem] = get_problems("+++", "draft = false", f"title = {written}", "+++")

    assert (problem.message, problem.line) == ("front-matter-plain", 3)


@pytest.mark.parametrize("written", [r'"甲\u202e乙"', r'["甲", "\U000E0041"]'])
def test_toml_value_holds_no_deceptive_characters(written: str) -> None:
    [problem] = get_problems("+++", f"author = {written}", "+++")

    assert (problem.message, problem.line) == ("front-matter-plain", 2)


def test_toml_value_is_one_line_of_what_an_article_can_hold() -> None:
    assert parse_toml('title = """', "甲\\u0007", '乙"""').values == {"title": "甲 乙"}


def test_toml_value_has_a_limit() -> None:
    [problem] = get_problems("+++", f"title = '{'甲' * 1001}'", "+++")

    assert problem == Problem("front-matter-long", {"key": "title", "limit": 1000}, line=2)


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (["title = 甲"], 2),
        (["title = 'a'", "甲"], 3),
        (["draft = false", "title: 甲"], 3),
        (["title = 'a'", "title = 'b'"], 3),
        (["title = ["], 2),
        (["a = " + "[" * 5000], 2),
    ],
)
def test_toml_mistake_is_named_with_its_line(lines: list[str], line: int) -> None:
    [problem] = get_problems("+++", *lines, "+++")

    assert (problem.message, problem.line) == ("front-matter-toml", line)
    assert "line" not in str(problem.values["reason"])


def test_metadata_lines_are_read_without_a_fence() -> None:
    issue = read("Title: 甲: 乙", "Number: 495", "Summary: 一句话", "    两句话", "Status: draft", "", TEXT)

    assert issue.front_matter.values == {"title": "甲: 乙", "digest": "一句话 两句话", "status": "draft"}
    assert issue.front_matter.lines == {"title": 1, "digest": 3, "status": 5}
    assert issue.front_matter.others == {"number": 2}
    assert issue.front_matter.span == Span(1, 5)
    assert [getattr(part, "text", "") for part in issue.preamble] == [TEXT]


def test_metadata_ends_where_the_text_begins_without_a_blank_line() -> None:
    issue = read("Title: 甲", "Date: 2026-03-02", "Hello: 正文从这里开始。", "更多。")

    assert issue.front_matter.span == Span(1, 2)
    assert getattr(issue.preamble[0], "text", "") == "Hello: 正文从这里开始。\n更多。"


@pytest.mark.parametrize(
    "lines", [["Title: 甲", "Series: 乙", ""], ["Date: 2026-03-02", "Tags: 甲", ""], ["Title:", ""]]
)
def test_metadata_is_known_by_a_title_or_two_known_keys(lines: list[str]) -> None:
    assert read(*lines, TEXT).front_matter.span == Span(1, len(lines) - 1)


@pytest.mark.parametrize(
    "lines",
    [
        ["Note: 一句话。", ""],
        ["Note: 一句话。", "Hint: 两句话。", ""],
        ["Summary: 一句话。", ""],
        ["https://a.example", ""],
        ["注意: 甲", "Title: 乙", ""],
        ["Title:甲", ""],
        ["", "Title: 甲"],
    ],
)
def test_other_lines_with_a_colon_are_text(lines: list[str]) -> None:
    assert read(*lines, TEXT).front_matter.span is None


def test_metadata_mistakes_are_named_with_their_lines() -> None:
    problems = get_problems("Title: 甲", "title: 乙", f"Author: {'丙' * 1001}", "", TEXT)

    assert [(problem.message, problem.line) for problem in problems] == [
        ("front-matter-twice", 2),
        ("front-matter-long", 3),
    ]


def test_metadata_tags_may_stand_twice() -> None:
    assert read("Title: 甲", "Tags: 乙, 丙", "tags: 丁", "", TEXT).front_matter.tags == ("乙", "丙")


@given(st.text("-+=:[]{}\"'&*!|>#a甲 \n\t", max_size=60), st.sampled_from(["---\nlayout: x\n", "+++\n", "Title: a\n"]))
def test_front_matter_of_any_text_is_read_or_refused_with_a_line(text: str, start: str) -> None:
    end = {"-": "\n---", "+": "\n+++", "T": "\n"}[start[0]]

    try:
        front_matter = read(*f"{start}{text}{end}".split("\n"), "", TEXT).front_matter
    except IssueError as error:
        lines = [problem.line for problem in error.problems]
    else:
        lines = list(front_matter.lines.values())
        assert front_matter.values.keys() == front_matter.lines.keys()

    assert None not in lines
