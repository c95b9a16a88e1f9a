"""What the copy button hands over, pasted into editors that know nothing of us."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from publish.cli import main
from publish.core.problem import Severity
from tests.paste.editors import PAGES, Pasted, open_editor, paste, read_editor, read_element

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
ISSUE = """\
# 简报 (2020-06-17)

> 导读：本期1条。

快讯：一条**加粗的**热身消息。

## 新闻

- [一则消息 | 某站](https://mp.weixin.qq.com/s/abc)
摘要：要点在此，**很重要**，见[上一篇](https://mp.weixin.qq.com/s/def)。

## 清单

说明：

1. 甲
2. 乙**丙**
3. 丁

![图](logo.png)
"""


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("newsletter")
    (folder / "publish.toml").write_text('licence = "CC-BY-SA-4.0"\n[newsletter]\nissues = "."\n', encoding="utf-8")
    (folder / "2020-06-17.md").write_text(ISSUE, encoding="utf-8")
    shutil.copy(ROOT / "assets" / "logo.png", folder / "logo.png")
    words = [str(folder / "2020-06-17.md"), "--config", str(folder / "publish.toml"), "--out", str(folder / "build")]
    assert main(["build", *words, "--quiet"]) == 0
    return folder / "build" / "2020-06-17"


@pytest.fixture(scope="module")
def article(browser: Browser, build: Path) -> Pasted:
    """What the article holds, as a browser reads it."""
    page = browser.new_page()
    page.goto((build / "article.html").as_uri())
    return read_element(page, "body")


@pytest.fixture(scope="module", params=sorted(PAGES))
def pasted(request: pytest.FixtureRequest, browser: Browser, build: Path) -> Iterator[Pasted]:
    """What an editor holds once the article is pasted."""
    context = browser.new_context()
    preview: Page = context.new_page()
    preview.goto((build / "preview.html").as_uri())
    preview.frame_locator("#frame").locator("h1").wait_for()
    preview.click("#copy")
    editor = open_editor(context, request.param)
    paste(editor, request.param)
    yield read_editor(editor, request.param)
    context.close()


def test_paste_article_survives_the_filter_simulation(build: Path) -> None:
    described = (build / "article.json").read_text(encoding="utf-8")

    assert f'"severity": "{Severity.ERROR}"' not in described


def test_paste_article_has_every_construct(article: Pasted) -> None:
    assert (len(article.headings), len(article.links), len(article.items), len(article.pictures)) == (3, 2, 3, 2)
    assert article.bold == "加粗的很重要丙"


def test_editor_keeps_text(pasted: Pasted, article: Pasted) -> None:
    assert pasted.text == article.text


def test_editor_keeps_headings(pasted: Pasted, article: Pasted) -> None:
    assert pasted.headings == article.headings


def test_editor_keeps_bold(pasted: Pasted) -> None:
    assert all(part in pasted.bold for part in ("加粗的", "很重要", "丙"))


def test_editor_keeps_links(pasted: Pasted, article: Pasted) -> None:
    assert pasted.links == article.links


def test_editor_keeps_lists(pasted: Pasted, article: Pasted) -> None:
    assert pasted.items == article.items


def test_editor_keeps_pictures(pasted: Pasted, article: Pasted) -> None:
    assert pasted.pictures == article.pictures
