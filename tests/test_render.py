"""`publish.render`, as another program calls it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

import publish
from publish.core.exceptions import IssueError, ThemeError

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def test_render_returns_one_element_with_its_styles_in_it() -> None:
    root = html.fragment_fromstring(publish.render("**甲**[^1]\r\n\r\n[^1]: 乙"))

    assert (root.tag, "甲\u00a0[1]" in str(root.text_content())) == ("section", True)
    assert ("font-size" in str(root[0].get("style")), root.find(".//*[@class]")) == (True, None)


def test_render_takes_another_theme() -> None:
    assert publish.render("甲", "poster") != publish.render("甲", theme="airy")


def test_render_finds_pictures_in_the_current_folder(folder: Path) -> None:
    (folder / "logo.png").write_bytes((ROOT / "assets" / "logo.png").read_bytes())

    assert 'src="data:image/png;base64,' in publish.render("![图](logo.png)")


def test_render_raises_the_error_of_a_broken_text() -> None:
    with pytest.raises(IssueError):
        publish.render(" \n")
    with pytest.raises(ThemeError):
        publish.render("甲", theme="nosuch")


def test_render_adds_the_message_to_the_error() -> None:
    with pytest.raises(ThemeError) as caught:
        publish.render("正文", theme="neurl")

    assert any("neurl" in note for note in caught.value.__notes__)
