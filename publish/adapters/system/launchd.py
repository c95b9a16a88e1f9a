"""An agent of macOS's launchd, which catches up on runs missed while the machine slept."""

from __future__ import annotations

import os
import plistlib
import shutil
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from publish.adapters.storage.atomic_files import describe_error, remove_files, write_files
from publish.adapters.storage.private_files import make_missing_folders
from publish.adapters.storage.user_folders import find_state_folder
from publish.adapters.system.schedule_entry import MINUTES_PER_HOUR, ScheduleEntry, call_scheduler, refuse_schedule
from publish.core.exceptions import OutputError
from publish.core.problem import Problem

_PROGRAM = "launchctl"
_WAITS = (0.25, 0.5, 1.0, 2.0, 4.0)  # seconds before a replaced agent is loaded again


def has_launchd() -> bool:
    """Return whether this system has launchd."""
    return shutil.which(_PROGRAM) is not None


def find_agent(entry: ScheduleEntry, environment: Mapping[str, str]) -> Path:
    """Return the path of a newsletter's agent, whether it is there or not."""
    home = Path(environment.get("HOME") or ".")
    return home / "Library" / "LaunchAgents" / f"{_name_agent(entry)}.plist"


def install_agent(entry: ScheduleEntry, path: Path, environment: Mapping[str, str]) -> str:
    """Write and load a newsletter's agent, replacing an earlier one, and return its path.

    Raises:
        OutputError: A file cannot be written, or launchd refuses the agent; a new one is removed again.
    """
    is_new = not path.exists()
    if not is_new:
        call_scheduler([_PROGRAM, "bootout", _name_service(path)])  # fails where it is not loaded
    _make_folder(find_log(entry, environment).parent)
    write_files({path: write_agent(entry, environment)})
    try:
        _load(path, () if is_new else _WAITS)
    except OutputError:
        if is_new:
            remove_files([path])
        raise
    return str(path)


def _load(path: Path, waits: Iterable[float]) -> None:
    """Load an agent; where launchd refuses it, again after each of some seconds: the earlier one may still be ending.

    Raises:
        OutputError: launchd refuses it, also the last time.
    """
    command = [_PROGRAM, "bootstrap", _name_domain(), str(path)]
    done = call_scheduler(command)
    for seconds in waits:
        if not done.returncode:
            break
        time.sleep(seconds)
        done = call_scheduler(command)
    if done.returncode:
        raise refuse_schedule(_PROGRAM, done.stderr)


def _make_folder(folder: Path) -> None:
    """Make the folder of the log, which launchd does not make; a run could not start without."""
    try:
        make_missing_folders(folder)
    except OSError as error:
        raise OutputError(Problem("file-unwritable", describe_error(folder, error))) from error


def remove_agent(path: Path) -> bool:
    """Unload a newsletter's agent and delete its file; return whether there was one.

    Raises:
        OutputError: launchd cannot be started, or the file cannot be deleted.
    """
    if not path.exists():
        return False
    call_scheduler([_PROGRAM, "bootout", _name_service(path)])
    remove_files([path])
    return True


def find_log(entry: ScheduleEntry, environment: Mapping[str, str]) -> Path:
    """Return the path of the file to which launchd adds what runs say."""
    return find_state_folder(environment).absolute() / f"schedule-{entry.mark}.log"


def write_agent(entry: ScheduleEntry, environment: Mapping[str, str]) -> bytes:
    """Return the content of an agent's file."""
    minutes = range(0, MINUTES_PER_HOUR, entry.every_minutes)
    return plistlib.dumps(
        {
            "Label": _name_agent(entry),
            "ProgramArguments": list(entry.command),
            "WorkingDirectory": str(entry.folder),
            "EnvironmentVariables": _list_variables(entry, environment),
            "StandardErrorPath": str(find_log(entry, environment)),
            "StartCalendarInterval": [{"Minute": minute} for minute in minutes],
        }
    )


def _list_variables(entry: ScheduleEntry, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of runs; launchd's own PATH has no folder of programs that a person installed."""
    folders = environment.get("PATH", "").split(":")
    kept = [folder for folder in folders if folder.startswith("/") and folder.isprintable()]  # the others go by folder
    return ({"PATH": ":".join(kept)} if kept else {}) | dict(entry.environment)


def _name_agent(entry: ScheduleEntry) -> str:
    return f"publish.{entry.mark}"


def _name_domain() -> str:
    """Return launchd's name of this user's session."""
    return f"gui/{os.getuid()}"


def _name_service(path: Path) -> str:
    return f"{_name_domain()}/{path.stem}"
