"""The sample issues and the real newsletter's, in every theme: each article is built once a run."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import product
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from publish.core.article import Article
from publish.core.back_issue import BackIssue
from publish.core.html import Filter, FilterReport
from publish.core.picture import Picture
from publish.core.ports import BuildServices
from publish.core.settings import AccountSettings, FollowSettings, NewsletterSettings, Settings
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.wechat.filters import simulate_filter
from tests.fakes import make_services
from tests.samples import CORPUS, SAMPLES
from tests.themes import THEMES, load_themes

ISSUES = [*sorted(SAMPLES.glob("*.md")), *sorted(CORPUS.glob("issues/*.md")), *sorted(CORPUS.glob("drafts/*.md"))]
SETTINGS = Settings(
    newsletter=NewsletterSettings(account="端侧", editor="甲"),
    follow=FollowSettings(qr="https://a.example/follow"),
    licence="CC-BY-SA-4.0",
    accounts={"main": AccountSettings("wx0123456789abcdef")},  # so that drafts are looked at, too
)


class Sample(NamedTuple):
    """An issue in a theme."""

    issue: Path
    theme: Path

    def __str__(self) -> str:
        return f"{self.issue.parent.name}/{self.issue.stem}-{self.theme.stem}"


EVERY_SAMPLE = [Sample(*pair) for pair in product(ISSUES, THEMES)]
REPRESENTATIVES = [Sample(issue, THEMES[number % len(THEMES)]) for number, issue in enumerate(ISSUES)]
"""Every issue in some theme, and every theme for some issues: `EVERY_SAMPLE` is for `--soak`."""
if len(ISSUES) < len(THEMES):
    REPRESENTATIVES += [Sample(ISSUES[0], theme) for theme in THEMES[len(ISSUES) :]]


@cache
def make_sample_world() -> BuildServices:
    """Return a world with a follow picture, two back issues and the address of one."""
    address = "https://mp.weixin.qq.com/s/published"
    return make_services(
        back_issues=[BackIssue(date(2019, 6, 3), "量化与剪枝", address), BackIssue(date(2019, 5, 15), "", None)],
        published={"2019-06-03": address},
        pictures={"../wechat_qrcode.jpg": Picture("qr.jpg", b"\xff\xd8\xff", 430, 430)},
    )


@cache
def build_sample(sample: Sample) -> Article:
    """Build an issue in a theme."""
    text, place = sample.issue.read_text(encoding="utf-8"), PurePosixPath("issues", sample.issue.name)
    return build_article(text, place, BuildInputs(SETTINGS, load_themes()[sample.theme.stem], make_sample_world()))


def simulate_filters(html: str) -> dict[Filter, FilterReport]:
    """Return the report of each filter."""
    return {filter_: simulate_filter(html, filter_) for filter_ in Filter}
