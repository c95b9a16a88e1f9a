"""`publish.render`, as another program calls it."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any, assert_type

import pytest
from lxml import html

import publish
from publish import ArticleHtml, IssueError, ProblemReport, SettingsError, ThemeError
from publish.library import engine

ROOT = Path(__file__).parents[2]
DECEIVING = "甲\u202e乙"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a picture and a theme of its own."""
    (tmp_path / "logo.png").write_bytes((ROOT / "assets" / "logo.png").read_bytes())
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "own.css").write_text("p { color: #123456 }", encoding="utf-8")
    return tmp_path


def test_render_returns_one_element_with_its_styles_in_it() -> None:
    root = html.fragment_fromstring(publish.render("**甲**[^1]\r\n\r\n[^1]: 乙"))

    assert (root.tag, "甲\u00a0[1]" in str(root.text_content())) == ("section", True)
    assert ("font-size" in str(root[0].get("style")), root.find(".//*[@class]")) == (True, None)


def test_render_returns_a_text_with_its_problems() -> None:
    article = publish.render("甲 ![图](x.png)")

    assert_type(article, ArticleHtml)
    assert_type(article.problems, tuple[ProblemReport, ...])
    assert (isinstance(article, str), [problem.id for problem in article.problems]) == (True, ["picture-no-folder"])


@pytest.mark.parametrize("again", [copy.copy, lambda article: pickle.loads(pickle.dumps(article))])  # noqa: S301 - of its own
def test_rendered_article_keeps_its_problems_when_copied(again: Any) -> None:
    article = publish.render("甲 ![图](x.png)")

    assert (again(article), again(article).problems) == (article, article.problems)


def test_render_takes_another_theme() -> None:
    assert publish.render("甲", "poster") != publish.render("甲", theme="airy")


def test_theme_of_the_call_wins_over_that_of_the_text() -> None:
    assert publish.render("---\ntheme: airy\n---\n甲", "poster") == publish.render("甲", "poster")


def test_render_takes_a_theme_of_the_folder(folder: Path) -> None:
    assert "#123456" in publish.render("甲", "own", folder=folder)


@pytest.mark.parametrize(
    ("options", "written"),
    [
        ({"accent": "#1e6bb8"}, "accent: '#1e6bb8'"),
        ({"text_size": "large"}, "text_size: large"),
        ({"density": "airy"}, "density: airy"),
        ({"indent": True}, "indent: yes"),
        ({"justify": True}, "justify: yes"),
    ],
    ids=["accent", "text_size", "density", "indent", "justify"],
)
def test_theme_option_does_what_it_does_in_front_matter(options: Any, written: str) -> None:
    text = "## 节\n\n正文"
    article = publish.render(text, "neural", **options)

    assert article == publish.render(f"---\n{written}\n---\n{text}")
    assert article != publish.render(text)


def test_theme_option_that_says_no_changes_nothing() -> None:
    assert publish.render("甲", indent=False, justify=False) == publish.render("甲")


def test_render_raises_every_mistake_in_theme_options() -> None:
    with pytest.raises(ThemeError) as caught:
        publish.render("甲", accent="blau", text_size="huge")  # type: ignore[arg-type]  # what a person may write

    assert [problem.message for problem in caught.value.problems] == ["knob-colour", "knob-word"]


def test_render_reports_an_option_that_the_theme_does_not_use(folder: Path) -> None:
    assert [problem.id for problem in publish.render("甲", "own", folder=folder, accent="#1e6bb8").problems] == [
        "knob-idle"
    ]


def test_render_refuses_an_accent_in_which_text_is_hard_to_read() -> None:
    with pytest.raises(ThemeError):
        publish.render("## 节", accent="#ffff00")


def test_render_refuses_an_unknown_keyword() -> None:
    with pytest.raises(TypeError, match="colour"):
        publish.render("甲", colour="#1e6bb8")  # type: ignore[call-arg]  # what a person may write


def test_render_finds_pictures_in_the_folder(folder: Path) -> None:
    assert 'src="data:image/png;base64,' in publish.render("![图](logo.png)", folder=folder)


def test_render_without_a_folder_reads_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)

    article = publish.render("---\nwith: [a.md]\ncover: https://example.org/a.png\n---\n甲 ![图](logo.png)")

    assert ("<img" in article, [problem.id for problem in article.problems]) == (False, ["picture-no-folder"])
    with pytest.raises(ThemeError):
        publish.render("甲", "own")


def test_render_resolves_a_relative_folder_when_it_is_called(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)

    assert "<img" in publish.render("![图](logo.png)", folder=folder.name)


def test_render_reports_that_the_current_folder_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    with pytest.raises(SettingsError):
        publish.render("甲", folder=".")


@pytest.mark.parametrize(
    ("text", "error", "id"),
    [
        (" \n", IssueError, "issue-empty"),
        ("甲\0", IssueError, "issue-nul"),
        ("\ud800", IssueError, "issue-encoding"),
        ("甲" * 2_000_000, IssueError, "issue-large"),
        ("甲" * 100_001, IssueError, "issue-line-long"),
        ("---\ntheme\n---\n甲", IssueError, "front-matter-line"),
        (DECEIVING, IssueError, "issue-deceptive"),
    ],
    ids=["empty", "NUL", "no Unicode", "large", "long line", "front matter", "deceiving"],
)
def test_render_raises_the_error_of_a_broken_text(text: str, error: type[Exception], id: str) -> None:
    with pytest.raises(error) as caught:
        publish.render(text)

    assert isinstance(caught.value, IssueError)
    assert [(report.id, report.file) for report in publish.explain(caught.value)] == [(id, None)]


@pytest.mark.parametrize(("language", "word"), [("en", "no theme"), ("zh", "主题")])
def test_render_adds_the_sentence_to_the_error(language: publish.Language, word: str) -> None:
    with pytest.raises(ThemeError) as caught:
        publish.render("正文", theme="neurl", language=language)

    [note] = caught.value.__notes__
    assert ("neurl" in note, word in note) == (True, True)


def test_render_refuses_an_unknown_language() -> None:
    with pytest.raises(ValueError, match="en"):
        publish.render("甲", language="fr")  # type: ignore[arg-type]  # what a person may write


def test_render_ends_when_its_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MAX_BUILD_SECONDS", 0.02)

    with pytest.raises(IssueError) as caught:
        publish.render("- **甲** `乙`\n" * 5000)

    [report] = publish.explain(caught.value)
    assert report.id in ("issue-slow", "machine-busy")


def test_result_does_not_depend_on_the_calls_before() -> None:
    texts = ["# 甲\n\n乙", "```python\nx = 1\n```", "$\\frac{a}{b}$", "> 丙\n\n| a |\n|-|\n| b |"]
    forwards = [publish.render(text, theme) for text in texts for theme in ("neural", "poster")]
    backwards = [publish.render(text, theme) for text in reversed(texts) for theme in ("poster", "neural")]

    assert backwards[::-1] == forwards
