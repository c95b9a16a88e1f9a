"""Our articles obey the rules: every sample issue in every theme, and the real newsletter where it is available."""

from __future__ import annotations

from functools import cache
from pathlib import PurePosixPath

from publish.core.article import Article
from publish.core.problem import Problem, Severity
from publish.core.target import Target
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.steps.style.parse_theme import parse_theme
from publish.wechat.validator import validate_html
from tests.articles import EVERY_SAMPLE, REPRESENTATIVES, SETTINGS, Sample, build_sample, make_sample_world
from tests.cases import Case, read_cases
from tests.harness.families import family, pick_every
from tests.html5 import parse_back, spell_out
from tests.themes import THEMES

# A hint: such articles are sent whole.
ACCEPTED = {"wechat-w80-long"}
ACCEPTED_ANYWHERE = ACCEPTED | {
    # The width of a picture on the web is unknown before it is fetched.
    "wechat-w20",
    # A table without a row can only come from raw HTML; it is invisible, and nothing is lost.
    "wechat-w12",
    # Nested quotations: from ten on the store prunes them, so the author is warned.
    "wechat-w13",
    "wechat-w13-deep",
}


every_sample = family("sample", EVERY_SAMPLE, REPRESENTATIVES)


def show(problems: list[Problem]) -> list[str]:
    return [f"{problem.element}: {problem.message} {problem.excerpt}" for problem in problems]


def validate_files(article: Article) -> list[Problem]:
    """Return the problems of the files for pasting and for the API, parsed again."""
    sent = [problem for part in article.parts for problem in validate_html(part.html, Target.SENT)]
    return [*validate_html(article.html, Target.PASTE), *sent]


@cache
def validate_sample(sample: Sample) -> list[Problem]:
    """Return the problems of a sample's files; each sample is validated once."""
    return validate_files(build_sample(sample))


@every_sample
def test_article_breaks_no_rule_of_severity_error(sample: Sample) -> None:
    assert show([problem for problem in validate_sample(sample) if problem.severity is Severity.ERROR]) == []


@every_sample
def test_article_has_only_accepted_warnings(sample: Sample) -> None:
    assert show([problem for problem in validate_sample(sample) if problem.message not in ACCEPTED]) == []


@every_sample
def test_build_reports_the_violations_of_its_files(sample: Sample) -> None:
    problems = build_sample(sample).problems
    found = {(problem.rule, problem.excerpt) for problem in problems if problem.element or problem.rule == "W80"}

    assert found == {(problem.rule, problem.excerpt) for problem in validate_sample(sample)}


CASES = read_cases()


@family("case", CASES, pick_every(CASES, 4))
def test_article_breaks_no_rule_for_any_markdown_case(case: Case) -> None:
    css = THEMES[0].read_text(encoding="utf-8")
    text = f"# 端侧周报 (2020-06-17)\n\n## 新闻\n\n{case.input}\n"

    article = build_article(
        text, PurePosixPath("a.md"), BuildInputs(SETTINGS, parse_theme(THEMES[0].stem, css), make_sample_world())
    )

    assert show([problem for problem in validate_files(article) if problem.message not in ACCEPTED_ANYWHERE]) == []


@every_sample
def test_html5_parser_leaves_articles_unchanged(sample: Sample) -> None:
    for html in build_sample(sample).files.values():
        assert parse_back(html) == spell_out(html)
