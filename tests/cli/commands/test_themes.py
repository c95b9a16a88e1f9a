from __future__ import annotations

import json
from pathlib import Path

import pytest

from publish.cli import main
from tests.browser import open_browser
from tests.command_line import read_result

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
    themes = {theme.pop("name"): theme for theme in read_result(result.out)["themes"]}
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
    assert {theme["name"]: theme["accent"] for theme in read_result(result.out)["themes"]}["broken"] is None


# --- new themes ---------------------------------------------------------------------------------


def test_themes_new_writes_a_theme_like_another_one(newsletter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["themes", "new", "mine", "--like", "compact", "--accent", "#8a1550", "--lang", "en"]) == 0

    result = capsys.readouterr()
    assert result.out == "themes/mine.css\n"
    assert "like compact" in result.err
    assert "--accent: #8a1550" in (newsletter / "themes" / "mine.css").read_text(encoding="utf-8")
    assert main(["themes", "--quiet"]) == 0
    assert "mine" in capsys.readouterr().out


def test_themes_new_begins_with_the_theme_of_the_settings(newsletter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["themes", "new", "mine", "--json"]) == 0

    written = read_result(capsys.readouterr().out)
    assert (written["name"], written["like"], written["accent"]) == ("mine", "own", None)
    assert (newsletter / "themes" / "mine.css").is_file()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["new"], "Give the new theme a name"),
        (["new", "Mine"], "is no name for a theme"),
        (["new", "own"], "is there already"),
        (["new", "mine", "--accent", "redish"], "accent"),
        (["new", "mine", "--like", "nosuch"], "nosuch"),
        (["import"], "Name the style sheet"),
        (["import", "nosuch.css"], "nosuch.css"),
        (["import", "own.css"], "own.css"),
        (["import", "themes"], "themes"),
        (["compare"], "Name the issue"),
    ],
)
def test_themes_says_what_is_wrong_and_writes_nothing(
    newsletter: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    before = sorted((newsletter / "themes").iterdir())

    assert main(["themes", *words, "--lang", "en"]) != 0

    assert message in capsys.readouterr().err
    assert sorted((newsletter / "themes").iterdir()) == before


# --- imported themes ----------------------------------------------------------------------------

FOREIGN = """\
#nice { color: #4a4a4a }
#nice h2 { color: #999; box-shadow: 0 1px 2px #000 }
#nice blockquote { background: #fff5e3; color: #b0b0b0 }
#nice a:hover { color: red }
"""


def test_themes_import_writes_a_theme_and_says_what_was_left_out(
    newsletter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (newsletter / "Sea Side.css").write_text(FOREIGN + "#nice .x { color: red }\n" * 25, encoding="utf-8")

    assert main(["themes", "import", "Sea Side.css", "--lang", "en"]) == 0

    result = capsys.readouterr()
    assert result.out == "themes/sea-side.css\n"
    for said in ("mdnice: ", "Sea Side.css:4: #nice a:hover", "box-shadow", "h2 #999999 → #", "and 5 more", "a ground"):
        assert said in result.err
    assert (newsletter / "themes" / "sea-side.css").is_file()


def test_themes_import_describes_the_theme_as_json(newsletter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (newsletter / "a.css").write_text(FOREIGN, encoding="utf-8")

    assert main(["themes", "import", "a.css", "--as", "sea", "--json"]) == 0

    written = read_result(capsys.readouterr().out)
    assert (written["name"], written["format"], written["taken"]) == ("sea", "mdnice", 4)
    assert {one["line"] for one in written["dropped"]} == {2, 4}
    assert written["repaired"][0]["before"] == "#fff5e3"


def test_themes_import_refuses_a_sheet_that_is_no_text(newsletter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (newsletter / "a.css").write_bytes(b"\xff\xfe\x00")

    assert main(["themes", "import", "a.css", "--lang", "en"]) != 0
    assert "a.css" in capsys.readouterr().err


# --- all themes ---------------------------------------------------------------------------------


@pytest.fixture
def magazine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one article and one broken theme."""
    (tmp_path / "publish.toml").touch()
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "broken.css").write_text("p { position: fixed }", encoding="utf-8")
    (tmp_path / "a.md").write_text("# 题\n\n![图](logo.png)\n\n文</script>\n", encoding="utf-8")
    (tmp_path / "logo.png").write_bytes((SHIPPED.parent / "assets" / "logo.png").read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_themes_compare_shows_an_issue_in_every_theme_that_can_be_used(
    magazine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["themes", "compare", "a.md", "--lang", "en"]) != 0  # for the theme that is none

    result = capsys.readouterr()
    page = (magazine / "build" / "themes.html").read_text(encoding="utf-8")
    assert result.out == "build/themes.html\n"
    assert "broken.css:1" in result.err
    assert page.count("<iframe") == 3 * len(list(SHIPPED.glob("*.css")))
    assert page.count("</script>") == 2
    assert page.count("data:image/png") == 1  # each picture once


def test_themes_compare_names_the_page_as_json(magazine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (magazine / "themes" / "broken.css").unlink()

    assert main(["themes", "compare", "a.md", "--json", "--out", "pages"]) == 0

    written = read_result(capsys.readouterr().out)
    assert written["file"] == str(magazine / "pages" / "themes.html")
    assert "neural" in written["themes"]


@pytest.mark.parametrize("words", [["new", "mine"], ["import", "a.css", "--as", "mine"]])
def test_themes_prints_the_file_alone_where_it_is_quiet(
    newsletter: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    (newsletter / "a.css").write_text(FOREIGN, encoding="utf-8")

    assert main(["themes", *words, "--quiet"]) == 0

    result = capsys.readouterr()
    assert (result.out, result.err) == ("themes/mine.css\n", "")


@pytest.mark.browser
def test_page_of_all_themes_shows_articles_by_day_and_by_night(magazine: Path) -> None:
    (magazine / "themes" / "broken.css").unlink()
    main(["themes", "compare", "a.md", "--quiet"])
    with open_browser() as browser:
        page = browser.new_page(viewport={"width": 1300, "height": 900})
        errors: list[str] = []
        page.on("console", lambda message: errors.append(message.text))
        page.goto((magazine / "build" / "themes.html").as_uri())
        first = page.frame_locator("iframe >> nth=0").locator("body")
        first.locator("img").wait_for()
        light = first.evaluate("body => getComputedStyle(body.parentElement).backgroundColor")
        page.click("[data-scheme=dark]")
        page.wait_for_function("document.querySelector('iframe').srcdoc.includes('color-scheme:dark')")
        first.locator("img").wait_for()
        dark = first.evaluate("body => getComputedStyle(body.parentElement).backgroundColor")
        widths = page.eval_on_selector_all("iframe", "frames => frames.slice(0, 3).map(frame => frame.clientWidth)")

    assert (light, dark) == ("rgb(255, 255, 255)", "rgb(25, 25, 25)")
    assert (widths, errors) == ([320, 375, 430], [])


def test_themes_compare_shows_every_theme_whatever_the_issue_names(magazine: Path) -> None:
    (magazine / "themes" / "broken.css").unlink()
    (magazine / "a.md").write_text("---\ntheme: poster\n---\n# 题\n\n## 节\n\n文\n", encoding="utf-8")

    assert main(["themes", "compare", "a.md", "--quiet"]) == 0

    page = (magazine / "build" / "themes.html").read_text(encoding="utf-8")
    payload = json.loads(page.partition('id="payload">')[2].partition("</script>")[0])
    articles = [pages["light"] for pages in payload["pages"].values()]
    assert len(set(articles)) == len(articles)


def test_themes_compare_reports_a_broken_issue_once(magazine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (magazine / "themes" / "broken.css").unlink()
    (magazine / "a.md").write_text("---\ntitle 题\n---\n# 题\n", encoding="utf-8")

    assert main(["themes", "compare", "a.md", "--quiet"]) != 0

    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (magazine / "build").exists()


@pytest.mark.usefixtures("newsletter")
def test_themes_new_says_that_a_theme_has_no_accent(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["themes", "new", "mine", "--like", "gazette", "--accent", "#8a1550", "--lang", "en"]) == 0

    assert "gazette" in capsys.readouterr().err.splitlines()[0]
