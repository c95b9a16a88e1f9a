from __future__ import annotations

import json
from pathlib import Path

import pytest

from publish.cli import main

SHIPPED = Path(__file__).parents[3] / "themes"
ACCENTS = {
    "airy": "#0b5a46", "compact": "#004d66", "magazine": "#7a1924", "poster": "#b3261e", "prose": "#6b3a1f",
    "sunday": "#7a2e12", "syntax": "#0b5a6b", "weekly": "#7a3b00",
}  # fmt: skip
OWN = "/* own: for us alone. */\n/* own: 只给自己用。 */\n\np { color: #333 }\n"


@pytest.fixture
def newsletter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A newsletter with a theme with a purpose, one without, and one that overrides a shipped theme."""
    (tmp_path / "publish.toml").write_text('theme = "own"\n', encoding="utf-8")
    (tmp_path / "themes").mkdir()
    for name, css in (("own", OWN), ("silent", "p { color: #333 }"), ("neural", "/* neural: hidden. */")):
        (tmp_path / "themes" / f"{name}.css").write_text(css, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("language", "purpose"), [("en", "for us alone"), ("zh", "只给自己用")])
def test_themes_lists_own_themes_first_and_marks_the_chosen_one(
    newsletter: Path, capsys: pytest.CaptureFixture[str], language: str, purpose: str
) -> None:
    assert main(["themes", "--lang", language]) == 0

    result = capsys.readouterr()
    lines = result.out.splitlines()
    assert lines[:3] == ["  neural    hidden", f"* own       {purpose}", "  silent"]
    shipped = sorted({path.stem for path in SHIPPED.glob("*.css")} - {"neural"})
    assert [line.split()[0] for line in lines[3:]] == shipped
    assert "--theme" in result.err
    assert newsletter == Path.cwd()


def test_quiet_themes_prints_only_the_themes(newsletter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["themes", "--quiet"])

    result = capsys.readouterr()
    assert (result.err, f"* {newsletter.joinpath('themes/own.css').stem}" in result.out) == ("", True)


def test_themes_prints_json(newsletter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["themes", "--json", "--lang", "zh"])

    result = capsys.readouterr()
    themes = {theme.pop("name"): theme for theme in json.loads(result.out)}
    own = str(newsletter / "themes" / "own.css")
    assert themes["own"] == {"purpose": "只给自己用", "file": own, "own": True, "chosen": True, "accent": None}
    assert {name: theme["accent"] for name, theme in themes.items() if theme["accent"]} == ACCENTS
    assert (themes["gazette"]["own"], themes["gazette"]["chosen"]) == (False, False)
    assert result.err == ""


def test_themes_reports_unreadable_theme(newsletter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (newsletter / "themes" / "old.css").write_bytes("/* 旧的 */".encode("gbk"))

    assert main(["themes", "--lang", "en"]) == 3
    assert capsys.readouterr().err.startswith("old.css: cannot read the theme: ")


def test_themes_reports_low_contrast(newsletter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (newsletter / "themes" / "pale.css").write_text("p { color: #333 }\nh2 { color: #f00 }\n", encoding="utf-8")

    assert main(["themes", "--lang", "en"]) == 0
    result = capsys.readouterr()
    assert result.err.startswith("pale.css:2: text is hard to read, by day (☀) or in dark mode (☾): ")
    assert "  pale\n" in result.out


@pytest.mark.parametrize("css", ["h2 { color: #ddd }", "a:hover { color: #333 }"])
def test_themes_lists_invalid_theme_with_its_problems(
    newsletter: Path, capsys: pytest.CaptureFixture[str], css: str
) -> None:
    (newsletter / "themes" / "broken.css").write_text(css, encoding="utf-8")

    assert main(["themes", "--json", "--lang", "en"]) == 3
    result = capsys.readouterr()
    assert result.err.startswith("broken.css:1: ")
    assert {theme["name"]: theme["accent"] for theme in json.loads(result.out)}["broken"] is None
