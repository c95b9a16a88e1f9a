"""Completion: what a shell is told of commands, options, issues, themes and accounts."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import argcomplete.io
import pytest

from publish.__main__ import run
from publish.cli import complete_words, main
from publish.cli.complete_words import PROGRAMS, complete
from publish.cli.options import SHELLS
from tests.cli.cli_runner import SETTINGS

Ask = Callable[[str], list[str]]


_DEBUGGING = 9
"""The descriptor that argcomplete takes for its debugging."""


@contextmanager
def lent_descriptor(number: int) -> Iterator[None]:
    """Lend a descriptor to a library that opens and closes it by its number."""
    try:
        kept = os.dup(number)
    except OSError:
        kept = None
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, number)
    os.close(null)
    try:
        yield
    finally:
        argcomplete.io.debug_stream.close()
        if kept is not None:
            os.dup2(kept, number)
            os.close(kept)


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Return a function that completes a line in a newsletter, as a shell asks."""
    (tmp_path / "publish.toml").write_text(f'{SETTINGS}[accounts.main]\nappid = "wx0123456789abcdef"\n', "utf-8")
    for name in ("2020-06-17", "2020-07-01"):
        (tmp_path / f"{name}.md").write_text("# 题\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def answer(line: str) -> list[str]:
        asked = {"COMP_LINE": line, "COMP_POINT": str(len(line.encode())), "_ARGCOMPLETE_IFS": "\n"}
        for name, value in {**asked, "_ARGCOMPLETE": "1"}.items():
            monkeypatch.setenv(name, value)
        output = io.StringIO()
        with lent_descriptor(_DEBUGGING), pytest.raises(SystemExit) as left:
            complete(output)
        assert left.value.code == 0
        return output.getvalue().split()

    return answer


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("publish dr", ["draft"]),
        ("publish draft 2020-0", ["2020-06-17", "2020-07-01"]),
        ("publish build 2020-07", ["2020-07-01"]),
        ("publish draft --theme ne", ["neural"]),
        ("publish themes new --like ga", ["gazette"]),
        ("publish draft --account m", ["main"]),
        ("publish status --account s", ["sandbox"]),
        ("publish check --format sa", ["sarif"]),
        ("publish release 2020-06-17 --resolve ab", ["abandon"]),
    ],
)
def test_word_is_completed(ask: Ask, line: str, words: list[str]) -> None:
    assert ask(line) == words


def test_options_are_completed(ask: Ask) -> None:
    assert {"--account", "--anew", "--json"} <= set(ask("publish draft --"))


def test_unreadable_settings_complete_no_issue(ask: Ask) -> None:
    Path("publish.toml").write_text("[", encoding="utf-8")

    assert ask("publish draft 2020-0") == []
    assert ask("publish dr") == ["draft"]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_script_names_both_programs_and_where_it_goes(
    shell: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["completion", shell, "--lang", language]) == 0

    output, told = capsys.readouterr()
    assert all(name in output for name in PROGRAMS)
    assert f"publish completion {shell} --quiet >" in told
    assert main(["completion", shell, "--quiet"]) == 0
    assert capsys.readouterr().err == ""


def test_program_hands_the_question_of_a_shell_on(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def leave() -> None:
        asked.append("complete")
        raise SystemExit

    monkeypatch.setattr(complete_words, "complete", leave)
    monkeypatch.setattr(sys, "argv", ["publish"])
    monkeypatch.setenv("_ARGCOMPLETE", "1")

    with pytest.raises(SystemExit):
        run()

    assert asked == ["complete"]


@pytest.mark.usefixtures("ask")
def test_shell_completes_with_the_script(capsys: pytest.CaptureFixture[str]) -> None:
    bash = shutil.which("bash")
    assert bash is not None
    main(["completion", "bash", "--quiet"])
    lines = f"""{capsys.readouterr().out}
        COMP_LINE="publish build 2020-06" COMP_POINT=21 COMP_WORDS=(publish build 2020-06) COMP_CWORD=2 COMP_TYPE=9
        _python_argcomplete publish 2020-06 build
        printf "%s\\n" "${{COMPREPLY[@]}}"
    """
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = [bash, "-c", lines]

    shown = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)  # noqa: S603  # our own words

    assert shown.stdout.split() == ["2020-06-17"]
