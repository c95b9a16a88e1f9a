"""Rules that need the built article: N14, N17, and N21 for long titles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

import pytest

from publish.core.exceptions import IssueError, PublishError, TimeLimitExceededError
from publish.core.problem import Problem, Severity
from publish.core.settings import FollowSettings, Settings
from publish.pipeline import build_article
from publish.pipeline.lint_article import lint_issue_and_article
from publish.pipeline.styled_page import BuildInputs
from publish.steps.style.parse_theme import parse_theme
from tests.fakes import make_services
from tests.samples import TITLE
from tests.themes import PLAIN

ENTRY = "- [题](https://a.example/{n})\n摘要：{text}\n"
PLAIN_THEME = parse_theme("plain", PLAIN)
PLACE = PurePosixPath("issues/2020-06-17.md")


def find(text: str, **settings: object) -> list[Problem]:
    """Return the problems of a text and its article."""
    inputs = BuildInputs(Settings(**settings), PLAIN_THEME, make_services())  # type: ignore[arg-type]
    found = lint_issue_and_article(text, PLACE, inputs).problems
    return [problem for problem in found if problem.rule in (None, "N14", "N17", "N21")]


def write_issue(chars: int) -> str:
    """Return an issue of a given length, in sections of four thousand characters."""
    sections = (f"## 第{n}节\n{ENTRY.format(n=n, text='字' * 4000)}" for n in range(chars // 4000))
    return f"{TITLE}\n\n{''.join(sections)}"


@pytest.mark.parametrize(
    ("fit", "chars", "told"),
    [
        ("auto", 20_000, []),
        ("auto", 188_000, []),
        ("auto", 208_000, [("article-long", "N14", Severity.ERROR, 1)]),
        ("off", 208_000, [("article-unfitted", "N14", Severity.ERROR, 1)]),
        ("strict", 16_000, []),
        ("strict", 20_000, [("article-split", "N14", Severity.WARNING, 1)]),
    ],
)
def test_lint_reports_n14_for_article_too_long_for_the_api(
    fit: str, chars: int, told: list[tuple[str, str | None, Severity, int]]
) -> None:
    assert [(p.message, p.rule, p.severity, p.line) for p in find(write_issue(chars), fit=fit)] == told


def test_lint_tells_that_styles_give_way_where_a_whole_article_is_too_long() -> None:
    entries = "".join(ENTRY.format(n=n, text=f"**{'字' * 10}**") for n in range(3000))
    text = f"{TITLE}\n\n## 论文\n{entries}"

    [problem] = [problem for problem in find(text) if problem.rule == "N14"]

    assert (problem.message, problem.severity) == ("article-shortened", Severity.INFO)
    assert int(str(problem.values["fitted"])) < 600_000 <= int(str(problem.values["bytes"]))
    assert "N14" not in {problem.rule for problem in find(f"---\nkind: article\n---\n{text}")}


def test_article_that_the_platform_would_refuse_is_an_error_in_every_newsletter() -> None:
    text = f"---\nkind: article\n---\n# 长文\n\n{('字' * 4000 + chr(10) * 2) * 52}"

    assert [(p.message, p.severity) for p in find(text) if p.rule == "N14"] == [("article-long", Severity.ERROR)]


@pytest.mark.parametrize(
    ("heading", "told"),
    [("长" * 32, []), ("长" * 33, ["title-long"]), ("长" * 64, ["title-long"]), ("长" * 65, ["title-cut"])],
)
def test_long_title_is_reported_by_lint_and_build(heading: str, told: list[str]) -> None:
    text = f"# {heading}\n\n文\n"
    place = PurePosixPath("issues/notes.md")
    inputs = BuildInputs(Settings(), PLAIN_THEME, make_services())

    checked = lint_issue_and_article(text, place, inputs).problems
    built = build_article(text, place, inputs)

    for problems in (checked, built.problems):
        assert [problem.message for problem in problems if problem.rule == "N21"] == told


def test_comment_suppresses_the_problem_of_a_long_title() -> None:
    silence = "<!-- check: allow N21 全名 -->"

    assert [problem.rule for problem in find(f"{silence}\n{TITLE}：{'长' * 40}\n\n文\n")] == []


@pytest.mark.parametrize(
    "text", ["** 空格之后**的粗体", "**空格之前 **的粗体", "写成** 粗 **不行", "[**题](https://a.example/)**"]
)
def test_lint_reports_n17_for_unparsed_emphasis(text: str) -> None:
    [problem] = find(f"{TITLE}\n\n{text}\n")

    assert (problem.message, problem.rule, problem.line) == ("emphasis-dead", "N17", 3)


@pytest.mark.parametrize(
    "text",
    [
        "**文本。**后文",
        r"\*\*不是粗体\*\*",
        "`a ** b ** c`",
        "指数 2 ** 3",
        "x<y 且 y>z；2 ** 3 ** 4",
        "匹配 **/*.py 和 docs/**，以及（**）和“**”",
        "def f(*args, **kwargs) 与 g(**kwargs)",
        "写成 hash=***，再写 key=***、token=***",
        "**粗**和 2 \\** 3",
        "<code>a ** b</code>，** 一半",
    ],
)
def test_lint_accepts_asterisks_that_are_parsed_escaped_or_code(text: str) -> None:
    assert [problem.rule for problem in find(f"{TITLE}\n\n{text}\n") if problem.rule] == []


def test_build_reports_unparsed_emphasis() -> None:
    article = build_article(f"{TITLE}\n\n** 粗**体\n", PLACE, BuildInputs(Settings(), PLAIN_THEME, make_services()))

    assert [(problem.rule, problem.file) for problem in article.problems if problem.rule == "N17"] == [
        ("N17", "2020-06-17.md")
    ]


def test_comment_suppresses_a_rule_of_the_article() -> None:
    assert find(f"{TITLE}\n\n** 粗**体 <!-- check: allow N17 就要这样 -->\n") == []


@pytest.mark.parametrize(("said", "severity"), [("info", Severity.INFO), ("warning", Severity.WARNING)])
def test_settings_change_severity_of_a_rule_of_the_article(said: str, severity: Severity) -> None:
    [problem] = find(f"{TITLE}\n\n** 粗**体\n", check={"N17": said})

    assert problem.severity == severity


def test_settings_disable_a_rule_of_the_article() -> None:
    assert find(f"{TITLE}\n\n** 粗**体\n", check={"N17": "off"}) == []


def test_lint_reports_missing_picture() -> None:
    assert [problem.message for problem in find(f"{TITLE}\n\n![图](x.png)\n")] == ["picture-missing"]


def run_out(*_: object, **__: object) -> None:
    raise TimeLimitExceededError(1.5)


def test_lint_reports_problems_of_the_text_when_the_build_times_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("publish.pipeline.styled_page.render_body", run_out)

    found = lint_issue_and_article(
        f"{TITLE}\n\n## 论文\n", PLACE, BuildInputs(Settings(), PLAIN_THEME, make_services())
    ).problems

    assert {"issue-slow", "intro-missing"} <= {problem.message for problem in found}


def test_lint_raises_issue_error_when_linting_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.pipeline.lint_article.lint_issue", run_out)

    with pytest.raises(IssueError) as caught:
        find(TITLE)
    assert [problem.message for problem in caught.value.problems] == ["issue-slow"]


def test_lint_reports_a_failed_build_as_a_problem() -> None:
    found = find(f"{TITLE}\n", follow=FollowSettings(picture="none.png"))

    assert [(problem.message, problem.file) for problem in found] == [("picture-missing", "publish.toml")]


@pytest.mark.parametrize("settings", [Settings(), Settings(follow=FollowSettings(picture="none.png"))])
def test_lint_reports_html_and_addresses_of_the_body_even_when_the_build_fails(settings: Settings) -> None:
    text = f"{TITLE}\n\n看https://a.example/a，再看<b>乙</b>。\n\n## 论文\n"

    found = lint_issue_and_article(text, PLACE, BuildInputs(settings, PLAIN_THEME, make_services())).problems

    told = [(problem.message, problem.line, problem.column) for problem in found if problem.rule in ("N23", "N29")]
    assert told == [("url-punctuation", 3, 21), ("html-raw", 3, 24)]


@pytest.mark.parametrize("rule", ["N23", "N29"])
def test_comment_and_settings_suppress_a_rule_of_the_body(rule: str) -> None:
    text = f"{TITLE}\n\n看https://a.example/a，再看<b>乙</b>。\n\n## 论文\n"
    off = BuildInputs(Settings(check={rule: "off"}), PLAIN_THEME, make_services())
    on = BuildInputs(Settings(), PLAIN_THEME, make_services())

    assert rule not in {problem.rule for problem in lint_issue_and_article(text, PLACE, off).problems}
    silenced = lint_issue_and_article(text.replace("。", f"。 <!-- check: allow {rule} 有意 -->"), PLACE, on).problems
    assert rule not in {problem.rule for problem in silenced}


def test_lint_reports_missing_files_of_the_same_draft_at_their_key() -> None:
    services = make_services()
    services = services._replace(issues=replace(services.issues, files={"issues/notes/a.md"}))  # type: ignore[type-var]
    text = f"---\nwith: [notes/a.md, notes/b.md]\n---\n{TITLE}\n\n一段文字，说了些什么。\n"

    found = lint_issue_and_article(text, PLACE, BuildInputs(Settings(), PLAIN_THEME, services)).problems

    named = [(problem.line, problem.values) for problem in found if problem.message == "with-missing"]
    assert named == [(2, {"path": "notes/b.md"})]


def test_lint_returns_the_article_with_all_that_its_build_finds() -> None:
    text = f"{TITLE}\n\n## 论文\n"
    inputs = BuildInputs(Settings(), PLAIN_THEME, make_services())

    linted = lint_issue_and_article(text, PLACE, inputs)

    built = build_article(text, PLACE, inputs)
    assert linted.built == built
    told = {(problem.message, problem.line) for problem in linted.problems}
    found = {(problem.message, problem.line) for problem in built.problems}
    assert {("issue-unwritten", 3), ("section-left-out", 3)} <= found <= told


def test_lint_returns_no_article_of_an_issue_that_cannot_be_built() -> None:
    inputs = BuildInputs(Settings(follow=FollowSettings(picture="none.png")), PLAIN_THEME, make_services())

    refusal = lint_issue_and_article(f"{TITLE}\n\n文\n", PLACE, inputs).built

    assert isinstance(refusal, PublishError)
    assert [problem.message for problem in refusal.problems] == ["picture-missing"]


def test_lint_reports_an_article_that_takes_too_long_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.pipeline.lint_article.finish_article", run_out)

    linted = lint_issue_and_article(f"{TITLE}\n\n文\n", PLACE, BuildInputs(Settings(), PLAIN_THEME, make_services()))

    assert isinstance(linted.built, IssueError)
    assert "issue-slow" in {problem.message for problem in linted.problems}
