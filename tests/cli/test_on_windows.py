"""Commands in a Python that shows them Windows (`tests/windows/sitecustomize.py`): no module or attribute of POSIX."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from publish.adapters.system.host import SystemClock
from publish.core.exceptions import BusyError
from tests.cli.cli_runner import APPID, ISSUE, NAME, SECRET, CliHarness
from tests.command_line import read_result
from tests.crontab import install_crontab, install_schtasks
from tests.every_system import try_commands
from tests.pictures import SVG

WINDOWS = Path(__file__).parents[1] / "windows"
SECONDS = 120
NO_HOME = ("HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")
ASK = """
import json, sys
missing = []
for name in "fcntl pwd grp resource termios syslog".split():
    try:
        __import__(name, {"__package__": "publish"})
    except ModuleNotFoundError:
        missing.append(name)
os, signal, sys = (__import__(name, {"__package__": "publish"}) for name in ("os", "signal", "sys"))
names = [hasattr(os, "fork"), hasattr(os, "O_NOFOLLOW"), hasattr(os, "geteuid"), hasattr(signal, "SIGALRM")]
print(json.dumps([missing, names, sys.platform]))
"""
HOLD = """
import sys, time
from pathlib import Path
from publish.adapters.storage.private_files import hold_account
from tests.command_line import read_result
with hold_account(Path(sys.argv[1]), sys.argv[2]):
    print("held", flush=True)
    time.sleep(600)
