"""One issue with every way of writing, in every theme."""

from __future__ import annotations

from functools import cache
from pathlib import PurePosixPath

import pytest

from publish.core.article import ApiForm, Article
from publish.core.picture import Picture
from publish.core.problem import Severity
from publish.core.settings import Settings
from publish.core.target import MAX_CONTENT_CHARS
from publish.pipeline import build_article, build_shortened
from publish.pipeline.styled_page import BuildInputs
from tests.fakes import make_services
from tests.samples import KITCHEN_SINK
from tests.themes import THEMES, load_themes

TEXT = KITCHEN_SINK.read_text(encoding="utf-8")
PATH = PurePosixPath("2020-06-17.md")
every_theme = pytest.mark.parametrize("theme", [path.stem for path in THEMES])


def make_inputs(theme: str) -> BuildInputs:
    services = make_services(pictures={name: Picture(name, b"\xff\xd8\xff", 800, 450) for name in ("a.jpg", "b.jpg")})
    return BuildInputs(Settings(), load_themes()[theme], services)


@cache
def build(theme: str) -> Article:
    return build_article(TEXT, PATH, make_inputs(theme))


@every_theme
def test_article_of_every_construct_breaks_no_rule(theme: str) -> None:
    assert [problem for problem in build(theme).problems if problem.severity is not Severity.INFO] == []


@every_theme
def test_article_of_every_construct_can_be_fitted(theme: str) -> None:
    sent = build_shortened(TEXT, PATH, make_inputs(theme), ApiForm.FITTED)

    assert sent.chars < MAX_CONTENT_CHARS
    assert {"fit-references", "fit-archive"}.isdisjoint(sent.given_up)
