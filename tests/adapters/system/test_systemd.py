from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from publish.adapters.system.schedule_entry import ScheduleEntry
from publish.adapters.system.systemd import find_units, has_systemd, install_timer, remove_timer, write_units
from publish.core.exceptions import OutputError
from tests.crontab import install_systemctl

TABLE = ScheduleEntry(
    Path("/home/me/新闻 100%"), ["/usr/bin/python3", "-m", "publish", "run"], {"XDG_STATE_HOME": "/a b"}, 10
)


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the log file of a fake `systemctl` on the path."""
    return install_systemctl(tmp_path, monkeypatch)


def test_find_units_returns_paths_in_systemds_user_folder() -> None:
    home, config = find_units(TABLE, {"HOME": "/h"}), find_units(TABLE, {"XDG_CONFIG_HOME": "/c", "HOME": "/h"})

    assert home.timer == Path(f"/h/.config/systemd/user/publish-{TABLE.mark}.timer")
    assert config.service == Path(f"/c/systemd/user/publish-{TABLE.mark}.service")


def test_write_units_returns_a_persistent_timer_and_a_oneshot_service(tmp_path: Path) -> None:
    units = find_units(TABLE, {"HOME": str(tmp_path)})

    written = write_units(TABLE, units)

    assert "OnCalendar=*:0/10\nPersistent=true\n" in written[units.timer]
    service = written[units.service]
    assert "Type=oneshot\nWorkingDirectory=/home/me/新闻 100%%\n" in service
    assert 'Environment="XDG_STATE_HOME=/a b"\nExecStart="/usr/bin/python3" "-m" "publish" "run"\n' in service


def test_write_units_writes_sixty_minutes_as_hourly(tmp_path: Path) -> None:
    units = find_units(TABLE, {"HOME": str(tmp_path)})

    assert "OnCalendar=hourly\n" in write_units(TABLE._replace(every_minutes=60), units)[units.timer]


def test_write_units_escapes_characters_of_systemd(tmp_path: Path) -> None:
    units = find_units(TABLE, {"HOME": str(tmp_path)})

    service = write_units(TABLE._replace(command=['a"b', "c\\d", "$e", "%f"]), units)[units.service]

    assert r'ExecStart="a\"b" "c\\d" "$$e" "%%f"' in service


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
@pytest.mark.parametrize("minutes", [1, 10, 60])
def test_systemd_accepts_the_units(tmp_path: Path, minutes: int) -> None:
    table = TABLE._replace(folder=tmp_path, command=["/bin/true", "100%", "$x"], every_minutes=minutes)
    units = find_units(table, {"HOME": str(tmp_path)})
    units.timer.parent.mkdir(parents=True)
    for path, text in write_units(table, units).items():
        path.write_text(text, encoding="utf-8")

    done = subprocess.run(  # noqa: S603 - the words are ours
        ["systemd-analyze", "--user", "--man=no", "verify", *map(str, units)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)},
    )

    assert [line for line in done.stderr.splitlines() if "publish-" in line] == []


def test_timer_is_installed_started_and_removed(tmp_path: Path, calls: Path) -> None:
    units = find_units(TABLE, {"HOME": str(tmp_path)})

    install_timer(TABLE, units)
    assert (has_systemd(), units.service.is_file(), units.timer.is_file()) == (True, True, True)

    assert [remove_timer(units), remove_timer(units)] == [True, False]
    assert not any(path.exists() for path in units)
    assert calls.read_text(encoding="utf-8").splitlines() == [
        "--user daemon-reload",
        f"--user enable --now {units.timer.name}",
        "--user show-environment",
        f"--user disable --now {units.timer.name}",
        "--user daemon-reload",
    ]


@pytest.mark.parametrize("is_new", [True, False])
def test_install_timer_keeps_refused_units_only_in_place_of_others(tmp_path: Path, calls: Path, is_new: bool) -> None:
    units = find_units(TABLE, {"HOME": str(tmp_path)})
    if not is_new:
        install_timer(TABLE, units)
    calls.with_name("refused").touch()
    calls.unlink(missing_ok=True)

    with pytest.raises(OutputError) as caught:
        install_timer(TABLE, units)

    assert caught.value.problems[0].values["reason"] == "Failed to enable unit\n"
    assert [path.exists() for path in units] == [not is_new] * 2
    commands = [line.split()[1] for line in calls.read_text(encoding="utf-8").splitlines()]
    assert commands == ["daemon-reload", "enable", *(["disable", "daemon-reload"] if is_new else [])]


def test_install_timer_leaves_nothing_without_systemctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    units = find_units(TABLE, {"HOME": str(tmp_path)})

    with pytest.raises(OutputError, match="schedule-refused"):
        install_timer(TABLE, units)

    assert not any(path.exists() for path in units)


def test_has_systemd_returns_false_without_systemd(
    tmp_path: Path, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls.with_name("absent").touch()
    assert not has_systemd()

    monkeypatch.setenv("PATH", str(tmp_path))
    assert not has_systemd()
