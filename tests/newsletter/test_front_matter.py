import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.exceptions import IssueError
from publish.core.issue import BlockKind, Span
from publish.core.problem import Problem
from publish.newsletter.front_matter.write_front_matter import write_front_matter
from publish.steps.parse import parse_issue
from tests.samples import TITLE, read


def parse_values(*lines: str) -> dict[str, str]:
    return dict(read("---", *lines, "---", "", TITLE).front_matter.values)


def get_problems(*lines: str) -> tuple[Problem, ...]:
    with pytest.raises(IssueError) as caught:
        read(*lines)
    return caught.value.problems


def test_front_matter_spans_its_lines() -> None:
    issue = read("---", "layout: default", "---", "", TITLE)

    assert issue.front_matter.span == Span(1, 3)
    assert issue.title
    assert issue.title.span == Span(5, 5)


def test_front_matter_is_empty_for_a_file_without_it() -> None:
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
        ("AI: 现状", "AI: 现状"),
        ("No", "No"),
        ("12:30", "12:30"),
        ("[周报] 第 3 期", "[周报] 第 3 期"),
        ("{甲} 与乙", "{甲} 与乙"),
        ("@甲", "@甲"),
        ("`a`", "`a`"),
        ("%a", "%a"),
        (r'"\u4e00\x41"', "一A"),
        ("|", ""),
    ],
)
def test_front_matter_parses_values_as_yaml_does(written: str, value: str) -> None:
    assert parse_values(f"title: {written}") == {"title": value}


@pytest.mark.parametrize("line", ["", "   ", "# 说明", "  # 说明"])
def test_front_matter_skips_comments_and_blank_lines(line: str) -> None:
    assert parse_values("layout: default", line, "title: 甲") == {"layout": "default", "title": "甲"}


@pytest.mark.parametrize("line", ["title : 甲", "title:\t甲", "title: 甲 \t", '"title": 甲', "'title' : 甲"])
def test_front_matter_ignores_white_space_and_quotes_around_a_key(line: str) -> None:
    assert parse_values(line) == {"title": "甲"}


def test_front_matter_may_be_empty() -> None:
    assert read("---", "---", TITLE).front_matter.span == Span(1, 2)


@pytest.mark.parametrize(
    "line",
    [
        "- 甲",
        "title",
        "title:甲",
        "  title: 甲",
        "!!python/object:os.system x",
        "{title: 甲}",
        "? 甲",
    ],
)
@pytest.mark.parametrize("before", [[], ["layout: default"]], ids=["first", "later"])
def test_front_matter_refuses_a_line_without_key_and_value(before: list[str], line: str) -> None:
    lines = ["---", *before, line, "---", TITLE]

    assert get_problems(*lines) == (Problem("front-matter-line", {}, line=2 + len(before), excerpt=line[:60]),)


@pytest.mark.parametrize(
    "value",
    [
        "&a x",
        "*a",
        "!!python/name:os",
        "{a: b}",
        "[a, b]",
        "[甲]",
        '"甲',
        "'甲",
        '"甲"乙',
        r'"\q"',
    ],
)
def test_front_matter_refuses_yaml_values_other_than_text(value: str) -> None:
    lines = ["---", f"title: {value}", "---", TITLE]

    assert get_problems(*lines) == (Problem("front-matter-plain", {"key": "title"}, line=2, excerpt=value),)


def test_front_matter_problem_quotes_the_first_60_characters() -> None:
    assert [problem.excerpt for problem in get_problems("---", f"title: &{'a' * 80}", "b" * 80, "---")] == [
        "&" + "a" * 59,
        "b" * 60,
    ]


def test_front_matter_refuses_a_duplicate_key() -> None:
    assert get_problems("---", "title: 甲", "title: 乙", "---") == (
        Problem("front-matter-twice", {"key": "title"}, line=3),
    )


def test_front_matter_accepts_a_value_of_1000_characters_and_refuses_a_longer_one() -> None:
    assert parse_values(f"digest: {'字' * 1000}") == {"digest": "字" * 1000}
    assert get_problems("---", f"digest: {'字' * 1001}", "---") == (
        Problem("front-matter-long", {"key": "digest", "limit": 1000}, line=2),
    )


def test_front_matter_reports_all_problems_at_once() -> None:
    problems = get_problems("---", "layout: default", "甲", "title: [a]", "layout: x", "---")

    assert [(problem.message, problem.line) for problem in problems] == [
        ("front-matter-line", 3),
        ("front-matter-plain", 4),
        ("front-matter-twice", 5),
    ]


@pytest.mark.parametrize("after", [[], [TITLE, "", "文"], [f"k{i}: v" for i in range(500)] + ["---"]])
@pytest.mark.parametrize(("fence", "pair"), [("---", "title: 甲"), ("+++", "title = '甲'")])
def test_front_matter_must_be_closed_within_500_lines(fence: str, pair: str, after: list[str]) -> None:
    values = {"limit": 500, "fence": fence}

    assert get_problems(fence, pair, *after[:500]) == (Problem("front-matter-open", values, line=1),)


