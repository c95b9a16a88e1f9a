"""A timer of a person's own systemd, which makes good what was missed while the machine was off."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from publish.adapters.storage.atomic_files import remove_files, write_files
from publish.adapters.system.schedule_entry import ScheduleEntry
from publish.core.exceptions import OutputError
from publish.core.problem import Problem

_SERVICE = """\
[Unit]
Description=publish what is due of the newsletter in {folder}

[Service]
Type=oneshot
WorkingDirectory={folder}
{environment}ExecStart={command}
"""
_TIMER = """\
[Unit]
Description=look every {minutes} minutes for what is due of the newsletter in {folder}

[Timer]
OnCalendar={calendar}
Persistent=true

[Install]
WantedBy=timers.target
"""
_HOUR = 60


class TimerFiles(NamedTuple):
    """The two files of a timer."""

    service: Path
    timer: Path


def has_systemd() -> bool:
    """Say whether this person has a systemd that runs."""
    try:
        return _call("show-environment").returncode == 0
    except OutputError:
        return False


def find_units(timetable: ScheduleEntry, environment: Mapping[str, str]) -> TimerFiles:
    """Return where a newsletter's timer lies."""
    given = environment.get("XDG_CONFIG_HOME", "")
    config = Path(given) if given.startswith("/") else Path(environment.get("HOME") or ".") / ".config"
    folder = config / "systemd" / "user"
    name = f"publish-{timetable.mark}"
    return TimerFiles(folder / f"{name}.service", folder / f"{name}.timer")


def install_timer(timetable: ScheduleEntry, units: TimerFiles) -> None:
    """Write a newsletter's timer and start it, in place of an earlier one.

    Raises:
        OutputError: Its files cannot be written, or systemd does not take them.
    """
    write_files({path: text.encode() for path, text in write_units(timetable, units).items()})
    _demand("daemon-reload")
    _demand("enable", "--now", units.timer.name)


def remove_timer(units: TimerFiles) -> bool:
    """Stop a newsletter's timer and delete its files; say whether there was one.

    Raises:
        OutputError: systemd does not let go of it, or its files cannot be deleted.
    """
    if not units.timer.exists():
        return False
    _demand("disable", "--now", units.timer.name)
    remove_files(units)
    _demand("daemon-reload")
    return True


def write_units(timetable: ScheduleEntry, units: TimerFiles) -> dict[Path, str]:
    """Return what stands in the files of a timer."""
    folder = str(timetable.folder).replace("%", "%%")
    minutes = timetable.every_minutes
    set_variables = (f"Environment={_quote(f'{name}={value}')}\n" for name, value in timetable.environment.items())
    service = _SERVICE.format(
        folder=folder,
        environment="".join(set_variables),
        command=" ".join(_quote(word).replace("$", "$$") for word in timetable.command),
    )
    calendar = "hourly" if minutes == _HOUR else f"*:0/{minutes}"
    return {units.service: service, units.timer: _TIMER.format(folder=folder, minutes=minutes, calendar=calendar)}


def _quote(word: str) -> str:
    """Return a word as systemd reads it back; a % would stand for something else."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _demand(*words: str) -> None:
    done = _call(*words)
    if done.returncode:
        raise _refuse(done.stderr.decode("utf-8", "replace"))


def _call(*words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603  # the words are ours
            ["systemctl", "--user", *words],  # noqa: S607  # wherever the system has it
            capture_output=True,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except OSError as error:
        raise _refuse(error.strerror or str(error)) from error


def _refuse(said: str) -> OutputError:
    return OutputError(Problem("schedule-refused", {"program": "systemctl", "reason": said}))
