"""The library in several threads, several processes, and beside a program that changes its folder."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

import publish
from publish import IssueError, ThemeError
from publish.core.theme import SHIPPED_THEMES
from tests.library.conftest import NAME

THREADS = 6
TEXTS = [
    "# 甲\n\n**乙**[^1]\n\n[^1]: 丙",
    "```python\nx = 1\n```",
    "$\\frac{a}{b}$",
    "| a |\n|-|\n| b |",
    "![图](a.png)",
]


def call_in_thread(function: Callable[[], object]) -> object:
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(function).result()


def run_script(script: str, folder: Path) -> str:
    """Return what a script prints that another Python runs in a folder."""
    (folder / "script.py").write_text(script, encoding="utf-8")
    command = [sys.executable, "-B", "-W", "error", "script.py"]
    root = str(Path(publish.__file__).parents[1])
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=120, env={**os.environ, "PYTHONPATH": root}
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_threads_at_once_get_what_one_after_the_other_gets(newsletter: Path) -> None:
    calls: list[Callable[[], object]] = [
        *(partial(publish.render, text, theme) for text in TEXTS for theme in SHIPPED_THEMES),
        *(partial(publish.render, text, accent="#1e6bb8") for text in TEXTS),
        *(partial(publish.build, name, newsletter) for name in (NAME, "2020-06-10")),
        *(partial(publish.check, name, newsletter) for name in (NAME, "2020-06-10")),
    ]

    with ThreadPoolExecutor(THREADS) as threads:
        at_once = [each.result() for each in [threads.submit(call) for call in calls]]

    assert at_once == [call() for call in calls]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (partial(publish.render, " "), IssueError),
        (partial(publish.render, "甲", "nosuch"), ThemeError),
        (partial(publish.render, "甲" * 2_000_000), IssueError),
    ],
    ids=["empty", "theme", "large"],
)
def test_error_in_a_thread_is_the_one_of_the_main_thread(
    call: Callable[[], object], error: type[publish.PublishError]
) -> None:
    with pytest.raises(error) as here:
        call()
    with pytest.raises(error) as there:
        call_in_thread(call)

    assert there.value.problems == here.value.problems
    assert there.value.__notes__ == here.value.__notes__


@contextmanager
def changing_folders(*folders: Path) -> Iterator[None]:
    """Change the current folder again and again in another thread."""
    over = threading.Event()

    def change() -> None:
        while not over.is_set():
            for folder in folders:
                os.chdir(folder)

    thread = threading.Thread(target=change)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_result_does_not_depend_on_the_current_folder(
    newsletter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    calls: list[Callable[[], object]] = [
        partial(publish.build, NAME, newsletter),
        partial(publish.check, NAME, newsletter),
        partial(publish.render, "![图](picture.png)", folder=newsletter),
        partial(publish.render, "![图](picture.png)"),
    ]
    expected = [call() for call in calls]

    with changing_folders(newsletter, tmp_path):
        found = [(call(), call_in_thread(call)) for call in calls * 3]

    assert found == [(result, result) for result in expected] * 3


CALL = """
import threading
import publish

def call():
    print(len(publish.render("```python\\nx = 1\\n```")) > 100)

"""
IN_THREAD = f"{CALL}print('begun')\nthread = threading.Thread(target=call)\nthread.start()\nthread.join()\n"
AFTER_FORK = f"""{IN_THREAD}
import os, sys
sys.stdout.flush()
child = os.fork()
thread = threading.Thread(target=call)
thread.start()
thread.join()
sys.stdout.flush()
if child:
    print(os.waitpid(child, 0)[1])
"""


def test_script_without_a_main_guard_runs_once(tmp_path: Path) -> None:
    assert run_script(IN_THREAD, tmp_path) == "begun\nTrue\n"


def test_fork_of_a_program_has_workers_of_its_own(tmp_path: Path) -> None:
    assert run_script(AFTER_FORK, tmp_path) == "begun\n" + "True\n" * 3 + "0\n"


WATCHED = """
import os, sys, threading
written = []

def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)) and arguments[0] != os.devnull:
        if arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            written.append(arguments[0])
    if event in ("os.mkdir", "os.rename", "os.remove", "tempfile.mkstemp", "tempfile.mkdtemp"):
        written.append((event, arguments[0]))

import publish
def call():
    publish.render("$\\\\frac{a}{b}$\\n\\n```python\\nx\\n```\\n\\n![a](b.png)")
    publish.build("ISSUE", "NEWSLETTER")
    publish.check("ISSUE", "NEWSLETTER")

sys.addaudithook(watch)
call()
thread = threading.Thread(target=call)
thread.start()
thread.join()
print(written)
"""


def test_library_writes_no_file(newsletter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "TMPDIR"):
        (tmp_path / "homes" / name).mkdir(parents=True)
        monkeypatch.setenv(name, str(tmp_path / "homes" / name))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    before = sorted(tmp_path.rglob("*"))

    said = run_script(WATCHED.replace("ISSUE", NAME).replace("NEWSLETTER", str(newsletter)), tmp_path)

    assert (said, sorted(tmp_path.rglob("*"))) == ("[]\n", sorted([*before, tmp_path / "script.py"]))
