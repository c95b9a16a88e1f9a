"""The hash of what an author wrote and chose: an upgrade of the program leaves it alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from publish.core.back_issue import BackIssue
from publish.core.picture import Picture
from publish.core.settings import AccountSettings, NewsletterSettings, Settings
from publish.core.theme import SHIPPED_THEMES, Theme, ThemeDeclaration, ThemeRule
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from tests.fakes import make_services
from tests.themes import load_themes

TEXT = "# 端侧 (2020-06-17)\n\n## 新闻\n\n- [题 | 站](https://a.example/)\n\n![图](a.png)\n"
PICTURE = Picture("a.png", b"\xff\xd8\xff", 9, 9, origin="a" * 64)
NEURAL = load_themes()["neural"]


def hash_issue(text: str = TEXT, theme: Theme = NEURAL, settings: Settings = Settings(), **world: Any) -> str:  # noqa: B008
    services = make_services(pictures={"a.png": world.pop("picture", PICTURE)}, **world)
    return build_article(text, PurePosixPath("2020-06-17.md"), BuildInputs(settings, theme, services)).inputs


def test_hash_inputs_is_the_same_in_every_version() -> None:
    assert hash_issue() == "bad281991fb8ec71ce3c9d225f78d80cd4c935c795c67e42a099ae2a2348a105"


@pytest.mark.parametrize(
    "changed",
    [
        {"text": TEXT.replace("题", "題")},
        {"theme": load_themes()["poster"]},
        {"settings": Settings(accent="#0b5a46")},
        {"settings": Settings(newsletter=NewsletterSettings(account="端侧"))},
        {"picture": PICTURE._replace(origin="b" * 64)},
        {"back_issues": [BackIssue(date(2020, 6, 3), "上期", "https://mp.weixin.qq.com/s/a")]},
    ],
    ids=["text", "theme", "option", "setting", "picture", "back issue"],
)
def test_hash_inputs_changes_with_what_an_author_changes(changed: dict[str, Any]) -> None:
    assert hash_issue(**changed) != hash_issue()


@pytest.mark.parametrize(
    "changed",
    [
        {"theme": NEURAL._replace(rules=(ThemeRule("p", (ThemeDeclaration("color", "#123", 1),)),))},
        {"settings": Settings(accounts={"main": AccountSettings("wx0123456789abcdef")})},
        {"settings": Settings(fit="strict")},
        {"picture": PICTURE._replace(data=b"\xff\xd8\xff\x00", name="b.png")},
    ],
    ids=["rules of a shipped theme", "account", "fit", "processing of a picture"],
)
def test_hash_inputs_does_not_change_with_the_program(changed: dict[str, Any]) -> None:
    assert hash_issue(**changed) == hash_issue()


def test_hash_inputs_changes_with_the_rules_of_an_own_theme() -> None:
    own = NEURAL._replace(name="ours")

    assert hash_issue(theme=own) != hash_issue(theme=own._replace(rules=own.rules[:-1]))


def test_shipped_themes_are_those_of_the_folder() -> None:
    folder = Path(__file__).parents[2] / "themes"

    assert sorted(path.stem for path in folder.glob("*.css")) == list(SHIPPED_THEMES)
