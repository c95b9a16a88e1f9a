from __future__ import annotations

import os
import plistlib
from pathlib import Path

import pytest

from publish.adapters.system import launchd
from publish.adapters.system.launchd import find_agent, find_log, has_launchd, install_agent, remove_agent, write_agent
from publish.adapters.system.schedule_entry import ScheduleEntry
from publish.core.exceptions import OutputError
from tests.crontab import install_launchctl

TABLE = ScheduleEntry(
    Path("/Users/me/新闻 & 100%"), ["/usr/bin/python3", "-m", "publish", "run"], {"XDG_STATE_HOME": "/a b"}, 20
)


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the log file of a fake `launchctl` on the path."""
    return install_launchctl(tmp_path, monkeypatch)


def test_find_agent_returns_a_path_in_the_users_folder() -> None:
    assert find_agent(TABLE, {"HOME": "/h"}) == Path(f"/h/Library/LaunchAgents/publish.{TABLE.mark}.plist")
    assert not find_agent(TABLE, {}).is_absolute()


def test_write_agent_starts_at_minutes_of_the_hour() -> None:
    environment = {"PATH": "/opt/homebrew/bin:.:node_modules/.bin::/a\x01b:/usr/bin", "XDG_STATE_HOME": "/a b"}

    assert plistlib.loads(write_agent(TABLE, environment)) == {
        "Label": f"publish.{TABLE.mark}",
        "ProgramArguments": ["/usr/bin/python3", "-m", "publish", "run"],
        "WorkingDirectory": "/Users/me/新闻 & 100%",
        "EnvironmentVariables": {"PATH": "/opt/homebrew/bin:/usr/bin", "XDG_STATE_HOME": "/a b"},
        "StandardErrorPath": f"/a b/publish/schedule-{TABLE.mark}.log",
        "StartCalendarInterval": [{"Minute": 0}, {"Minute": 20}, {"Minute": 40}],
    }


def test_write_agent_writes_no_path_where_there_is_none() -> None:
    assert plistlib.loads(write_agent(TABLE, {}))["EnvironmentVariables"] == {"XDG_STATE_HOME": "/a b"}


def test_agent_is_loaded_replaced_and_removed(tmp_path: Path, calls: Path) -> None:
    home = {"HOME": str(tmp_path)}
    path = find_agent(TABLE, home)
    session = f"gui/{os.getuid()}"

    assert [install_agent(TABLE, path, home), install_agent(TABLE, path, home)] == [str(path)] * 2
    assert (has_launchd(), path.read_bytes()) == (True, write_agent(TABLE, home))
    assert find_log(TABLE, home).parent.stat().st_mode & 0o777 == 0o700
    assert [remove_agent(path), remove_agent(path)] == [True, False]

    assert not path.exists()
    assert calls.read_text(encoding="utf-8").splitlines() == [
        f"bootstrap {session} {path}",
        f"bootout {session}/publish.{TABLE.mark}",
        f"bootstrap {session} {path}",
        f"bootout {session}/publish.{TABLE.mark}",
    ]


def test_agent_is_loaded_again_while_the_replaced_one_ends(
    tmp_path: Path, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launchd, "_WAITS", (0, 0, 0))
    home = {"HOME": str(tmp_path)}
    path = find_agent(TABLE, home)
    install_agent(TABLE, path, home)
    for name in ("ending-1", "ending-2"):
        calls.with_name(name).touch()

    install_agent(TABLE, path, home)

    commands = [line.split()[0] for line in calls.read_text(encoding="utf-8").splitlines()]
    assert commands == ["bootstrap", "bootout", *["bootstrap"] * 3]


@pytest.mark.parametrize("is_new", [True, False])
def test_install_agent_keeps_a_refused_agent_only_in_place_of_another(
    tmp_path: Path, calls: Path, monkeypatch: pytest.MonkeyPatch, is_new: bool
) -> None:
    monkeypatch.setattr(launchd, "_WAITS", (0, 0))
    home = {"HOME": str(tmp_path)}
    path = find_agent(TABLE, home)
    if not is_new:
        install_agent(TABLE, path, home)
    calls.with_name("refused").touch()

    with pytest.raises(OutputError) as caught:
        install_agent(TABLE, path, home)

    assert caught.value.problems[0].values["reason"] == "Bootstrap failed: 5: Input/output error\n"
    assert path.exists() is not is_new


def test_install_agent_leaves_nothing_without_launchctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = find_agent(TABLE, {"HOME": str(tmp_path)})

    with pytest.raises(OutputError, match="schedule-refused"):
        install_agent(TABLE, path, {"HOME": str(tmp_path)})

    assert not path.exists()


@pytest.mark.usefixtures("calls")
def test_install_agent_reports_a_log_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    path = find_agent(TABLE, {"HOME": str(tmp_path)})

    with pytest.raises(OutputError, match="file-unwritable"):
        install_agent(TABLE, path, {"XDG_STATE_HOME": str(tmp_path / "state")})

    assert not path.exists()


def test_has_launchd_returns_false_without_launchctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert not has_launchd()
