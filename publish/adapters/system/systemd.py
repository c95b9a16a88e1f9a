"""A timer of the user's systemd, which catches up on runs missed while the machine was off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from publish.adapters.storage.atomic_files import remove_files, write_files
from publish.adapters.storage.user_folders import find_config_folder
from publish.adapters.system.schedule_entry import MINUTES_PER_HOUR, ScheduleEntry, call_scheduler, refuse_schedule
from publish.core.exceptions import OutputError

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
_SYSTEMCTL = ("systemctl", "--user")


class TimerFiles(NamedTuple):
    """Paths of the two unit files of a timer."""

    service: Path
    timer: Path


def has_systemd() -> bool:
    """Return whether the user has a running systemd."""
    try:
        return call_scheduler([*_SYSTEMCTL, "show-environment"]).returncode == 0
    except OutputError:
        return False


def find_units(entry: ScheduleEntry, environment: Mapping[str, str]) -> TimerFiles:
    """Return the paths of a newsletter's timer files."""
    folder = find_config_folder(environment).parent / "systemd" / "user"
    name = f"publish-{entry.mark}"
    return TimerFiles(folder / f"{name}.service", folder / f"{name}.timer")


def install_timer(entry: ScheduleEntry, units: TimerFiles) -> str:
    """Write and start a newsletter's timer, replacing an earlier one, and return its path.

    Raises:
        OutputError: The files cannot be written, or systemd refuses them; what is new is removed again.
    """
    new = [path for path in units if not path.exists()]
    write_files({path: text.encode() for path, text in write_units(entry, units).items()})
    try:
        _run_systemctl("daemon-reload")
        _run_systemctl("enable", "--now", units.timer.name)
    except OutputError:
        if new:
            _discard(units, new)
        raise
    return str(units.timer)


def _discard(units: TimerFiles, files: Iterable[Path]) -> None:
    """Take away the new files of a timer that was refused, and what systemd made of them."""
    with suppress(OutputError):  # the refusal is the error to tell
        _run_systemctl("disable", "--now", units.timer.name)
    remove_files(files)
    with suppress(OutputError):
        _run_systemctl("daemon-reload")


def remove_timer(units: TimerFiles) -> bool:
    """Stop a newsletter's timer and delete its files; return whether there was one.

    Raises:
        OutputError: systemd does not stop it, or its files cannot be deleted.
    """
    if not units.timer.exists():
        return False
    _run_systemctl("disable", "--now", units.timer.name)
    remove_files(units)
    _run_systemctl("daemon-reload")
    return True


def write_units(entry: ScheduleEntry, units: TimerFiles) -> dict[Path, str]:
    """Return the content of the unit files of a timer."""
    folder = str(entry.folder).replace("%", "%%")
    minutes = entry.every_minutes
    set_variables = (f"Environment={_quote(f'{name}={value}')}\n" for name, value in entry.environment.items())
    service = _SERVICE.format(
        folder=folder,
        environment="".join(set_variables),
        command=" ".join(_quote(word).replace("$", "$$") for word in entry.command),
    )
    calendar = "hourly" if minutes == MINUTES_PER_HOUR else f"*:0/{minutes}"
    return {units.service: service, units.timer: _TIMER.format(folder=folder, minutes=minutes, calendar=calendar)}


def _quote(word: str) -> str:
    """Return a word quoted for a unit file, where % begins a specifier."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _run_systemctl(*words: str) -> None:
    done = call_scheduler([*_SYSTEMCTL, *words])
    if done.returncode:
        raise refuse_schedule("systemctl", done.stderr)
