"""What we write obeys the rules: every sample issue in every theme, and the real newsletter where it is at hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path, PurePosixPath

import pytest

from publish.model.article import Article
from publish.model.back_issue import BackIssue
from publish.model.markup import Profile
from publish.model.picture import Picture
from publish.model.problem import Problem, Severity
from publish.model.settings import Settings
from publish.pipeline import build_article
from publish.ports import World
from publish.steps.style.theme import read_theme
from publish.steps.verify import verify_html
from tests.cases import Case, read_cases
from tests.fakes import make_world
from tests.html5 import parse_back, spell_out
from tests.samples import CORPUS, SAMPLES

THEMES = sorted((Path(__file__).parents[3] / "themes").glob("*.css"))
ISSUES = [*sorted(SAMPLES.glob("*.md")), *sorted(CORPUS.glob("issues/*.md")), *sorted(CORPUS.glob("drafts/*.md"))]
SETTINGS = Settings(account="端侧", qr="https://a.example/follow", licence="CC-BY-SA-4.0")

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


@pytest.fixture(scope="module")
def world() -> World:
    back_issues = [
        BackIssue(date(2019, 6, 3), "量化与剪枝", "https://mp.weixin.qq.com/s/published"),
        BackIssue(date(2019, 5, 15), "", None),
    ]
    return make_world(
        back_issues=back_issues,
        published={"2019-06-03": "https://mp.weixin.qq.com/s/published"},
        pictures={"../wechat_qrcode.jpg": Picture("qr.jpg", b"\xff\xd8\xff", 430, 430)},
    )


@pytest.fixture(
    params=[(issue, theme) for issue in ISSUES for theme in THEMES], ids=lambda it: f"{it[0].stem}-{it[1].stem}"
)
def article(request: pytest.FixtureRequest, world: World) -> Article:
    issue, theme = request.param
    text, css = (path.read_text(encoding="utf-8") for path in (issue, theme))
    return build_article(text, PurePosixPath("issues", issue.name), SETTINGS, read_theme(theme.stem, css), world)


def show(problems: list[Problem]) -> list[str]:
    return [f"{problem.element}: {problem.message} {problem.excerpt}" for problem in problems]


def verify_files(article: Article) -> list[Problem]:
    """Return what is wrong with what is pasted and with what is sent, read again as it is written."""
    sent = [problem for part in article.parts for problem in verify_html(part.html, Profile.API)]
    return [*verify_html(article.html, Profile.PASTE), *sent]


def test_an_article_breaks_no_rule(article: Article) -> None:
    assert show([problem for problem in verify_files(article) if problem.severity is Severity.ERROR]) == []


def test_an_article_gives_no_cause_for_doubt_but_what_is_listed(article: Article) -> None:
    assert show([problem for problem in verify_files(article) if problem.message not in BEARABLE]) == []


def test_a_build_tells_what_its_files_tell(article: Article) -> None:
    found = {
        (problem.rule, problem.excerpt) for problem in article.problems if problem.element or problem.rule == "W80"
    }

    assert found == {
        (problem.rule, problem.excerpt) for problem in verify_files(article) if problem.message != "wechat-w80-paste"
    }


@pytest.mark.parametrize("case", read_cases(), ids=str)
def test_no_markdown_makes_an_article_break_a_rule(case: Case, world: World) -> None:
    css = THEMES[0].read_text(encoding="utf-8")
    text = f"# 端侧周报 (2020-06-17)\n\n## 新闻\n\n{case.input}\n"

    article = build_article(text, PurePosixPath("a.md"), SETTINGS, read_theme(THEMES[0].stem, css), world)

    assert show([problem for problem in verify_files(article) if problem.message not in BEARABLE_ANYWHERE]) == []


def test_parsing_an_article_changes_nothing(article: Article) -> None:
    for html in article.files.values():
        assert parse_back(html) == spell_out(html)
