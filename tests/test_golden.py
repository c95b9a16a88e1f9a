from __future__ import annotations

import re
from datetime import date
from pathlib import Path, PurePosixPath

import pytest

from publish.core.article import Article
from publish.core.back_issue import BackIssue
from publish.core.picture import Picture
from publish.core.ports import BuildServices
from publish.core.settings import FollowSettings, NewsletterSettings, Settings
from publish.i18n.translator import Translator
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.steps.style.parse_theme import parse_theme
from tests.conftest import Golden
from tests.fakes import make_services
from tests.samples import SAMPLES

# The first has an intro and many fields, the second hot news, lists and broken entries.
ISSUES = ("2020-06-17", "2021-08-01")
THEMES = sorted((Path(__file__).parents[1] / "themes").glob("*.css"))

SETTINGS = Settings(
    newsletter=NewsletterSettings(
        name="端侧周报",
        account="端侧",
        author="端侧",
        editor="https://a.example/editor",
        project="https://a.example/project",
        source_url="https://a.example/{date}.md",
    ),
    follow=FollowSettings(qr="https://a.example/follow"),
    licence="CC-BY-SA-4.0",
)

BLOCK_END = re.compile(r"</(?:section|p|h[2-6]|ul|ol|li|blockquote|table|thead|tbody|tr|td|th)>|<hr[^>]*>")
PICTURE = re.compile(r"(data:image/\w+);base64,[^\"]*")


@pytest.fixture(scope="module")
def services() -> BuildServices:
    back_issues = [
        BackIssue(date(2020, 6, 3), "量化与剪枝", "https://mp.weixin.qq.com/s/published"),
        BackIssue(date(2020, 5, 15), "", None),
    ]
    return make_services(
        back_issues=back_issues,
        published={"2020-06-03": "https://mp.weixin.qq.com/s/published"},
        pictures={"../wechat_qrcode.jpg": Picture("qr.jpg", b"\xff\xd8\xff", 430, 430)},
    )


def build(name: str, theme: Path, services: BuildServices) -> Article:
    text = (SAMPLES / f"{name}.md").read_text(encoding="utf-8")
    css = theme.read_text(encoding="utf-8")
    path = PurePosixPath(f"embedded-ai-report/{name}.md")
    return build_article(text, path, BuildInputs(SETTINGS, parse_theme(theme.stem, css), services))


def break_lines(html: str) -> str:
    """Write an article so that a diff can be read: one block a line, pictures without their bytes."""
    return BLOCK_END.sub(r"\g<0>\n", PICTURE.sub(r"\1;base64,…", html))


def test_golden_files_cover_at_least_one_theme() -> None:
    assert THEMES


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.stem)
@pytest.mark.parametrize("name", ISSUES)
def test_article_equals_its_golden_file(name: str, theme: Path, services: BuildServices, golden: Golden) -> None:
    article = build(name, theme, services)

    golden.check(Path(name, f"article.{theme.stem}.html"), break_lines(article.html))


@pytest.mark.parametrize("name", ISSUES)
def test_problems_equal_their_golden_file(name: str, services: BuildServices, golden: Golden) -> None:
    article = build(name, THEMES[0], services)

    reports = [Translator(language).report(problem) for language in ("zh", "en") for problem in article.problems]
    golden.check(Path(name, "problems.txt"), "\n".join(reports))


def test_break_lines_changes_only_line_ends_and_embedded_bytes() -> None:
    html = '<section><p>甲</p><img src="data:image/png;base64,AAAA"><hr></section>'

    assert break_lines(html) == '<section><p>甲</p>\n<img src="data:image/png;base64,…"><hr>\n</section>\n'