"""


class WindowsHarness:
    """Runs commands in processes that are shown Windows, and have a profile folder in place of a home."""

    def __init__(self, harness: CliHarness, profile: Path) -> None:
        self.cli = harness
        self.local = profile / "AppData" / "Local"
        kept = {name: value for name, value in os.environ.items() if name not in NO_HOME}
        self.environment: Mapping[str, str] = {
            **kept,
            "LOCALAPPDATA": str(self.local),
            "PYTHONPATH": str(WINDOWS),
            "PYTHONSAFEPATH": "1",
        }

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603  # this very Python
            [sys.executable, *words],
            cwd=self.cli.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *words: str, code: int = 0) -> str:
        """Return the output of a command that must end with a code, and without a traceback."""
        process = self.start("-m", "publish", *words, "--lang", "en")
        out, err = process.communicate(timeout=SECONDS)
        assert ("Traceback" in err, process.returncode) == (False, code), err
        return out + err


@pytest.fixture
def windows(harness: CliHarness, tmp_path_factory: pytest.TempPathFactory) -> WindowsHarness:
    return WindowsHarness(harness, tmp_path_factory.mktemp("profile"))


@contextmanager
def run_preview(windows: WindowsHarness) -> Iterator[str]:
    """Yield the address of a preview."""
    process = windows.start("-m", "publish", "preview", NAME, "--no-open", "--json", "--quiet", "--port", "0")
    assert process.stdout
    try:
        yield read_result(process.stdout.readline())["url"]
    finally:
        process.terminate()
        process.communicate(timeout=SECONDS)


def test_python_of_these_tests_has_nothing_of_posix(windows: WindowsHarness) -> None:
    out, err = windows.start("-c", ASK).communicate(timeout=SECONDS)

    names = ["fcntl", "pwd", "grp", "resource", "termios", "syslog"]
    assert (err, json.loads(out)) == ("", [names, [False] * 4, "win32"])


def test_build_and_check_end_well_on_windows(windows: WindowsHarness) -> None:
    (windows.cli.folder / "images").mkdir()
    (windows.cli.folder / "images" / "a.svg").write_text(SVG, encoding="utf-8")
    with windows.cli.issue.open("a", encoding="utf-8", newline="\r\n") as file:
        file.write("\n![图](images\\a.svg)\n")

    windows.run("build", NAME)
    output = windows.run("check", NAME)

    article = json.loads((windows.cli.folder / "build" / NAME / "article.json").read_text("utf-8"))
    assert (article["missing_pictures"], "0" in output) == ([], True)
    assert [*(windows.cli.folder / "build" / NAME / "pictures").glob("*.png")]
    assert [path.name for path in (windows.local / "publish").iterdir()] == ["Cache"]


def test_draft_is_sent_recorded_and_locked_on_windows(windows: WindowsHarness) -> None:
    account = ("--account", "sandbox")

    windows.run("draft", NAME, *account)
    windows.run("draft", NAME, *account)

    assert len(windows.cli.drafts) == 1
    assert read_result(windows.run("status", *account, "--json"))["issues"][0]["state"] == "drafted"
    assert "draft" in windows.run("history", NAME, *account)
    kept = {path.suffix for path in (windows.local / "publish").rglob("*") if path.is_file()}
    assert {".db", ".lock", ".json"} <= kept


def test_account_is_held_by_one_process_on_windows_and_freed_by_its_end(windows: WindowsHarness) -> None:
    account = ("--account", "sandbox")
    windows.run("draft", NAME, *account)
    [lock] = (windows.local / "publish").glob("*.lock")
    name, appid, _ = lock.name.rsplit(".", 2)
    holder = windows.start("-c", HOLD, str(lock.with_name(name)), appid)
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"

    busy = windows.run("draft", NAME, *account, code=BusyError.exit_code)
    holder.kill()
    holder.communicate(timeout=SECONDS)
    windows.run("draft", NAME, *account)

    assert appid in busy


def test_run_publishes_what_is_due_on_windows(windows: WindowsHarness) -> None:
    account = ("--account", "sandbox")
    windows.run("ledger", "init", *account, "--from", "2020-01-01")
    due = SystemClock().now() - timedelta(hours=1)
    windows.cli.issue.write_text(f"---\npublish_at: {due:%Y-%m-%dT%H:%M+00:00}\n---\n{ISSUE}", encoding="utf-8")

    assert "would" in windows.run("run", *account, "--dry-run")
    assert f"{NAME} drafted" in windows.run("run", *account)
    assert windows.run("run", *account) == ""
    assert len(windows.cli.drafts) == 1


def test_real_account_reads_its_secret_from_the_profile_on_windows(windows: WindowsHarness) -> None:
    windows.cli.sandbox.control.post("accounts", appid=APPID, name="真", secret=SECRET)
    with (windows.cli.folder / "publish.toml").open("a", encoding="utf-8") as file:
        file.write(f'[accounts.main]\nappid = "{APPID}"\n')
    secret = windows.local / "publish" / f"{APPID}.secret"
    secret.parent.mkdir(parents=True)
    secret.write_text(SECRET, encoding="utf-8")
    secret.chmod(0o666)  # as every file of Windows looks to Python

    windows.run("ledger", "init", "--account", "main", "--from", "2020-01-01")
    output = windows.run("draft", NAME, "--account", "main")

    assert (len(windows.cli.drafts), SECRET in output) == (1, False)


def test_schedule_is_kept_by_the_task_scheduler_on_windows(
    windows: WindowsHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = install_schtasks(tmp_path / "programs", monkeypatch)
    windows.environment = {**windows.environment, "PATH": os.environ["PATH"]}
    account = ("--account", "sandbox")

    assert "there is no schedule" in windows.run("schedule", "show", *account)
    installed = windows.run("schedule", "install", *account)
    [task] = tasks.glob("*.xml")
    assert (task.stem in installed, "Task Scheduler looks every 10 minutes" in installed) == (True, True)
    assert windows.run("schedule", "show", *account) == f"{task.stem}\n"
    windows.run("schedule", "remove", *account)
    assert [*tasks.glob("*.xml")] == []


def test_preview_answers_on_windows(windows: WindowsHarness) -> None:
    with run_preview(windows) as url, requests.Session() as session:
        answer = session.get(url.replace("/?", "/state?"), timeout=SECONDS)

    assert (answer.status_code, answer.json()["stale"]) == (200, False)


@pytest.mark.parametrize(
    "words",
    [
        ("new", "2020-07-01"),
        ("archive",),
        ("themes", "list"),
        ("rules",),
        ("doctor", "--account", "sandbox"),
        ("ledger", "init", "--account", "sandbox"),
    ],
    ids=lambda words: words[0],
)
def test_command_ends_well_on_windows(windows: WindowsHarness, words: tuple[str, ...]) -> None:
    (windows.cli.folder / "README.md").write_text("<!-- archive -->\n<!-- /archive -->\n", encoding="utf-8")

    windows.run(*words)


def test_commands_of_every_system_end_well_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_crontab(tmp_path / "programs", monkeypatch)
    (tmp_path / "news letter").mkdir()

    try_commands(tmp_path / "news letter", schedule=True)
