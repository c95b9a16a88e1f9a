"""A line in a person's crontab; all its other lines stay as they are, byte for byte."""

from __future__ import annotations

import os
import shutil
import subprocess

from publish.adapters.system.schedule_entry import ScheduleEntry
from publish.core.exceptions import OutputError
from publish.core.problem import Problem

_MARK = "# publish-schedule"
_NOTHING = (b"no crontab", b"No such file")
"""What cron says, and what busybox says, where a person has none."""
_HOUR = 60


def has_cron() -> bool:
    """Say whether this machine has a crontab."""
    return shutil.which("crontab") is not None


def install_line(timetable: ScheduleEntry) -> str:
    """Put a newsletter's line into the crontab, in place of an earlier one; return it.

    Raises:
        OutputError: The crontab cannot be read or written.
    """
    line = write_line(timetable)
    before = _load()
    after = replace_line(before, line, timetable.mark)
    if after != before:
        _save(after)
    return line


def remove_line(timetable: ScheduleEntry) -> bool:
    """Take a newsletter's line out of the crontab; say whether there was one.

    Raises:
        OutputError: The crontab cannot be read or written.
    """
    before = _load()
    after = replace_line(before, None, timetable.mark)
    if after != before:
        _save(after)
    return after != before


def find_line(timetable: ScheduleEntry) -> str | None:
    """Return a newsletter's line of the crontab.

    Raises:
        OutputError: The crontab cannot be read.
    """
    lines = _load().split(b"\n")
    return next((line.decode("utf-8", "replace") for line in lines if _is_ours(line, timetable.mark)), None)


def write_line(timetable: ScheduleEntry) -> str:
    """Return what stands in a crontab; there a % would end the line."""
    minutes = "0" if timetable.every_minutes == _HOUR else f"*/{timetable.every_minutes}"
    command = timetable.line.replace("%", "\\%")
    return f"{minutes} * * * * {command} {_MARK} {timetable.mark}"


def replace_line(before: bytes, line: str | None, mark: str) -> bytes:
    """Return a crontab with our line where it stood, else at its end; without it for None."""
    new = [] if line is None else [os.fsencode(line)]
    lines = before.split(b"\n")
    ours = [number for number, old in enumerate(lines) if _is_ours(old, mark)]
    if ours:
        first = ours[0]
        lines[first : first + 1] = new
        kept = [old for number, old in enumerate(lines) if not (_is_ours(old, mark) and number >= first + len(new))]
        return b"\n".join(kept)
    if line is None:
        return before
    missing = b"" if not before or before.endswith(b"\n") else b"\n"  # cron passes over a last line that is not ended
    return before + missing + new[0] + b"\n"


def _is_ours(line: bytes, mark: str) -> bool:
    return line.endswith(f"{_MARK} {mark}".encode())


def _load() -> bytes:
    done = _call("-l")
    if done.returncode == 0:
        return done.stdout
    if any(words in done.stderr for words in _NOTHING):
        return b""
    raise _refuse(done.stderr)


def _save(data: bytes) -> None:
    done = _call("-", data)
    if done.returncode:
        raise _refuse(done.stderr)


def _call(word: str, data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603  # the words are ours
            ["crontab", word],  # noqa: S607  # wherever the system has it
            input=data or b"",
            capture_output=True,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except OSError as error:
        raise _refuse((error.strerror or str(error)).encode()) from error


def _refuse(said: bytes) -> OutputError:
    return OutputError(Problem("schedule-refused", {"program": "crontab", "reason": said.decode("utf-8", "replace")}))
