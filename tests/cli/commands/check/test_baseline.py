"""`publish check --init`, and what is left out since."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from publish.cli import main

SETTINGS = "[newsletter]\nissues = 'issues'\n"
BASELINE = Path("check-baseline.toml")


class Told(NamedTuple):
    code: int
    out: str
    err: str


Check = Callable[..., Told]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Run `publish check` in a newsletter of two issues with one problem each."""
    (tmp_path / "publish.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "issues").mkdir()
    monkeypatch.chdir(tmp_path)
    for day in ("2024-01-02", "2024-01-09"):
        write(day, "# 周报\n\n甲，，乙。\n")

    def call(*argv: str) -> Told:
        return Told(main(["check", "--lang", "en", *argv]), *capsys.readouterr())

    return call


def write(day: str, text: str) -> None:
    Path(f"issues/{day}.md").write_text(text, encoding="utf-8")


def test_problems_of_the_baseline_are_left_out_and_counted(check: Check) -> None:
    assert "problems written to check-baseline.toml: 2;" in check("--init").err

    result = check()

    assert (result.code, "N42" in result.out) == (0, False)
    assert "problems left out here, for they are in check-baseline.toml: 2" in result.err
    assert check("--quiet") == Told(0, "", "")


def test_new_problem_is_told_beside_a_baseline(check: Check) -> None:
    check("--init")
    write("2024-01-09", "# 周报\n\n新的一段。\n\n甲，，乙。\n\n丙。，丁。\n")

    told = check("--quiet").out.splitlines()

    assert [line.partition(": ")[0] for line in told] == ["issues/2024-01-09.md:7:2"]


def test_problem_of_the_baseline_that_is_gone_is_told_until_it_is_written_anew(check: Check) -> None:
    check("--init")
    write("2024-01-09", "# 周报\n\n甲，乙。\n")
    Path("issues/2024-01-02.md").unlink()

    assert "problems in check-baseline.toml that are no longer found: 2" in check().err
    assert "no longer found" not in check("2024-01-09", "--init").err
    check("--init")
    assert "no longer found" not in check().err


def test_baseline_of_one_issue_keeps_those_of_others(check: Check) -> None:
    check("--init")
    write("2024-01-09", "# 周报\n\n丙，，丁。\n")

    check("2024-01-09", "--init")

    assert [line for line in BASELINE.read_text(encoding="utf-8").splitlines() if "，，" in line] == [
        '  "甲，，乙。",',
        '  "丙，，丁。",',
    ]
    assert check("--quiet").out == ""


def test_error_that_stops_a_draft_is_told_whatever_the_baseline_holds(check: Check) -> None:
    write("2024-01-09", "# 周报\n\n![图](none.png)\n")

    assert check("--init", "--quiet").code == 3
    result = check("--quiet")

    assert result.code == 3
    assert "no picture issues/none.png" in result.out


def test_unreadable_issue_counts_none_of_its_problems_as_gone(check: Check) -> None:
    check("--init")
    Path("issues/2024-01-09.md").write_bytes(b"\xff")

    assert "no longer found" not in check().err


def test_invalid_baseline_is_named(check: Check) -> None:
    BASELINE.write_text("[", encoding="utf-8")

    result = check()

    assert (result.code, "Traceback" in result.err) == (3, False)
    assert "check-baseline.toml" in result.err
    assert check("--init").code == 0


@pytest.mark.parametrize("options", [["--init", "-"], ["--init", "--fix"], ["--init", "--diff"]])
def test_init_goes_with_files_alone(check: Check, options: list[str]) -> None:
    result = check(*options)

    assert (result.code, result.out) == (2, "")
    assert not BASELINE.exists()
