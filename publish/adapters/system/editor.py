"""Open a file at a line in the editor of its author."""

from __future__ import annotations

import shlex
import subprocess
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from publish.core.exceptions import OutputError
from publish.core.problem import Problem

COMMANDS = {
    "vscode": "code --goto {file}:{line}",
    "sublime": "subl {file}:{line}",
    "typora": "typora {file}",
}
"""The command of each editor that is known by a name."""
_ADDRESSES = {"obsidian": "obsidian://open?path={file}"}
"""The address that opens a file in an editor without a command."""
_FILE = "{file}"
_START_SECONDS = 1.0  # an editor that has not failed by then has started

_running: list[subprocess.Popen[bytes]] = []  # editors that go on; those that have ended are let go at the next start


def is_editor(value: str) -> bool:
    """Return whether a setting names a known editor, or is a command; empty is none."""
    if value in COMMANDS or value in _ADDRESSES or not value:
        return True
    try:
        return bool(shlex.split(value)) and value.isprintable()
    except ValueError:
        return False


def open_in_editor(editor: str, path: Path, line: int) -> None:
    """Open a file at a line, where the editor can be told one.

    Raises:
        OutputError: The editor cannot be started.
    """
    address = _ADDRESSES.get(editor)
    if address is None:
        _start(write_command(editor, path, line), editor)
    elif not webbrowser.open(address := address.format(file=quote(str(path), safe=""))):
        raise OutputError(Problem("editor-failed", {"editor": editor, "command": address}))


def write_command(editor: str, path: Path, line: int) -> list[str]:
    """Return the words of a command; a file that it does not name stands at its end."""
    words = shlex.split(COMMANDS.get(editor, editor))
    if not any(_FILE in word for word in words):
        words.append(_FILE)
    return [word.replace(_FILE, str(path)).replace("{line}", str(line)) for word in words]


def _start(command: Sequence[str], editor: str) -> None:
    """Start a program that goes on by itself; no shell reads its words."""
    quiet = subprocess.DEVNULL
    failure = OutputError(Problem("editor-failed", {"editor": editor, "command": shlex.join(command)}))
    try:
        process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603 - what the settings name
    except OSError as error:
        raise failure from error
    _running[:] = [each for each in _running if each.poll() is None]
    try:
        code = process.wait(_START_SECONDS)
    except subprocess.TimeoutExpired:
        _running.append(process)
        return
    if code:
        raise failure
