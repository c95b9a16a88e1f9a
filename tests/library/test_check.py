"""`publish.check`, as another program calls it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, assert_type

import pytest

import publish
from publish import Edit, IssueError, ProblemReport, SettingsError, Severity
from publish.cli import main
from tests.library.conftest import ISSUE, NAME
from tests.samples import SAMPLES

FIELDS = ("file", "line", "column", "element", "rule", "id", "severity", "message", "remedy", "times")


def run_command(capsys: pytest.CaptureFixture[str], language: str) -> list[dict[str, Any]]:
    """Return the problems that `publish check` prints of all issues in the current folder."""
    main(["check", "--format", "json", "--lang", language])
    printed: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["problems"]
    return printed


@pytest.mark.parametrize("language", ["en", "zh"])
def test_check_returns_what_the_command_prints(
    newsletter: Path,
    language: publish.Language,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for sample in sorted(SAMPLES.glob("2*.md"))[:4]:
        shutil.copy(sample, newsletter / "issues")
    (newsletter / "issues" / "2020-01-01.md").write_text("---\ntheme\n---\n", encoding="utf-8")
    monkeypatch.chdir(newsletter)
    printed = run_command(capsys, language)

    files = sorted((newsletter / "issues").glob("*.md"))
    found = [problem for file in files for problem in publish.check(file.stem, newsletter, language=language)]

    assert len(found) > 20
    assert [{name: getattr(problem, name) for name in FIELDS} for problem in found] == [
        {name: problem[name] for name in FIELDS} for problem in printed
    ]


def test_check_leaves_out_what_the_baseline_holds(newsletter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(newsletter)
    before = publish.check("2020-06-10", newsletter)
    main(["check", "--init"])

    left = publish.check("2020-06-10", newsletter)

    assert set(left) < set(before)


def test_problem_has_its_place_and_its_fix(newsletter: Path) -> None:
    [problem] = [each for each in publish.check(NAME, newsletter) if each.fix and each.line == 7]

    assert_type(problem, ProblemReport)
    assert_type(problem.fix, tuple[Edit, ...])
    assert (problem.file, problem.severity) == (f"issues/{NAME}.md", Severity.WARNING)
    line = ISSUE.split("\n")[6]
    assert problem.fix == (Edit(7, len(line), len(line), "  "),)
    assert str(problem).startswith(f"issues/{NAME}.md:7:{problem.column}: {problem.rule} ")


def test_file_outside_the_folder_is_named_by_its_whole_path(newsletter: Path, tmp_path: Path) -> None:
    outside = tmp_path / "notes.md"
    outside.write_text("![图](nosuch.png)", encoding="utf-8")

    assert {problem.file for problem in publish.check(outside, newsletter)} == {outside.as_posix()}


def test_check_of_a_text_names_no_file(newsletter: Path) -> None:
    alone = publish.check(text="# 题\n\n![图](nosuch.png)")
    inside = publish.check(text="# 题\n\n![图](nosuch.png)", folder=newsletter)

    assert [(problem.id, problem.file, problem.line) for problem in alone] == [("picture-no-folder", None, 3)]
    assert [(problem.id, problem.file, problem.line) for problem in inside] == [("picture-missing", None, 3)]


def test_check_of_a_text_looks_for_no_file_that_goes_out_with_it() -> None:
    [problem] = publish.check(text="---\nwith: [a.md]\n---\n# 题\n\n文")

    assert (problem.id, problem.line) == ("with-missing", 2)


@pytest.mark.parametrize("text", [" ", "甲\0", "\ud800", "甲" * 2_000_000], ids=["empty", "NUL", "no Unicode", "large"])
def test_what_is_wrong_with_a_text_is_a_problem_and_no_exception(text: str) -> None:
    [problem] = publish.check(text=text)

    assert (problem.severity, problem.file) == (Severity.ERROR, None)


def test_check_raises_that_there_is_no_such_issue(newsletter: Path) -> None:
    with pytest.raises(IssueError):
        publish.check("2020-01-01", newsletter)


def test_check_raises_that_the_baseline_is_broken(newsletter: Path) -> None:
    (newsletter / "check-baseline.toml").write_text("[", encoding="utf-8")

    with pytest.raises(SettingsError):
        publish.check(NAME, newsletter)


def test_check_looks_in_the_current_folder_for_an_issue_without_another(
    newsletter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(newsletter)

    assert publish.check("2020-06-10") == publish.check("2020-06-10", newsletter)


@pytest.mark.parametrize("given", [{}, {"issue": NAME, "text": "甲"}], ids=["neither", "both"])
def test_check_takes_an_issue_or_a_text(given: Any) -> None:
    with pytest.raises(TypeError):
        publish.check(**given)
