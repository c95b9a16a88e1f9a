"""What WeChat leaves of our own articles: all of it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from publish.model.article import Article
from publish.model.picture import Picture
from publish.model.settings import Settings
from publish.model.survival import ChangeKind, Layer
from publish.pipeline import build_article
from publish.steps.style.theme import read_theme
from publish.steps.survive import survive
from tests.fakes import make_world
from tests.samples import CORPUS, SAMPLES

THEMES = sorted((Path(__file__).parents[1] / "themes").glob("*.css"))
ISSUES = [*sorted(SAMPLES.glob("*.md")), *sorted(CORPUS.glob("*/*.md"))]
SETTINGS = Settings(account="端侧", editor="甲", qr="https://a.example/", licence="CC-BY-SA-4.0")
WORLD = make_world(pictures={"../wechat_qrcode.jpg": Picture("a.jpg", b"\xff\xd8\xff", 1, 1)})


@pytest.fixture(scope="module", params=THEMES, ids=lambda theme: theme.stem)
def articles(request: pytest.FixtureRequest) -> list[Article]:
    theme = read_theme(request.param.stem, request.param.read_text(encoding="utf-8"))
    return [
        build_article(issue.read_text(encoding="utf-8"), PurePosixPath("issues", issue.name), SETTINGS, theme, WORLD)
        for issue in ISSUES
    ]


@pytest.mark.parametrize("layer", Layer)
def test_nothing_of_an_article_is_lost(articles: list[Article], layer: Layer) -> None:
    assert {article.name: article.survival[layer].total(ChangeKind.LOST) for article in articles} == dict.fromkeys(
        (article.name for article in articles), 0
    )


def test_the_editor_leaves_an_article_to_the_letter(articles: list[Article]) -> None:
    assert [article.name for article in articles if article.survival[Layer.EDITOR].html != article.html] == []
    assert [article.name for article in articles if article.survival[Layer.EDITOR].embedded] == []


def test_the_store_asks_for_every_picture_to_be_uploaded(articles: list[Article]) -> None:
    embedded = {article.name: article.html.count('<img src="data:') for article in articles}

    assert {article.name: article.survival[Layer.STORE].embedded for article in articles} == embedded
    assert all(embedded.values())


@pytest.mark.parametrize("layer", Layer)
def test_what_is_left_of_an_article_is_left_again(articles: list[Article], layer: Layer) -> None:
    left = [survive(article.html, layer).html for article in articles]

    assert [survive(html, layer).html for html in left] == left


@pytest.mark.parametrize("layer", Layer)
def test_an_article_tells_what_survives_of_it(articles: list[Article], layer: Layer) -> None:
    assert [article.survival[layer] for article in articles] == [survive(article.html, layer) for article in articles]
