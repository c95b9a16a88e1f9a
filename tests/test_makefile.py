from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TARGETS = ("wechat", "preview", "draft", "new", "archive", "lint-issue", "release", "status", "sandbox")
GIVEN = ("ISSUE", "THEME", "OUT", "DATE", "ACCOUNT", "PORT", "DATA")
SET_UP = (
    "pyproject.toml",
    *(f"locks/{name}.txt" for name in ("runtime", "dev", "peers")),
    *(f"benchmarks/peers/{name}" for name in ("package.json", "package-lock.json", "convert.mjs")),
    *(f".venv/{name}.stamp" for name in ("venv", "runtime", "publish", "dev", "peers", "peers-node")),
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
