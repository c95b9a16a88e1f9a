from __future__ import annotations

import os
import subprocess
import sys
import threading
from types import ModuleType

import pytest

from publish.adapters.system import end_process as module
from publish.adapters.system.end_process import end_process

CODE = "import atexit; atexit.register(print, 'taken apart'); print('done'); {}; "
END = "from publish.adapters.system.end_process import end_process; end_process(SystemExit({}))"


def run(setup: str, code: str = "3") -> tuple[int, str]:
    words = [sys.executable, "-c", CODE.format(setup) + END.format(code)]
    ended = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603  # our own words
    return ended.returncode, ended.stdout


def test_process_ends_at_once_with_its_code_and_what_it_has_written() -> None:
    assert run("0") == (3, "done\n")


@pytest.mark.parametrize(
    "left",
    [
        "import multiprocessing", "import threading; threading.Timer(0.2, print).start()",
        "import sys; sys.settrace(lambda *_: None)", "import sys; sys.setprofile(lambda *_: None)",
    ],
)  # fmt: skip
def test_process_ends_as_usual_while_something_is_left(left: str) -> None:
    code, written = run(left)

    assert (code, written.split()) == (3, ["done", "taken", "apart"])


def test_process_ends_as_usual_with_a_message() -> None:
    assert run("0", "'why'") == (1, "done\ntaken apart\n")


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this process look as if it had nothing left to do."""
    monkeypatch.setattr(module, "_TO_BE_CLOSED", ())
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(sys, "gettrace", lambda: None)
    monkeypatch.setattr(sys, "getprofile", lambda: None)


class LeftError(Exception):
    """The process would have ended."""


def leave(code: int) -> None:
    raise LeftError(code)


@pytest.mark.usefixtures("idle")
def test_idle_process_leaves_with_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "_exit", leave)

    with pytest.raises(LeftError, match="5"):
        end_process(SystemExit(5))


@pytest.mark.usefixtures("idle")
def test_process_whose_output_nobody_reads_ends_as_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed:
        def flush(self) -> None:
            raise BrokenPipeError

    monkeypatch.setattr(os, "_exit", leave)
    monkeypatch.setattr(sys, "stdout", Closed())

    with pytest.raises(SystemExit):
        end_process(SystemExit(5))


@pytest.mark.usefixtures("idle")
def test_process_with_a_database_ends_as_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "_exit", leave)
    monkeypatch.setattr(module, "_TO_BE_CLOSED", ("database",))
    monkeypatch.setitem(sys.modules, "database", ModuleType("database"))

    with pytest.raises(SystemExit):
        end_process(SystemExit(5))
