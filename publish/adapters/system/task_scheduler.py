"""A task of Windows' Task Scheduler, which catches up on runs missed while the machine was off."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from publish.adapters.system.schedule_entry import ScheduleEntry, call_scheduler, refuse_schedule

_PROGRAM = "schtasks"
# In order, as the Task Scheduler itself exports a task. It starts where the user is logged on, and no password is kept.
_TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>publish what is due of the newsletter in {folder}</Description>
  </RegistrationInfo>
  <Triggers>
    <TimeTrigger>
      <Repetition>
        <Interval>PT{minutes}M</Interval>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>
      <StartBoundary>2020-01-01T00:00:00</StartBoundary>
      <Enabled>true</Enabled>
    </TimeTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      {user}<LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <Enabled>true</Enabled>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>{words}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


def has_task_scheduler() -> bool:
    """Return whether this system has the Task Scheduler."""
    return shutil.which(_PROGRAM) is not None


def install_task(entry: ScheduleEntry, environment: Mapping[str, str]) -> str:
    """Register a newsletter's task, replacing an earlier one, and return its name.

    Raises:
        OutputError: The Task Scheduler refuses it.
    """
    name = name_task(entry)
    with TemporaryDirectory(prefix="publish-", ignore_cleanup_errors=True) as folder:
        path = Path(folder, "task.xml")
        path.write_bytes(write_task(entry, environment).encode("utf-16"))
        _run_schtasks("/Create", "/TN", name, "/XML", str(path), "/F")
    return name


def find_task(entry: ScheduleEntry) -> str | None:
    """Return the name of a newsletter's task, if there is one.

    Raises:
        OutputError: The Task Scheduler's program cannot be started.
    """
    name = name_task(entry)
    return None if call_scheduler([_PROGRAM, "/Query", "/TN", name]).returncode else name


def remove_task(entry: ScheduleEntry) -> bool:
    """Delete a newsletter's task; return whether there was one.

    Raises:
        OutputError: The Task Scheduler does not delete it.
    """
    name = find_task(entry)
    if name is None:
        return False
    _run_schtasks("/Delete", "/TN", name, "/F")
    return True


def name_task(entry: ScheduleEntry) -> str:
    """Return the name of a newsletter's task."""
    return f"publish-{entry.mark}"


def write_task(entry: ScheduleEntry, environment: Mapping[str, str]) -> str:
    """Return a task in the Task Scheduler's XML, which can hold no variables: it has those of the user."""
    program, *words = entry.command
    user = "\\".join(filter(None, [environment.get("USERDOMAIN"), environment.get("USERNAME")]))
    return _TASK.format(
        folder=escape(str(entry.folder)),
        minutes=entry.every_minutes,
        user=f"<UserId>{escape(user)}</UserId>\n      " if user else "",
        program=escape(_find_windowless(program)),
        words=escape(subprocess.list2cmdline(words)),
    )


def _find_windowless(python: str) -> str:
    """Return the Python that opens no window, where there is one beside the other."""
    windowless = Path(python).with_name("pythonw.exe")
    return str(windowless) if windowless.is_file() else python


def _run_schtasks(*words: str) -> None:
    done = call_scheduler([_PROGRAM, *words])
    if done.returncode:
        raise refuse_schedule(_PROGRAM, done.stderr)
