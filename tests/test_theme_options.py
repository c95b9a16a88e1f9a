"""Every theme with every knob turned, on whole articles."""

from __future__ import annotations

from itertools import product
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import pytest

from publish.core.article import Article
from publish.core.exceptions import IssueError, SettingsError
from publish.core.picture import Picture
from publish.core.ports import BuildServices
from publish.core.problem import Severity
from publish.core.settings import FollowSettings, NewsletterSettings, Settings
from publish.core.target import MAX_CONTENT_CHARS, Target
from publish.core.theme import Theme
from publish.newsletter.theme_options import OPTION_VALUES
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.steps.style.parse_theme import parse_theme
from publish.wechat.validator import validate_html
from tests.fakes import MemoryStyles, make_services
from tests.harness.families import family
from tests.samples import KITCHEN_SINK, SAMPLES
from tests.themes import find_faintest, load_themes

ALL = load_themes()
ISSUES = sorted(SAMPLES.glob("*.md"))
ACCENTS = ("#9d174d", "#b3261e")
every_theme = pytest.mark.parametrize("theme", ALL.values(), ids=list(ALL))


@pytest.fixture(scope="module")
def services() -> BuildServices:
    return make_services(pictures={"../wechat_qrcode.jpg": Picture("a.jpg", b"\xff\xd8\xff", 1, 1)})


def build(text: str, theme: Theme, services: BuildServices, **options: Any) -> Article:
    settings = Settings(
        newsletter=NewsletterSettings(account="NeuralTalk"),
        follow=FollowSettings(qr="https://a.example/"),
        licence="CC-BY-SA-4.0",
    )._replace(**options)
    return build_article(text, PurePosixPath("issues/2020-06-17.md"), BuildInputs(settings, theme, services))


class Case(NamedTuple):
    """An issue in a theme whose knobs are turned."""

    theme: str
    options: tuple[str, ...]
    issue: str

    def __str__(self) -> str:
        return "-".join((self.theme, *self.options, self.issue))


SIZES = (OPTION_VALUES["text_size"], OPTION_VALUES["density"], ("theme",), ("theme",), ("no",), ("no",))
LAYERS = (("standard",), ("standard",), OPTION_VALUES["headings"], OPTION_VALUES["code_theme"], ("yes",), ("yes",))
CASES = [
    Case(theme, options, path.stem)
    for theme, choices, path in product(ALL, (SIZES, LAYERS), ISSUES)
    for options in product(*choices)
]
REPRESENTATIVES = [case for number, case in enumerate(CASES) if number % 37 == 0]
"""Every theme with many turns of each knob, and every issue: not all with all."""


def read_options(case: Case) -> dict[str, Any]:
    """Return the settings of a case."""
    settings = dict(zip(OPTION_VALUES, case.options, strict=True))
    return {key: value == "yes" if key in ("indent", "justify") else value for key, value in settings.items()}


@family("case", CASES, REPRESENTATIVES)
def test_theme_options_break_no_article(case: Case, services: BuildServices) -> None:
    text = (SAMPLES / f"{case.issue}.md").read_text("utf-8")
    article = build(text, ALL[case.theme], services, **read_options(case))

    assert [
        problem for problem in validate_html(article.html, Target.PASTE) if problem.severity is Severity.ERROR
    ] == []


@family("case", CASES, REPRESENTATIVES)
def test_article_with_theme_options_can_be_fitted(case: Case, services: BuildServices) -> None:
    text = (SAMPLES / f"{case.issue}.md").read_text("utf-8")
    article = build(text, ALL[case.theme], services, **read_options(case), fit="strict")

    assert [len(part.html) < MAX_CONTENT_CHARS for part in article.parts] == [True]


def show(article: Article) -> str:
    """Return an article as it is written, with the bytes of its pictures."""
    return article.embedding.fill(article.html)


@every_theme
@pytest.mark.parametrize("accent", ACCENTS)
def test_text_in_another_accent_can_be_read(theme: Theme, accent: str, services: BuildServices) -> None:
    article = build(ISSUES[-2].read_text("utf-8"), theme, services, accent=accent)

    contrast = find_faintest(article).contrast
    assert (contrast.light >= 4.5, contrast.dark >= 3) == (True, True)
    assert (accent in article.html) == bool(theme.accent)


