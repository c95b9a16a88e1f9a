import pytest

from publish.core.problem import Problem, Severity
from publish.lint import check_blocking_rules
from tests.samples import TITLE, read


def check(*lines: str) -> list[Problem]:
    """Return the problems without their fixes."""
    return [problem._replace(fix=()) for problem in check_blocking_rules(read(*lines), "\n".join(lines))]


def check_entry(line: str, *below: str) -> list[Problem]:
    """Check an entry on line 5, below one that makes the list a list of entries."""
    return check(TITLE, "", "## 新闻", "- [例](x)", f"- {line}", *below)


def test_blocking_rules_accept_a_valid_issue() -> None:
    assert check("---", "layout: default", "---", TITLE, "", "> 导读：本期1条", "", "## 新闻", "- [题](u)") == []


@pytest.mark.parametrize(
    ("line", "rule", "message"),
    [
        ("题 | 源", "N01", "entry-no-link"),
        ("[题]()", "N01", "entry-empty-url"),
        ("[题", "N02", "entry-unclosed-bracket"),
        ("[题]", "N02", "entry-bracket-without-url"),
        ("[题](u)(u)", "N02", "entry-stray-url"),
    ],
)
def test_blocking_rules_report_the_line_of_a_broken_entry(line: str, rule: str, message: str) -> None:
    assert check_entry(line) == [Problem(message, {"title": "题"}, rule=rule, line=5, column=1)]


@pytest.mark.parametrize(
    "below", ["代码：https://a.example/", "  - [甲](https://a.example/)", "摘要：见 https://a.example/"]
)
def test_n01_is_a_warning_when_the_entry_contains_another_link(below: str) -> None:
    [problem] = check_entry("题", below)

    assert (problem.rule, problem.severity) == ("N01", Severity.WARNING)


def test_n02_is_an_error_when_the_entry_contains_another_link() -> None:
    [problem] = check_entry("[题](u)(u)", "代码：https://a.example/")

    assert problem.severity is Severity.ERROR


def test_blocking_rules_report_every_broken_entry() -> None:
    found = check(TITLE, "", "## 新闻", "- [甲]()", "- 乙", "", "## 论文", "- [丙")

    assert [(problem.line, problem.values["title"]) for problem in found] == [(4, "甲"), (5, "乙"), (8, "丙")]


@pytest.mark.parametrize(("claimed", "found"), [(3, 2), (1, 2), (0, 2)])
def test_n03_reports_the_position_of_a_false_count(claimed: int, found: int) -> None:
    lines = [TITLE, "", f"> 导读：本期{claimed}条", "", "## 新闻", "- [甲](u)", "- [乙](u)"]

    assert check(*lines) == [Problem("claim-false", {"claimed": claimed, "found": found}, rule="N03", line=3, column=8)]


def test_n03_reports_a_false_count_outside_the_intro() -> None:
    assert check(TITLE, "", "本期3条") == [
        Problem("claim-false", {"claimed": 3, "found": 0}, rule="N03", line=3, column=3)
    ]


def test_n03_counts_neither_briefs_nor_nested_items() -> None:
    assert check(TITLE, "", "> 导读：本期1条", "", "- 短讯", "", "## 新闻", "- [甲](u)", "  - [乙](v)") == []


def test_front_matter_check_reports_misspelt_keys_in_order() -> None:
    found = check(
        "---", "subtitle: 甲", "publsh_at: 乙", "layout: default", "Title: 丙", "source-url: 丁", "---", TITLE
    )

    assert found == [
        Problem("front-matter-unknown", {"key": key, "nearest": near}, severity=Severity.WARNING, line=line)
        for key, near, line in (("publsh_at", "publish_at", 3), ("Title", "title", 5), ("source-url", "source_url", 6))
    ]


@pytest.mark.parametrize("key", ["published_at", "authors", "comment", "publishDate", "tags", "date", "categories"])
def test_front_matter_check_takes_no_key_of_another_program_for_a_misspelt_one(key: str) -> None:
    assert check("---", f"{key}: 甲", "---", TITLE) == []


@pytest.mark.parametrize(
    ("line", "comment"),
    [("title: 第一章 #3", "#3"), ("author: 甲 ##乙", "##乙"), ("description: 甲 #标签 乙", "#标签 乙")],
)
def test_front_matter_check_tells_a_value_that_a_comment_cuts(line: str, comment: str) -> None:
    key = line.split(":")[0].replace("description", "digest")

    assert check("---", line, "---", TITLE) == [
        Problem("front-matter-cut", {"key": key, "comment": comment}, severity=Severity.WARNING, line=2)
    ]


