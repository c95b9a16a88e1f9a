import pytest

from publish.core.problem import Problem, Severity
from publish.lint import check_blocking_rules
from publish.newsletter.labels import FRONT_MATTER_KEYS
from tests.samples import TITLE, read

KNOWN = ", ".join(sorted(FRONT_MATTER_KEYS))


def check(*lines: str) -> list[Problem]:
    """Return what is found, but not what would mend it."""
    return [problem._replace(fix=()) for problem in check_blocking_rules(read(*lines), "\n".join(lines))]


def check_entry(line: str, *below: str) -> list[Problem]:
    """Check an entry on line 5, below one that makes the list one of entries."""
    return check(TITLE, "", "## 新闻", "- [例](x)", f"- {line}", *below)


def test_a_sound_issue_has_no_problems() -> None:
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
def test_a_broken_entry_is_named_with_its_line(line: str, rule: str, message: str) -> None:
    assert check_entry(line) == [Problem(message, {"title": "题"}, rule=rule, line=5, column=1)]


@pytest.mark.parametrize(
    "below", ["代码：https://a.example/", "  - [甲](https://a.example/)", "摘要：见 https://a.example/"]
)
def test_an_entry_without_a_link_of_its_own_matters_less_where_it_holds_one(below: str) -> None:
    [problem] = check_entry("题", below)

    assert (problem.rule, problem.severity) == ("N01", Severity.WARNING)


def test_a_broken_bracket_matters_as_much_wherever_the_entry_leads() -> None:
    [problem] = check_entry("[题](u)(u)", "代码：https://a.example/")

    assert problem.severity is Severity.ERROR


def test_every_broken_entry_is_named() -> None:
    found = check(TITLE, "", "## 新闻", "- [甲]()", "- 乙", "", "## 论文", "- [丙")

    assert [(problem.line, problem.values["title"]) for problem in found] == [(4, "甲"), (5, "乙"), (8, "丙")]


@pytest.mark.parametrize(("claimed", "found"), [(3, 2), (1, 2), (0, 2)])
def test_a_false_promise_is_named_where_it_stands(claimed: int, found: int) -> None:
    lines = [TITLE, "", f"> 导读：本期{claimed}条", "", "## 新闻", "- [甲](u)", "- [乙](u)"]

    assert check(*lines) == [Problem("claim-false", {"claimed": claimed, "found": found}, rule="N03", line=3, column=8)]


def test_a_false_promise_outside_the_intro_is_named_too() -> None:
    assert check(TITLE, "", "本期3条") == [
        Problem("claim-false", {"claimed": 3, "found": 0}, rule="N03", line=3, column=3)
    ]


def test_briefs_and_inner_items_count_for_nothing() -> None:
    assert check(TITLE, "", "> 导读：本期1条", "", "- 短讯", "", "## 新闻", "- [甲](u)", "  - [乙](v)") == []


def test_unknown_keys_are_named_in_order() -> None:
    found = check("---", "subtitle: 甲", "covers: 乙", "layout: default", "---", TITLE)

    assert found == [
        Problem("front-matter-unknown", {"key": key, "known": KNOWN}, severity=Severity.WARNING, line=line)
        for key, line in (("covers", 3), ("subtitle", 2))
    ]


@pytest.mark.parametrize("key", ["licence", "license"])
def test_an_unknown_licence_is_named(key: str) -> None:
    [problem] = check("---", f"{key}: MIT", "---", TITLE)

    assert (problem.message, problem.severity, problem.line) == ("front-matter-licence", Severity.WARNING, 2)
    assert problem.values == {
        "licence": "MIT",
        "known": "CC-BY-4.0, CC-BY-SA-4.0, CC-BY-ND-4.0, CC-BY-NC-4.0, CC-BY-NC-SA-4.0, CC-BY-NC-ND-4.0, CC0-1.0",
    }


@pytest.mark.parametrize("licence", ["CC-BY-4.0", "cc0-1.0", "CC-BY-SA-2.0", ""])
def test_a_known_licence_is_no_problem(licence: str) -> None:
    assert check("---", f"licence: {licence}", "---", TITLE) == []


@pytest.mark.parametrize(
    ("key", "limit", "unit", "message"),
    [
        ("author", 16, "字", "headline-chars"),
        ("digest", 120, "a", "headline-bytes"),
    ],
)
def test_a_headline_that_was_cut_is_named(key: str, limit: int, unit: str, message: str) -> None:
    fits, too_long = f"{key}: {unit * limit}", f"{key}: {unit * (limit + 1)}"

    assert check("---", fits, "---", TITLE) == []
    assert check("---", too_long, "---", TITLE) == [
        Problem(message, {"field": key, "limit": limit}, severity=Severity.WARNING, line=2)
    ]


def test_a_digest_is_measured_in_bytes() -> None:
    [problem] = check("---", f"digest: {'字' * 41}", "---", TITLE)

    assert problem.message == "headline-bytes"


def test_a_source_address_that_leads_nowhere_is_named() -> None:
    [problem] = check("---", "source_url: javascript:alert(1)", "---", TITLE)

    assert (problem.message, problem.line) == ("front-matter-address", 2)


def test_a_wish_for_comments_that_nobody_understands_is_named() -> None:
    [problem] = check("---", "comments: all", "---", TITLE)

    assert (problem.message, problem.line) == ("front-matter-comments", 2)


@pytest.mark.parametrize(
    "lines", [["## 新闻", "", "正文"], ["- 快讯", "", "## 新闻"], ["## 新闻", "", "- [题](网址)"], []]
)
def test_an_issue_that_says_something_may_go_out(lines: list[str]) -> None:
    assert "issue-unwritten" not in [problem.message for problem in check(TITLE, "", *lines)]


def test_an_issue_of_headings_and_notes_must_not_go_out() -> None:
    [problem] = check(TITLE, "", "## 新闻", "", "> 注：网址可能失效", "", "## 论文")

    assert (problem.message, problem.severity, problem.line) == ("issue-unwritten", Severity.ERROR, 3)
