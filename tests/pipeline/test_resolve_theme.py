"""An issue may name its theme."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from publish.cli import main
from publish.core.exceptions import IssueError, ThemeError
from publish.core.problem import Problem
from publish.core.settings import Settings
from publish.core.theme import Theme
from publish.pipeline import build_article
from publish.steps.style.parse_theme import parse_theme
from tests.fakes import MemoryThemes, make_world
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
    """Build the issue by the command and return the article; empty where that failed."""
    code = main(["build", "2020-06-17", "--quiet", *words])
    return "" if code else (repository / "build" / "2020-06-17" / "article.html").read_text(encoding="utf-8")


def test_an_issue_is_built_again_when_the_theme_it_names_has_changed(repository: Path) -> None:
    before = build_file(repository)
    (repository / "themes" / "ink.css").write_text("p { color: #222 }", encoding="utf-8")

    assert ("color:#111" in before, "color:#222" in build_file(repository)) == (True, True)


def test_the_command_lines_theme_goes_before_the_issues(repository: Path) -> None:
    assert "color:#111" not in build_file(repository, "--theme", "neural")


def test_a_theme_that_has_gone_is_missed(repository: Path) -> None:
    build_file(repository)
    (repository / "themes" / "ink.css").unlink()

    assert build_file(repository) == ""


def build(text: str) -> str:
    services = make_world()._replace(themes=MemoryThemes({"ink": INK}))
    return build_article(text, PLACE, Settings(), PLAIN, services).html


def test_an_issue_looks_as_the_theme_it_names() -> None:
    assert "color:#111" in build("---\ntheme: ink\n---\n# 题\n\n文\n")


@pytest.mark.parametrize("head", ["", "---\ntheme:\n---\n", "---\nauthor: x\n---\n"])
def test_an_issue_that_names_none_looks_as_all_do(head: str) -> None:
    assert "color:#333" in build(f"{head}# 题\n\n文\n")


def test_a_theme_that_is_missing_is_told_with_its_line() -> None:
    with pytest.raises(IssueError) as caught:
        build("---\nauthor: x\ntheme: ../../etc/passwd\n---\n# 题\n")

    (problem,) = caught.value.problems
    assert (problem.message, problem.file, problem.line) == ("theme-missing", "2020-06-17.md", 3)


def test_what_is_wrong_in_a_themes_file_is_told_with_its_own_place() -> None:
    class BrokenThemes:
        def load(self, name: str) -> Theme:
            raise ThemeError(Problem("theme-unreadable", {"reason": name}, file="ink.css"))

    with pytest.raises(IssueError) as caught:
        build_article("---\ntheme: ink\n---\n", PLACE, Settings(), PLAIN, make_world()._replace(themes=BrokenThemes()))

    assert caught.value.problems[0].file == "ink.css"