def test_front_matter_accepts_500_lines() -> None:
    assert len(read("---", *(f"k{i}: v" for i in range(500)), "---", TITLE).front_matter.others) == 500


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
        ["---", *["文"] * 501, "---"],
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
def test_leading_dashes_are_a_thematic_break_when_no_pair_follows(lines: list[str]) -> None:
    issue = read(*lines)

    assert issue.front_matter.span is None
    assert issue.preamble[0].span == Span(1, 1)


def test_dashes_below_the_first_line_begin_no_front_matter() -> None:
    issue = read("文", "", "---", "title: 甲", "---")

    assert issue.front_matter.values == {}
    assert [getattr(part, "kind", None) for part in issue.preamble][:2] == [BlockKind.PARAGRAPH, BlockKind.RULE]


@pytest.mark.parametrize("line", ["title：甲", "标签：乙", "title ：甲"])
def test_front_matter_names_a_full_width_colon(line: str) -> None:
    key = line.split("：")[0].strip()

    assert get_problems("---", "layout: post", line, "---") == (
        Problem("front-matter-colon", {"key": key}, line=3, excerpt=line),
    )


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        (["title: >-", "  甲", "  乙"], "甲 乙"),
        (["title: |", "  甲", "", "  乙"], "甲 乙"),
        (['title: "甲', '  乙"'], "甲 乙"),
        (["title: 甲", "  乙  # 注"], "甲 乙"),
        (["title:", "  甲"], "甲"),
        (["title: 甲", "  # 注"], "甲"),
    ],
)
def test_front_matter_reads_a_value_of_several_lines(lines: list[str], value: str) -> None:
    assert parse_values("author: 丙", *lines, "layout: post") == {"author": "丙", "title": value, "layout": "post"}


@pytest.mark.parametrize(
    "lines",
    [["author: [甲, 乙]"], ["author:", "  - 甲", "  - 乙"], ["author:", "- 甲", "- 乙"], ["author: [", "甲, 乙", "]"]],
)
def test_front_matter_joins_several_authors(lines: list[str]) -> None:
    assert parse_values(*lines) == {"author": "甲, 乙"}


@pytest.mark.parametrize(
    ("lines", "excerpt"),
    [
        (["title:", "  - 甲"], "- 甲"),
        (["title:", "  甲: 乙"], "甲: 乙"),
        (["author: [甲, [乙]]"], "[甲, [乙]]"),
        (["author:", "  - 甲: 乙"], "- 甲: 乙"),
        (["title: *甲", "  乙"], "*甲"),
        (['title: "甲', "  乙"], '"甲'),
    ],
)
def test_front_matter_refuses_a_value_of_several_parts(lines: list[str], excerpt: str) -> None:
    key = lines[0].split(":")[0]

    assert get_problems("---", *lines, "---") == (Problem("front-matter-plain", {"key": key}, line=2, excerpt=excerpt),)


def test_front_matter_refuses_a_value_too_long_for_the_parser() -> None:
    block = [f"  {'甲' * 99}"] * 300

    assert {problem.message for problem in get_problems("---", "title: |", *block, "---")} == {"front-matter-plain"}


@pytest.mark.parametrize(
    "lines",
    [
        ["tags: [a, b]"],
        ["tags:", "  - a", "  - b"],
        ["tags:", "- a", "- b"],
        ["tags: [", "a,", "]"],
        ["categories:", "  - [技术, 后端]"],
        ["seo: {a: b}", ""],
        ["a: &a [x]", "b: *a"],
        ["标签: 甲", '"quoted key": 乙', "key with spaces: 丙"],
        ["note: |", "  title: 丁"],
        ["tags: 甲", "tags: 乙"],
        ["x: [broken", "y: {"],
        ["description: [a]", "draft: [true]"],
        [f"description: {'a' * 1001}"],
        ["k" * 99 + ": 甲", "<<: *甲"],
    ],
)
def test_front_matter_passes_over_keys_of_other_programs(lines: list[str]) -> None:
    assert parse_values("title: 甲", *lines, "author: 乙") == {"title": "甲", "author": "乙"}


@pytest.mark.parametrize("name", ["digest", "description", "summary", "excerpt"])
def test_front_matter_takes_the_digest_under_its_names_elsewhere(name: str) -> None:
    front_matter = read("---", "title: 甲", f"{name}: 一句话", "---", TITLE).front_matter

    assert front_matter.values == {"title": "甲", "digest": "一句话"}
    assert front_matter.lines == {"title": 2, "digest": 3}


def test_front_matter_prefers_the_digest_and_passes_over_an_empty_one() -> None:
    assert parse_values("description: 乙", "digest: 甲")["digest"] == "甲"
    assert parse_values("digest:", "summary: 乙")["digest"] == "乙"


