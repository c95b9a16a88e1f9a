"""The author's editor."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from publish.adapters.system.editor import _running, is_editor, open_in_editor, write_command
from publish.core.exceptions import OutputError

PATH = Path("/issues/a b.md")


@pytest.mark.parametrize(
    ("editor", "command"),
    [
        ("vscode", ["code", "--goto", "/issues/a b.md:7"]),
        ("sublime", ["subl", "/issues/a b.md:7"]),
        ("typora", ["typora", "/issues/a b.md"]),
        ("vim -g +{line}", ["vim", "-g", "+7", "/issues/a b.md"]),
        ("'my editor' {file}@{line}", ["my editor", "/issues/a b.md@7"]),
    ],
)
def test_command_names_file_and_line(editor: str, command: list[str]) -> None:
    assert write_command(editor, PATH, 7) == command


@pytest.mark.parametrize(("editor", "is_one"), [
    ("", True), ("obsidian", True), ("vscode", True), ("code -g", True), ("'", False), (" ", False), ("a\nb", False),
])  # fmt: skip
def test_setting_names_an_editor_or_a_command(editor: str, is_one: bool) -> None:
    assert is_editor(editor) is is_one


def test_obsidian_is_opened_by_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def open_address(address: str) -> bool:
        opened.append(address)
        return len(opened) == 1

    monkeypatch.setattr("webbrowser.open", open_address)

    open_in_editor("obsidian", PATH, 7)
    with pytest.raises(OutputError):
        open_in_editor("obsidian", PATH, 7)

    assert opened == ["obsidian://open?path=%2Fissues%2Fa%20b.md"] * 2


@pytest.mark.parametrize("command", ["no-such-program", f"{sys.executable} -c 'raise SystemExit(3)'"])
def test_editor_that_does_not_start_is_an_error(command: str) -> None:
    with pytest.raises(OutputError) as caught:
        open_in_editor(command, PATH, 1)

    assert [problem.message for problem in caught.value.problems] == ["editor-failed"]


def test_editor_that_goes_on_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.adapters.system.editor._START_SECONDS", 0.05)

    open_in_editor(f"{sys.executable} -c 'import time; time.sleep(0.5)'", PATH, 1)

    [process] = _running
    assert process.wait(20) == 0