@pytest.mark.parametrize(
    "line", ["title: 甲 # 注", "title: C#", 'title: "甲 #3"', "licence: CC0-1.0 #注", "title: 甲 #"]
)
def test_front_matter_check_is_quiet_about_a_plain_comment(line: str) -> None:
    assert check("---", line, "---", TITLE) == []


@pytest.mark.parametrize("line", ["draft: true", "published: no", "status: draft"])
def test_front_matter_check_tells_that_an_issue_is_held_back(line: str) -> None:
    key, value = line.split(": ")

    assert check("---", line, "---", TITLE) == [
        Problem("front-matter-held", {"key": key, "value": value}, severity=Severity.WARNING, line=2)
    ]


@pytest.mark.parametrize("line", ["draft: false", "published: true", "published: 2020-06-17", "status: published"])
def test_front_matter_check_is_quiet_about_an_issue_that_is_ready(line: str) -> None:
    assert check("---", line, "---", TITLE) == []


@pytest.mark.parametrize("key", ["licence", "license"])
def test_front_matter_check_reports_an_unknown_licence(key: str) -> None:
    [problem] = check("---", f"{key}: MIT", "---", TITLE)

    assert (problem.message, problem.severity, problem.line) == ("front-matter-licence", Severity.WARNING, 2)
    assert problem.values == {
        "licence": "MIT",
        "known": "CC-BY-4.0, CC-BY-SA-4.0, CC-BY-ND-4.0, CC-BY-NC-4.0, CC-BY-NC-SA-4.0, CC-BY-NC-ND-4.0, CC0-1.0",
    }


@pytest.mark.parametrize("licence", ["CC-BY-4.0", "cc0-1.0", "CC-BY-SA-2.0", ""])
def test_front_matter_check_accepts_a_known_or_empty_licence(licence: str) -> None:
    assert check("---", f"licence: {licence}", "---", TITLE) == []


@pytest.mark.parametrize(
    ("key", "limit"),
    [
        ("author", 16),
        ("digest", 128),
    ],
)
def test_front_matter_check_reports_author_and_digest_above_the_limit(key: str, limit: int) -> None:
    fits, too_long = f"{key}: {'字' * limit}", f"{key}: {'字' * (limit + 1)}"

    assert check("---", fits, "---", TITLE) == []
    assert check("---", too_long, "---", TITLE) == [
        Problem("headline-chars", {"field": key, "limit": limit}, severity=Severity.WARNING, line=2)
    ]


def test_front_matter_check_reports_a_source_url_that_is_no_web_address() -> None:
    [problem] = check("---", "source_url: javascript:alert(1)", "---", TITLE)

    assert (problem.message, problem.line) == ("front-matter-address", 2)


@pytest.mark.parametrize(
    ("kind", "nearest"),
    [("picture", "pictures"), ("card", "cards"), ("articel", "article"), ("page", ""), ("cards", "")],
)
def test_front_matter_check_reports_a_misspelt_kind(kind: str, nearest: str) -> None:
    problems = check("---", f"kind: {kind}", "---", TITLE)

    assert [problem.values["nearest"] for problem in problems] == ([nearest] if nearest else [])


def test_front_matter_check_reports_an_unknown_comments_value() -> None:
    [problem] = check("---", "comments: all", "---", TITLE)

    assert (problem.message, problem.line) == ("front-matter-comments", 2)


def test_front_matter_check_reports_an_unknown_use_of_ai() -> None:
    [problem] = check("---", "ai: txt", "---", TITLE)

    assert (problem.message, problem.line) == ("front-matter-ai", 2)


@pytest.mark.parametrize(
    "lines", [["## 新闻", "", "正文"], ["- 快讯", "", "## 新闻"], ["## 新闻", "", "- [题](网址)"], []]
)
def test_unwritten_check_accepts_an_issue_with_text_or_without_sections(lines: list[str]) -> None:
    assert "issue-unwritten" not in [problem.message for problem in check(TITLE, "", *lines)]


def test_unwritten_check_reports_an_issue_of_headings_and_notes() -> None:
    [problem] = check(TITLE, "", "## 新闻", "", "> 注：网址可能失效", "", "## 论文")

    assert (problem.message, problem.severity, problem.line) == ("issue-unwritten", Severity.ERROR, 3)