@pytest.mark.parametrize("end", ["---", "...", "--- "])
def test_front_matter_ends_at_dashes_or_dots(end: str) -> None:
    assert read("---", "title: 甲", end, TITLE).front_matter.span == Span(1, 3)


def test_front_matter_keeps_the_comment_behind_a_value() -> None:
    assert read("---", "title: 第一章 #3", "author: 甲", "---", TITLE).front_matter.comments == {"title": "#3"}


def write(text: str, **changes: str) -> str:
    plain = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return write_front_matter(text, parse_issue(plain, "2020-06-17").front_matter, changes)


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        ("# 题\n", {"theme": "ink"}, "---\ntheme: ink\n---\n# 题\n"),
        ("# 题\n", {"theme": ""}, "# 题\n"),
        ("# 题", {"accent": "#123456"}, '---\naccent: "#123456"\n---\n# 题'),
        ("\ufeff# 题\r\n文", {"theme": "ink"}, "\ufeff---\r\ntheme: ink\r\n---\r\n# 题\r\n文"),
        ("# 题\r文\r", {"theme": "ink"}, "---\rtheme: ink\r---\r# 题\r文\r"),
        ("---\nlayout: post\n---\n# 题", {"theme": "ink"}, "---\nlayout: post\ntheme: ink\n---\n# 题"),
        ("---\ntheme: a\nauthor: b\n---\n", {"theme": "ink"}, "---\ntheme: ink\nauthor: b\n---\n"),
        ("---\ntheme:   a   # 注\n---\n", {"theme": "ink"}, "---\ntheme: ink   # 注\n---\n"),
        ("---\naccent: '#aaa'  # a\r\n---\n", {"accent": "#bbbbbb"}, '---\naccent: "#bbbbbb"  # a\r\n---\n'),
        ("---\ntheme:\n---\n", {"theme": "ink"}, "---\ntheme: ink\n---\n"),
        ("---\ntheme: #a\n---\n", {"theme": "ink"}, "---\ntheme: ink #a\n---\n"),
        ("---\ntheme: a\nauthor: b\n---\n", {"theme": ""}, "---\nauthor: b\n---\n"),
        ("---\nauthor: a b #c\n---\n", {"author": 'x "y" \\'}, '---\nauthor: "x \\"y\\" \\\\" #c\n---\n'),
        ("---\n\n# 只是一条线\n", {"theme": "ink"}, "---\ntheme: ink\n---\n---\n\n# 只是一条线\n"),
        ("---\ntitle: >\n  a\n  b\nauthor: c\n---\n", {"title": "d"}, "---\ntitle: d\nauthor: c\n---\n"),
        ("---\nauthor:\n- a\n- b\n---\n", {"author": ""}, "---\n---\n"),
        ("---\ndescription: a\n---\n", {"digest": "b"}, "---\ndescription: b\n---\n"),
        ("+++\ntitle = 'a'\n+++\n", {"theme": "ink"}, "+++\ntitle = 'a'\ntheme = \"ink\"\n+++\n"),
        (
            "+++\ntheme = 'a' # 注\n[params]\nx = 1\n+++\n",
            {"theme": "b"},
            '+++\ntheme = "b" # 注\n[params]\nx = 1\n+++\n',
        ),
        ("+++\na = 1\n[params]\nx = 1\n+++\n", {"theme": "b"}, '+++\na = 1\ntheme = "b"\n[params]\nx = 1\n+++\n'),
        ("+++\ntheme = 'a'\n+++\n", {"theme": ""}, "+++\n+++\n"),
        ("Title: a\nTheme: b\n\n文", {"theme": "ink"}, "Title: a\nTheme: ink\n\n文"),
        ("Title: a", {"theme": "ink"}, "Title: a\ntheme: ink\n"),
        ("Title: a\n\n文", {"accent": "#aabbcc"}, "Title: a\naccent: #aabbcc\n\n文"),
    ],
)
def test_write_front_matter_changes_only_the_given_keys(text: str, changes: dict[str, str], expected: str) -> None:
    assert write(text, **changes) == expected


@given(
    st.dictionaries(st.sampled_from(["author", "title", "theme"]), st.text("a b#\"'\\:中", max_size=8).map(str.strip)),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(
        ["", "---|author: 'x' # c|layout: post|---|", "---|theme: a b|---|", "+++|title = 'x'|a = 1|[b]|c = 2|+++|"]
    ),
)
def test_written_front_matter_parses_to_the_same_values(changes: dict[str, str], end: str, head: str) -> None:
    text = (head + "# 题||文").replace("|", end)

    written = write(text, **changes)

    values = parse_issue(written.replace("\r\n", "\n").replace("\r", "\n"), "x").front_matter.values
    assert {key: values.get(key, "") for key in changes} == changes
    assert written.endswith(("# 题||文").replace("|", end))
    assert written.count(end) >= text.count(end) - len(changes)
