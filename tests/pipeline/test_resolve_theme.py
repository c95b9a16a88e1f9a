"""Themes that issues name."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from publish.cli import main
from publish.core.exceptions import IssueError, ThemeError
from publish.core.problem import Problem
from publish.core.settings import Settings
from publish.core.theme import Theme
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.steps.style.parse_theme import parse_theme
from tests.fakes import MemoryThemes, make_services
from tests.preview.repository import make_repository

PLAIN = parse_theme("plain", "p { color: #333 }")
INK = parse_theme("ink", "p { color: #111 }")
PLACE = PurePosixPath("issues/2020-06-17.md")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make_repository(tmp_path, "---\ntheme: ink\n---\n# 题\n\n文\n")
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "ink.css").write_text("p { color: #111 }", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def build_file(repository: Path, *words: str) -> str:
    """Build the issue by the command and return the article; empty if that failed."""
    code = main(["build", "2020-06-17", "--quiet", *words])
    return "" if code else (repository / "build" / "2020-06-17" / "article.html").read_text(encoding="utf-8")


def test_issue_is_rebuilt_when_its_theme_has_changed(repository: Path) -> None:
    before = build_file(repository)
    (repository / "themes" / "ink.css").write_text("p { color: #222 }", encoding="utf-8")

    assert ("color:#111" in before, "color:#222" in build_file(repository)) == (True, True)


def test_issue_is_rebuilt_when_its_theme_uses_the_accent_elsewhere(repository: Path) -> None:
    theme, settings = repository / "themes" / "ink.css", repository / "publish.toml"
    settings.write_text(f'accent = "#b3261e"\n{settings.read_text("utf-8")}', encoding="utf-8")
    theme.write_text(":root { --accent: #1f4e79 } p { color: #1f4e79 }", encoding="utf-8")
    before = build_file(repository)
    theme.write_text(":root { --accent: #1f4e79 } p { color: var(--accent) }", encoding="utf-8")

    assert ("color:#1f4e79" in before, "color:#b3261e" in build_file(repository)) == (True, True)


def test_theme_of_the_command_line_overrides_the_issue(repository: Path) -> None:
    assert "color:#111" not in build_file(repository, "--theme", "neural")


def test_deleted_theme_of_an_issue_is_reported(repository: Path) -> None:
    build_file(repository)
    (repository / "themes" / "ink.css").unlink()

    assert build_file(repository) == ""


def build(text: str) -> str:
    services = make_services()._replace(themes=MemoryThemes({"ink": INK}))
    return build_article(text, PLACE, BuildInputs(Settings(), PLAIN, services)).html


def test_issue_uses_the_theme_it_names() -> None:
    assert "color:#111" in build("---\ntheme: ink\n---\n# 题\n\n文\n")


@pytest.mark.parametrize("head", ["", "---\ntheme:\n---\n", "---\nauthor: x\n---\n"])
def test_issue_without_theme_uses_the_default(head: str) -> None:
    assert "color:#333" in build(f"{head}# 题\n\n文\n")


def test_missing_theme_is_reported_with_its_line() -> None:
    with pytest.raises(IssueError) as caught:
        build("---\nauthor: x\ntheme: ../../etc/passwd\n---\n# 题\n")

    (problem,) = caught.value.problems
    assert (problem.message, problem.file, problem.line) == ("theme-missing", "2020-06-17.md", 3)


def test_error_in_theme_file_is_reported_with_its_own_location() -> None:
    class BrokenThemes:
        def load(self, name: str) -> Theme:
            raise ThemeError(Problem("theme-unreadable", {"reason": name}, file="ink.css"))

    with pytest.raises(IssueError) as caught:
        build_article(
            "---\ntheme: ink\n---\n",
            PLACE,
            BuildInputs(Settings(), PLAIN, make_services()._replace(themes=BrokenThemes())),
        )

    assert caught.value.problems[0].file == "ink.css"
