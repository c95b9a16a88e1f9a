"""What we write obeys the rules: every sample issue in every theme, and the real newsletter where it is at hand."""

from __future__ import annotations

from functools import cache
from pathlib import PurePosixPath

from publish.core.article import Article
from publish.core.html import Target
from publish.core.problem import Problem, Severity
from publish.pipeline import build_article
from publish.steps.style.parse_theme import parse_theme
from publish.wechat.validator import validate_html
from tests.articles import EVERY_SAMPLE, REPRESENTATIVES, SETTINGS, Sample, build_sample, make_sample_world
from tests.cases import Case, read_cases
from tests.harness.families import family, pick_every
from tests.html5 import parse_back, spell_out
from tests.themes import THEMES

BEARABLE = {
    # An article to be pasted may be longer than one for the API; nobody can shorten an issue but its author.
    "wechat-w80-paste",
    # Between the length that is comfortable and the one that is refused.
    "wechat-w80-near",
}
BEARABLE_ANYWHERE = BEARABLE | {
    # Of a picture on the web nobody knows the width before it is there.
    "wechat-w20",
    # A table without a row can only come from raw HTML; nothing shows, and nothing is lost.
    "wechat-w12",
    # Quotations in quotations: from ten on the store prunes them, so whoever nests them is told.
    "wechat-w13",
    "wechat-w13-deep",
}


every_sample = family("sample", EVERY_SAMPLE, REPRESENTATIVES)


def show(problems: list[Problem]) -> list[str]:
    return [f"{problem.element}: {problem.message} {problem.excerpt}" for problem in problems]


def verify_files(article: Article) -> list[Problem]:
    """Return what is wrong with what is pasted and with what is sent, read again as it is written."""
    sent = [problem for part in article.parts for problem in validate_html(part.html, Target.API)]
    return [*validate_html(article.html, Target.PASTE), *sent]


@cache
def verify_sample(sample: Sample) -> list[Problem]:
    """Return what is wrong with the files of a sample; each is verified once for all tests here."""
    return verify_files(build_sample(sample))


@every_sample
def test_an_article_breaks_no_rule(sample: Sample) -> None:
    assert show([problem for problem in verify_sample(sample) if problem.severity is Severity.ERROR]) == []


@every_sample
def test_an_article_gives_no_cause_for_doubt_but_what_is_listed(sample: Sample) -> None:
    assert show([problem for problem in verify_sample(sample) if problem.message not in BEARABLE]) == []


@every_sample
def test_a_build_tells_what_its_files_tell(sample: Sample) -> None:
    told = build_sample(sample).problems
    found = {(problem.rule, problem.excerpt) for problem in told if problem.element or problem.rule == "W80"}

    assert found == {
        (problem.rule, problem.excerpt) for problem in verify_sample(sample) if problem.message != "wechat-w80-paste"
    }


CASES = read_cases()


@family("case", CASES, pick_every(CASES, 4))
def test_no_markdown_makes_an_article_break_a_rule(case: Case) -> None:
    css = THEMES[0].read_text(encoding="utf-8")
    text = f"# 端侧周报 (2020-06-17)\n\n## 新闻\n\n{case.input}\n"

    article = build_article(
        text, PurePosixPath("a.md"), SETTINGS, parse_theme(THEMES[0].stem, css), make_sample_world()
    )

    assert show([problem for problem in verify_files(article) if problem.message not in BEARABLE_ANYWHERE]) == []


@every_sample
def test_parsing_an_article_changes_nothing(sample: Sample) -> None:
    for html in build_sample(sample).files.values():
        assert parse_back(html) == spell_out(html)
