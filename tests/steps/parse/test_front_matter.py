import pytest

from publish.core.exceptions import IssueError
from publish.core.issue import BlockKind, Span
from publish.core.problem import Problem
from tests.samples import TITLE, read


def say(*lines: str) -> dict[str, str]:
    return dict(read("---", *lines, "---", "", TITLE).front_matter.values)


def refuse(*lines: str) -> tuple[Problem, ...]:
    with pytest.raises(IssueError) as caught:
        read(*lines)
    return caught.value.problems


def test_front_matter_owns_its_lines() -> None:
    issue = read("---", "layout: default", "---", "", TITLE)

    assert issue.front_matter.span == Span(1, 3)
    assert issue.title
    assert issue.title.span == Span(5, 5)


def test_a_file_without_front_matter_says_nothing() -> None:
    front_matter = read(TITLE).front_matter

    assert front_matter.values == {}
    assert front_matter.span is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("default", "default"),
        ("", ""),
        ("  两 词  ", "两 词"),
        ("12:30 开始", "12:30 开始"),
        ('"A: B"', "A: B"),
        ("'[A]'", "[A]"),
        ('""', ""),
        ("'他说''好'''", "他说'好'"),
        (r'"他说\"好\"，\\"', '他说"好"，\\'),
        ("C# 入门", "C# 入门"),
        ("CC-BY-4.0  # 照旧", "CC-BY-4.0"),
        ('"第 1 # 期" # 照旧', "第 1 # 期"),
        ("# 留空", ""),
    ],
)
def test_front_matter_values_are_read_as_yaml_reads_them(written: str, value: str) -> None:
    assert say(f"title: {written}") == {"title": value}


@pytest.mark.parametrize("line", ["", "   ", "# 说明", "  # 说明"])
def test_front_matter_passes_over_comments_and_blank_lines(line: str) -> None:
    assert say("layout: default", line, "title: 甲") == {"layout": "default", "title": "甲"}


@pytest.mark.parametrize("line", ["title : 甲", "title:\t甲", "title: 甲 \t"])
def test_front_matter_is_not_particular_about_white_space(line: str) -> None:
    assert say(line) == {"title": "甲"}


def test_front_matter_may_be_empty() -> None:
    assert read("---", "---", TITLE).front_matter.span == Span(1, 2)


@pytest.mark.parametrize(
    "line",
    [
        "- 甲",
        "title",
        "title:甲",
        "标题: 甲",
        "title：甲",
        "  title: 甲",
        "!!python/object:os.system x",
        "k" * 65 + ": 甲",
    ],
)
@pytest.mark.parametrize("before", [[], ["layout: default"]], ids=["first", "later"])
def test_front_matter_refuses_a_line_that_is_no_pair(before: list[str], line: str) -> None:
    lines = ["---", *before, line, "---", TITLE]

    assert refuse(*lines) == (Problem("front-matter-line", {}, line=2 + len(before), excerpt=line[:60]),)


@pytest.mark.parametrize(
    "value",
    [
        "&a x",
        "*a",
        "!!python/name:os",
        "|",
        ">",
        "{a: b}",
        "@a",
        "`a`",
        "%a",
        "[a, b]",
        '"甲',
        "'甲",
        '"甲"乙',
        r'"\u4e00"',
    ],
)
def test_front_matter_refuses_what_is_more_than_text(value: str) -> None:
    lines = ["---", f"title: {value}", "---", TITLE]

    assert refuse(*lines) == (Problem("front-matter-plain", {"key": "title"}, line=2, excerpt=value),)


def test_front_matter_shows_the_first_60_characters_of_what_it_refuses() -> None:
    assert [problem.excerpt for problem in refuse("---", f"title: [{'a' * 80}", "b" * 80, "---")] == [
        "[" + "a" * 59,
        "b" * 60,
    ]


def test_front_matter_refuses_a_key_said_twice() -> None:
    assert refuse("---", "title: 甲", "title: 乙", "---") == (Problem("front-matter-twice", {"key": "title"}, line=3),)


def test_front_matter_takes_a_value_of_1000_characters_and_refuses_a_longer_one() -> None:
    assert say(f"digest: {'字' * 1000}") == {"digest": "字" * 1000}
    assert refuse("---", f"digest: {'字' * 1001}", "---") == (
        Problem("front-matter-long", {"key": "digest", "limit": 1000}, line=2),
    )


def test_front_matter_names_every_mistake_at_once() -> None:
    problems = refuse("---", "layout: default", "甲", "title: [a]", "layout: x", "---")

    assert [(problem.message, problem.line) for problem in problems] == [
        ("front-matter-line", 3),
        ("front-matter-plain", 4),
        ("front-matter-twice", 5),
    ]


@pytest.mark.parametrize("after", [[], [TITLE, "", "文"], [f"k{i}: v" for i in range(100)] + ["---"]])
def test_front_matter_must_be_closed_within_100_lines(after: list[str]) -> None:
    assert refuse("---", "title: 甲", *after) == (Problem("front-matter-open", {"limit": 100}, line=1),)


def test_front_matter_may_have_100_lines() -> None:
    assert len(say(*(f"k{i}: v" for i in range(100)))) == 100


@pytest.mark.parametrize(
    "lines",
    [
        ["---"],
        ["---", ""],
        ["---", "", TITLE],
        ["---", "", "layout: x", "", "---"],
        ["---", "文", "", "---"],
        ["---", "文", "  ", "---"],
        ["---", "文"],
        ["---", *["文"] * 101, "---"],
    ],
    ids=[
        "alone",
        "end",
        "title below",
        "blank line below",
        "text below",
        "a line of spaces",
        "never again",
        "too late",
    ],
)
def test_a_leading_line_of_dashes_may_be_a_rule(lines: list[str]) -> None:
    issue = read(*lines)

    assert issue.front_matter.span is None
    assert issue.preamble[0].span == Span(1, 1)


def test_a_rule_further_down_is_no_front_matter() -> None:
    issue = read("文", "", "---", "title: 甲", "---")

    assert issue.front_matter.values == {}
    assert [getattr(part, "kind", None) for part in issue.preamble][:2] == [BlockKind.PARAGRAPH, BlockKind.RULE]
