from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TARGETS = ("wechat", "preview", "draft", "new", "archive", "lint-issue", "release", "status", "sandbox")
GIVEN = ("ISSUE", "THEME", "OUT", "DATE", "ACCOUNT", "PORT", "DATA")
SET_UP = (
    "pyproject.toml",
    *(f"locks/{name}.txt" for name in ("runtime", "fonts", "dev", "peers")),
    *(f"benchmarks/peers/{name}" for name in ("package.json", "package-lock.json", "convert.mjs")),
    *(f".venv/{name}.stamp" for name in ("venv", "runtime", "publish", "fonts", "dev", "peers", "peers-node")),
)
PRINTS_ITS_ARGUMENTS = """#!/bin/sh
for word; do printf '%s\\037' "$word"; done
printf '\\036'
"""
NASTY = (
    "my notes/a b.md",
    "a; touch ran",
    "a && touch ran",
    "a|touch ran",
    "$(touch ran)",
    "`touch ran`",
    "$(shell touch ran)",
    "${shell touch ran}",
    '"; touch ran; "',
    "'; touch ran; '",
    "a$b$$c",
    "$(ISSUE)",
    "it's.md",
    'say "so".md',
    "(a) [b] {c}.md",
    "a & b.md",
    "*",
    "~",
    "a\\b\\",
    "#a",
    "%d=e!",
    "--all",
    "-",
    "二〇二〇年 六月.md",
    "a\ntouch ran",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the Makefile, set up but for a program that prints the words it is given."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("publish", "python"):
        program = tmp_path / ".venv/bin" / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(PRINTS_ITS_ARGUMENTS)
        program.chmod(0o755)
    for name in SET_UP:  # each one newer than what it stands for
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def run_make(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run make as a person does, without what a make that runs the tests has put into the environment."""
    make = shutil.which("make")
    assert make is not None
    known = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", **environment}
    command = [make, *words]
    return subprocess.run(command, cwd=folder, env=known, capture_output=True, text=True, check=False)  # noqa: S603 - the make on the path


def read_calls(printed: str) -> list[list[str]]:
    """Return the words of each call of the program."""
    return [call.split("\037")[:-1] for call in printed.split("\036")[:-1]]


def expect_calls(said: str) -> list[list[str]]:
    """Return the words with which each target must call the program."""
    words = said.split()
    return [
        ["build", f"--theme={said}", f"--out={said}", "--", said],
        ["preview", f"--port={said}", "--", said],
        ["draft", f"--account={said}", *words, "--", said],
        ["new", "--", said],
        ["archive", "--check"],
        ["check", "--fix", "--links", "--", said],
        ["release", f"--account={said}", *words, "--", said],
        ["status", f"--account={said}", *words],
        ["sandbox", f"--port={said}", f"--data={said}"],
    ]


@pytest.mark.parametrize("said", NASTY)
def test_make_passes_values_without_running_them(folder: Path, said: str) -> None:
    given = [f"{name}={said}" for name in (*GIVEN, "ARGS", "CHECK", "FIX", "LINKS")]

    made = run_make(folder, *TARGETS, *given)

    assert (made.stderr, made.returncode) == ("", 0)
    assert read_calls(made.stdout) == expect_calls(said)
    assert not (folder / "ran").exists()


@pytest.mark.parametrize("said", NASTY)
def test_make_passes_the_benchmark_folder_unchanged(folder: Path, said: str) -> None:
    made = run_make(folder, "-s", "bench", "bench-peers", f"ISSUES={said}")

    assert [call[-1] for call in read_calls(made.stdout)] == [f"--issues={said}"] * 2
    assert not (folder / "ran").exists()


@pytest.mark.parametrize("said", ["$(shell touch ran)", "a$b; touch ran", " begins with a blank"])
def test_make_passes_environment_values_unchanged(folder: Path, said: str) -> None:
    made = run_make(folder, "wechat", ISSUE=said, THEME=said)

    assert read_calls(made.stdout) == [["build", f"--theme={said}", "--", said]]
    assert not (folder / "ran").exists()


def test_make_names_no_option_when_no_value_is_given(folder: Path) -> None:
    made = run_make(folder, "preview", "new", "archive", "lint-issue", "status", "sandbox")

    assert read_calls(made.stdout) == [[name] for name in ("preview", "new", "archive", "check", "status", "sandbox")]


@pytest.mark.parametrize("target", ["wechat", "draft", "release"])
def test_make_asks_for_the_issue_when_the_target_needs_one(folder: Path, target: str) -> None:
    made = run_make(folder, target)

    assert "make wechat ISSUE=2020-06-17" in made.stderr
    assert (made.stdout, made.returncode) == ("", 2)


def test_make_leaves_the_choice_of_a_browser_in_the_environment(folder: Path) -> None:
    (folder / ".venv/bin/publish").write_text('#!/bin/sh\nprintf %s "${BROWSER-unset}"\n')

    assert run_make(folder, "status", "BROWSER=none").stdout == "none"
    assert run_make(folder, "status").stdout == "unset"


# --- set-up -------------------------------------------------------------------------------------

SETS_UP = """#!/bin/sh
# Stands for Python, and for the one in .venv: pip warns of its configuration unless it is told to show errors alone.
echo "$@" >>{log}
case "$*" in
    "-m venv .venv") mkdir -p .venv/bin; cp "$0" .venv/bin/python; cp {publish} .venv/bin/publish ;;
    *has_chinese_font*) exit {code} ;;
    *"-m pip"*-qq*) ;;
    *"-m pip"*) echo "WARNING: Location '/somewhere' is ignored" >&2 ;;
esac
"""


@pytest.fixture
def set_up(tmp_path: Path) -> Callable[[int], subprocess.CompletedProcess[str]]:
    """Return a function that builds in a fresh clone, on a machine with a Chinese font (0) or without (1)."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "locks", tmp_path / "locks")
    publish, python = tmp_path / "fake-publish", tmp_path / "fake-python"
    publish.write_text('#!/bin/sh\nprintf "%s\\n" built\n')

    def build(code: int) -> subprocess.CompletedProcess[str]:
        python.write_text(SETS_UP.format(log=tmp_path / "log", publish=publish, code=code))
        for program in (publish, python):
            program.chmod(0o755)
        return run_make(tmp_path, "wechat", "ISSUE=2020-06-17", f"PYTHON={python}")

    return build


@pytest.mark.parametrize("code", [0, 1])
def test_first_run_prints_one_line_and_no_warning_of_pip(
    set_up: Callable[[int], subprocess.CompletedProcess[str]], code: int
) -> None:
    made = set_up(code)

    assert (made.returncode, made.stderr) == (0, "")
    first, *rest = made.stdout.splitlines()
    assert ("First run" in first, rest) == (True, ["built"])


@pytest.mark.parametrize(("code", "fetched"), [(0, False), (1, True)])
def test_set_up_fetches_a_font_only_for_a_machine_without(
    set_up: Callable[[int], subprocess.CompletedProcess[str]], tmp_path: Path, code: int, fetched: bool
) -> None:
    set_up(code)

    assert ("-r locks/fonts.txt" in (tmp_path / "log").read_text()) is fetched


def test_second_run_sets_nothing_up(set_up: Callable[[int], subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    set_up(0)
    (tmp_path / "log").unlink()

    assert set_up(0).stdout == "built\n"
    assert not (tmp_path / "log").exists()


def test_changed_lock_says_that_it_updates(
    set_up: Callable[[int], subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    set_up(0)
    os.utime(tmp_path / "locks" / "runtime.txt", (2**31, 2**31))

    assert "locks/runtime.txt" in set_up(0).stdout
