"""One issue with every way of writing, in every theme."""

from __future__ import annotations

from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from publish.core.article import Article
from publish.core.picture import Picture
from publish.core.problem import Severity
from publish.core.settings import Settings
from publish.pipeline import build_article
from publish.steps.style.parse_theme import parse_theme
from publish.wechat.limits import MAX_CONTENT_CHARS
from tests.fakes import make_services
from tests.themes import THEMES

KITCHEN_SINK = Path(__file__).with_name("kitchen_sink.md")
TEXT = KITCHEN_SINK.read_text(encoding="utf-8")
every_theme = pytest.mark.parametrize("theme", [path.stem for path in THEMES])


@cache
def build(theme: str) -> Article:
    css = next(path for path in THEMES if path.stem == theme).read_text(encoding="utf-8")
    services = make_services(pictures={name: Picture(name, b"\xff\xd8\xff", 800, 450) for name in ("a.jpg", "b.jpg")})
    return build_article(TEXT, PurePosixPath("2020-06-17.md"), Settings(), parse_theme(theme, css), services)


@every_theme
def test_article_of_every_construct_breaks_no_rule(theme: str) -> None:
    assert [problem for problem in build(theme).problems if problem.severity is not Severity.INFO] == []


@every_theme
def test_article_of_every_construct_fits_the_api_limit(theme: str) -> None:
    assert max(len(part.html) for part in build(theme).parts) < MAX_CONTENT_CHARS
