"""The command line before any command runs: help, words in any order, and what was misspelt."""

from __future__ import annotations

import argparse
import gettext
import inspect
import os
import re
import subprocess
import sys
from contextlib import suppress

import pytest

from publish.__main__ import run
from publish.cli import COMMANDS, main
from publish.cli.options import OPTIONS
from publish.cli.overview import GROUPS
from publish.cli.parser import parse_arguments
from publish.core.version import __version__
from publish.i18n.translator import LOCALE_FOLDER, Translator
from tests.cli.cli_runner import ROOT
from tests.command_line import read_result

CHINESE, ENGLISH = Translator("zh"), Translator("en")
LATIN_WORDS = re.compile(r"\b(?:usage|options|positional|show this|argument|required|expected|invalid|choice)\b")


def leave(*words: str) -> int:
    """Run a command that ends by itself, and return its exit code."""
    return main([*words])


# --- the overview and the help of a command -------------------------------------------------------


def test_every_command_is_in_one_group_of_the_overview() -> None:
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(COMMANDS) == sorted(OPTIONS)


@pytest.mark.parametrize("words", [[], ["help"], ["--help"], ["-h"], ["--json"], ["help", "--json"]], ids=str)
def test_overview_names_every_command(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert leave(*words, "--lang", "en") == 0

    shown = capsys.readouterr().out
    assert [name for name in COMMANDS if f"  publish {name} " not in shown] == []
    assert "Bring it into WeChat" in shown


@pytest.mark.parametrize("words", [["help", "draft"], ["draft", "--help"], ["--json", "draft", "-h"]], ids=str)
def test_help_shows_the_options_of_a_command(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert leave(*words, "--lang", "en") == 0

    assert "--overwrite" in capsys.readouterr().out


@pytest.mark.parametrize("command", OPTIONS)
def test_chinese_help_has_no_english_words_of_argparse(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    leave(command, "--help", "--lang", "zh")

    shown = capsys.readouterr().out
    assert "用法" in shown
    assert LATIN_WORDS.findall(shown) == []


def test_translated_words_are_those_of_argparse() -> None:
    with (LOCALE_FOLDER / "zh_CN" / "LC_MESSAGES" / "argparse.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    source = inspect.getsource(argparse).replace("'\n" + " " * 20 + "'", "")
    later = {"%(heading)s:", "usage: "}  # the first is asked for by newer versions of Python alone

    words = {word[0] if isinstance(word, tuple) else word for word in catalogue} - later - {""}
    assert [word for word in words if word not in source] == []


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["draft"], "命令不对：缺少参数：ISSUE——用 publish draft --help 查看用法"),
        (["build", "--theme"], "命令不对：参数 --theme：后面要跟一个值——用 publish build --help 查看用法"),
        (["check", "--fix", "--diff"], "命令不对：参数 --diff：不能和 --fix 一起用——用 publish check --help 查看用法"),
        (["build", "--quiet=1"], "命令不对：参数 --quiet：不接受值 '1'——用 publish build --help 查看用法"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_usage_error_is_chinese_throughout(words: list[str], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert leave(*words, "--lang", "zh") == 2
    assert capsys.readouterr().err == f"{line}\n"


def test_environment_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANGUAGE", raising=False)
    parse_arguments(["status"], CHINESE)
    assert "LANGUAGE" not in os.environ

    monkeypatch.setenv("LANGUAGE", "de")
    parse_arguments(["status"], CHINESE)
    assert os.environ["LANGUAGE"] == "de"


# --- words in any order ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["--json", "--config", "a.toml", "--lang=en", "status", "--quiet"],
        ["--quiet", "status", "--json", "--lang", "en", "--config=a.toml"],
        ["status", "--json", "--quiet", "--config", "a.toml", "--lang", "en"],
    ],
    ids=str,
)
def test_shared_options_stand_before_or_after_the_command(words: list[str]) -> None:
    arguments = parse_arguments(words, ENGLISH)

    assert (arguments.command, arguments.json, arguments.quiet) == ("status", True, True)
    assert (arguments.config, arguments.lang) == ("a.toml", "en")


def test_issues_stand_behind_an_option_too() -> None:
    assert parse_arguments(["check", "a", "--strict", "b", "c"], ENGLISH).issues == ["a", "b", "c"]
    assert parse_arguments(["draft", "a", "--account", "x", "b.md"], ENGLISH).others == ["b.md"]


def test_word_that_no_command_takes_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert leave("status", "2020-06-17", "--lang", "en") == 2
    assert capsys.readouterr().err == "2020-06-17 is not known here — see publish status --help\n"


# --- the version ----------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["--version"], ["--version", "--lang", "en"]], ids=str)
def test_version_is_printed(words: list[str]) -> None:
    assert run_python("-m", "publish", *words) == f"publish {__version__}\n"


@pytest.mark.parametrize("words", [["--version"], ["--json", "--version"]], ids=str)
def test_version_is_printed_in_this_process(
    words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["publish", *words])

    with suppress(SystemExit):
        run()

    said = capsys.readouterr().out
    assert (read_result(said)["text"] if "--json" in words else said.strip()) == f"publish {__version__}"


def test_version_loads_hardly_any_module() -> None:
    code = "import sys; sys.argv[1:] = ['--version']; from publish.__main__ import run; run(); print(*sys.modules)"

    loaded = {name for name in run_python("-S", "-c", code).split() if name.startswith(("publish.", "argparse", "re"))}
    assert loaded == {"publish.core", "publish.core.version", "publish.__main__"}


def run_python(*words: str) -> str:
    """Return what Python writes to standard output."""
    command = [sys.executable, *words]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603  # our own words
    return ended.stdout