@every_theme
@pytest.mark.parametrize("headings", OPTION_VALUES["headings"])
def test_text_under_other_headings_can_be_read(theme: Theme, headings: str, services: BuildServices) -> None:
    article = build(KITCHEN_SINK.read_text("utf-8"), theme, services, headings=headings)

    assert min(find_faintest(article).contrast) >= 4.5


@every_theme
@pytest.mark.parametrize("code_theme", OPTION_VALUES["code_theme"])
def test_code_in_other_colours_can_be_read(theme: Theme, code_theme: str, services: BuildServices) -> None:
    article = build(KITCHEN_SINK.read_text("utf-8"), theme, services, code_theme=code_theme)

    assert min(find_faintest(article).contrast) >= 4.5


# --- who turns them -----------------------------------------------------------------------------


def test_issue_overrides_theme_options_of_the_settings(services: BuildServices) -> None:
    neural = ALL["neural"]

    own = build("---\naccent: '#b3261e'\n---\n# 题\n\n> 引\n", neural, services, text_size="large", accent="#9d174d")

    assert show(own) == show(build("# 题\n\n> 引\n", neural, services, text_size="large", accent="#b3261e"))


def test_issue_without_theme_options_looks_like_the_theme(services: BuildServices) -> None:
    plain = build("# 题\n\n文", ALL["neural"], services, density="standard")

    assert show(plain) == show(build("---\ndensity: 标准\n---\n# 题\n\n文", ALL["neural"], services))


def test_theme_with_options_is_applied_once_for_many_issues() -> None:
    services = make_services()
    for text in ("甲", "乙", "---\ntext_size: small\n---\n丙"):
        build(text, ALL["neural"], services, text_size="large")

    assert isinstance(services.styles, MemoryStyles)
    assert (len(services.styles.themes), len(services.styles.styles)) == (2, 2)


def test_unreadable_accent_of_an_issue_is_refused_with_its_line(services: BuildServices) -> None:
    with pytest.raises(IssueError) as caught:
        build("---\ntitle: 题\naccent: '#ffff00'\n---\n文", ALL["neural"], services)

    [problem] = caught.value.problems
    assert (problem.message, problem.file, problem.line) == ("knob-contrast", "2020-06-17.md", 3)
    assert problem.values["nearest"] == "#707000"


def test_style_of_headings_that_cannot_be_read_is_refused_with_its_line(services: BuildServices) -> None:
    pale = parse_theme("pale", ":root{--accent:#ffd}hr{border:1px solid var(--accent)}")

    with pytest.raises(IssueError) as of_issue:
        build("---\ntitle: 题\nheadings: 色块\n---\n文", pale, services)
    with pytest.raises(SettingsError) as of_settings:
        build("文", pale, services, headings="block")

    [problem] = of_issue.value.problems
    assert (problem.message, problem.file, problem.line) == ("knob-illegible", "2020-06-17.md", 3)
    assert (problem.values["key"], problem.values["value"]) == ("headings", "block")
    assert [each.file for each in of_settings.value.problems] == ["publish.toml"]


def test_unusable_theme_option_of_an_issue_is_reported_with_its_file(services: BuildServices) -> None:
    with pytest.raises(IssueError) as caught:
        build("---\ndensity: x\naccent: #fff\n---\n文", ALL["neural"], services)

    assert [(problem.file, problem.line) for problem in caught.value.problems] == [
        ("2020-06-17.md", 2),
        ("2020-06-17.md", 3),
    ]


def test_unreadable_accent_of_the_settings_is_a_settings_error(services: BuildServices) -> None:
    with pytest.raises(SettingsError) as caught:
        build("文", ALL["neural"], services, accent="#ffff00")

    assert [problem.file for problem in caught.value.problems] == ["publish.toml"]


def test_accent_that_the_theme_does_not_use_is_reported(services: BuildServices) -> None:
    article = build("---\naccent: '#b3261e'\n---\n# 题", ALL["gazette"], services)

    assert [(problem.message, problem.severity, problem.line) for problem in article.problems] == [
        ("knob-idle", Severity.WARNING, 2)
    ]
