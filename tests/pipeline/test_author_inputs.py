"""The hash of what an author wrote and chose: an upgrade of the program leaves it alone."""

from __future__ import annotations

import hashlib
from datetime import date
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from PIL import Image

from publish.core.back_issue import BackIssue
from publish.core.picture import Picture
from publish.core.settings import AccountSettings, FollowSettings, NewsletterSettings, Settings
from publish.core.theme import SHIPPED_THEMES, Theme, ThemeDeclaration, ThemeRule
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from tests.fakes import make_services
from tests.themes import load_themes

TEXT = "# 端侧 (2020-06-17)\n\n## 新闻\n\n- [题 | 站](https://a.example/)\n\n![图](a.png) 见 [上期](2020-06-03.md)\n"
PICTURE = Picture("a.png", b"\xff\xd8\xff", 9, 9, origin="a" * 64)
NEURAL = load_themes()["neural"]


def hash_issue(text: str = TEXT, theme: Theme = NEURAL, settings: Settings = Settings(), **world: Any) -> str:  # noqa: B008
    pictures = {"a.png": world.pop("picture", PICTURE), **world.pop("others", {})}
    services = make_services(pictures=pictures, **world)
    return build_article(text, PurePosixPath("2020-06-17.md"), BuildInputs(settings, theme, services)).inputs


def paint_picture(colour: str) -> Picture:
    data = BytesIO()
    Image.new("RGB", (1200, 600), colour).save(data, "PNG")
    return Picture("c.png", data.getvalue(), 1200, 600, origin=hashlib.sha256(data.getvalue()).hexdigest())


def test_hash_inputs_is_the_same_in_every_version() -> None:
    assert hash_issue() == "697cc16e49534a959b318bd21b4e7162b690bb309a93b91332eb138726865621"


@pytest.mark.parametrize(
    "changed",
    [
        {"text": TEXT.replace("题", "題")},
        {"theme": load_themes()["poster"]},
        {"settings": Settings(accent="#0b5a46")},
        {"settings": Settings(newsletter=NewsletterSettings(account="端侧"))},
        {"picture": PICTURE._replace(origin="b" * 64)},
        {"back_issues": [BackIssue(date(2020, 6, 3), "上期", "https://mp.weixin.qq.com/s/a")]},
        {"published": {"2020-06-03": "https://mp.weixin.qq.com/s/a"}},
    ],
    ids=["text", "theme", "option", "setting", "picture", "back issue", "address of a linked issue"],
)
def test_hash_inputs_changes_with_what_an_author_changes(changed: dict[str, Any]) -> None:
    assert hash_issue(**changed) != hash_issue()


@pytest.mark.parametrize(
    "changed",
    [
        {"theme": NEURAL._replace(rules=(ThemeRule("p", (ThemeDeclaration("color", "#123", 1),)),))},
        {"settings": Settings(accounts={"main": AccountSettings("wx0123456789abcdef")})},
        {"settings": Settings(fit="strict")},
        {"settings": Settings(proxy="http://127.0.0.1:8080", proxy_resolves=True)},
        {"settings": Settings(ledger="postgresql://db/ledger")},
        {"settings": Settings(check={"N01": "info"})},
        {"picture": PICTURE._replace(data=b"\xff\xd8\xff\x00", name="b.png")},
        {"published": {"2020-06-10": "https://mp.weixin.qq.com/s/b"}},
    ],
    ids=[
        "rules of a shipped theme",
        "account",
        "fit",
        "proxy",
        "ledger",
        "check",
        "processed picture",
        "other issue",
    ],
)
def test_hash_inputs_ignores_what_changes_no_draft(changed: dict[str, Any]) -> None:
    assert hash_issue(**changed) == hash_issue()


def test_hash_inputs_changes_with_the_rules_of_an_own_theme() -> None:
    own = NEURAL._replace(name="ours")

    assert hash_issue(theme=own) != hash_issue(theme=own._replace(rules=own.rules[:-1]))


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        (f"---\ncover: c.png\n---\n{TEXT}", Settings()),
        (TEXT, Settings(follow=FollowSettings(qr="https://a.example/", logo="c.png"))),
    ],
    ids=["cover", "logo"],
)
def test_hash_inputs_changes_with_the_file_of_a_picture_that_is_drawn_anew(text: str, settings: Settings) -> None:
    files = [paint_picture(colour) for colour in ("red", "blue")]

    hashes = {hash_issue(text, settings=settings, others={"c.png": picture}) for picture in files}

    assert len(hashes) == len(files)


def test_shipped_themes_are_those_of_the_folder() -> None:
    folder = Path(__file__).parents[2] / "themes"

    assert sorted(path.stem for path in folder.glob("*.css")) == list(SHIPPED_THEMES)
