from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from publish.cli import main
from publish.cli.terminal_output import MIN_ISSUES_FOR_BAR, Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def sit_at_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    return shown


def test_progress_bar_is_drawn_on_a_terminal_and_removed_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = sit_at_terminal(monkeypatch)

    with Progress(MIN_ISSUES_FOR_BAR, shown=True) as progress:
        for _ in range(MIN_ISSUES_FOR_BAR):
            progress.advance()
        assert progress.drawn

    assert f"/{MIN_ISSUES_FOR_BAR}" in terminal.getvalue()
    assert terminal.getvalue().rstrip(" ").endswith("\r")


def test_progress_prints_lines_above_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = sit_at_terminal(monkeypatch)

    with Progress(MIN_ISSUES_FOR_BAR, shown=True) as progress:
        progress.print("甲", sys.stderr)

    assert "\r甲\n" in terminal.getvalue().replace(" ", "")


@pytest.mark.parametrize(
    ("total", "shown"), [(MIN_ISSUES_FOR_BAR - 1, True), (MIN_ISSUES_FOR_BAR, False)], ids=["few", "quiet"]
)
def test_progress_bar_is_not_drawn_for_few_issues(monkeypatch: pytest.MonkeyPatch, total: int, shown: bool) -> None:
    terminal = sit_at_terminal(monkeypatch)

    with Progress(total, shown=shown) as progress:
        progress.advance()
        progress.print("甲", sys.stderr)

    assert (progress.drawn, terminal.getvalue()) == (False, "甲\n")


def test_progress_bar_is_not_drawn_into_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())

    assert not Progress(MIN_ISSUES_FOR_BAR, shown=True).drawn


def test_build_reports_progress_of_formulas_that_are_drawn_for_the_first_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    formulas = "\n\n".join(rf"$\hat{{{number}}}$" for number in range(30))
    issue = tmp_path / "formulas.md"
    issue.write_text(f"# 公式\n\n{formulas}", encoding="utf-8")

    told = []
    for more in ("", "再"):  # the second time all are in the cache
        issue.write_text(issue.read_text(encoding="utf-8") + more, encoding="utf-8")
        assert main(["build", "formulas.md", "--lang=en"]) == 0
        told.append("formulas drawn for the first time: 25 so far" in capsys.readouterr().err)

    assert told == [True, False]
