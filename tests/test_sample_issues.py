"""The issues of the sample newsletter, as its settings build them."""

import re
from datetime import date
from pathlib import Path, PurePosixPath

import pytest
from lxml import html

from publish.core.article import Article
from publish.core.back_issue import BackIssue
from publish.core.picture import Picture
from publish.core.ports import BuildServices
from publish.core.problem import Severity
from publish.core.settings import FollowSettings, NewsletterSettings, Settings
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.steps.parse import parse_issue
from publish.steps.style.parse_theme import parse_theme
from tests.fakes import make_services
from tests.samples import SAMPLES

THEME = Path(__file__).parents[1] / "themes" / "neural.css"
SETTINGS = Settings(
    newsletter=NewsletterSettings(account="NeuralTalk", source_url="https://a.example/{date}.md"),
    follow=FollowSettings(qr="https://a.example/"),
    licence="CC-BY-SA-4.0",
)
# Sections, entries, briefs; what is promised; what is to be mended.
COUNTS = {
    "2019-06-17": ((4, 8, 0), None, []),
    "2020-02-16": ((4, 8, 0), 9, ["claim-false", "entry-no-link"]),
    "2020-05-15": ((4, 9, 0), 9, []),
    "2020-06-17": ((4, 18, 0), 18, []),
    "2021-08-01": (
        (4, 7, 7),
        None,
        ["entry-empty-url", "entry-unclosed-bracket", "entry-empty-url", "section-left-out"],
    ),
}


@pytest.fixture(scope="module")
def services() -> BuildServices:
    back_issues = [BackIssue(date.fromisoformat(name), "", None) for name in sorted(COUNTS, reverse=True)]
    return make_services(
        back_issues=back_issues, pictures={"../wechat_qrcode.jpg": Picture("a.jpg", b"\xff\xd8\xff", 1, 1)}
    )


def build(name: str, services: BuildServices, settings: Settings = SETTINGS) -> Article:
    theme = parse_theme("neural", THEME.read_text(encoding="utf-8"))
    text = (SAMPLES / f"{name}.md").read_text(encoding="utf-8")
    return build_article(text, PurePosixPath(f"embedded-ai-report/{name}.md"), BuildInputs(settings, theme, services))


def read_text(article: Article) -> str:
    return str(html.fragment_fromstring(article.html).text_content())


def test_every_sample_has_expected_counts() -> None:
    assert [path.stem for path in sorted(SAMPLES.glob("*.md"))] == sorted(COUNTS)


@pytest.mark.parametrize("name", COUNTS)
def test_sample_has_its_expected_counts(name: str, services: BuildServices) -> None:
    article = build(name, services)

    assert article.counts[:3] == COUNTS[name][0]
    assert parse_issue((SAMPLES / f"{name}.md").read_text(encoding="utf-8"), name).claimed == COUNTS[name][1]


@pytest.mark.parametrize("name", COUNTS)
def test_sample_has_only_its_intended_problems(name: str, services: BuildServices) -> None:
    problems = [problem for problem in build(name, services).problems if problem.severity is not Severity.INFO]

    assert [problem.message for problem in problems] == COUNTS[name][2]


@pytest.mark.parametrize("name", COUNTS)
def test_sample_has_one_follow_block_and_one_licence(name: str, services: BuildServices) -> None:
    text = read_text(build(name, services))

    assert [text.count(words) for words in ("长按识别", "公众号：", "许可协议")] == [1, 1, 1]
    assert "往期回顾：见" not in text


def test_old_sample_keeps_its_licence(services: BuildServices) -> None:
    assert "署名-相同方式共享 2.0" in read_text(build("2019-06-17", services))


@pytest.mark.parametrize("name", COUNTS)
def test_sample_lists_the_earlier_samples(name: str, services: BuildServices) -> None:
    _, _, archive = read_text(build(name, services)).partition("往期回顾")

    listed = re.findall(r"\d{4}-\d\d-\d\d", archive.partition("长按")[0])

    assert listed == sorted((other for other in COUNTS if other < name), reverse=True)


def test_sample_uses_its_own_follow_block_without_settings(services: BuildServices) -> None:
    text = read_text(build("2019-06-17", services, Settings()))

    assert all(line in text for line in ("公众号：NeuroMem", "编辑：github.com/ysh329", "署名-相同方式共享 2.0"))
