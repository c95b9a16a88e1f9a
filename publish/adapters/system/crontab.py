"""The newsletter's line in the user's crontab; all other lines stay byte-equal."""

from __future__ import annotations

import os
import shutil

from publish.adapters.system.schedule_entry import MINUTES_PER_HOUR, ScheduleEntry, call_scheduler, refuse_schedule

_MARK = "# publish-schedule"
_NO_CRONTAB = (b"no crontab", b"No such file")  # messages of cron and of busybox for a user without a crontab


def has_cron() -> bool:
    """Return whether cron is installed."""
    return shutil.which("crontab") is not None


def install_line(entry: ScheduleEntry) -> str:
    """Add or replace a newsletter's line in the crontab, and return it.

    Raises:
        OutputError: The crontab cannot be read or written.
    """
    line = write_line(entry)
    _replace_in_crontab(entry, line)
    return line


def remove_line(entry: ScheduleEntry) -> bool:
    """Remove a newsletter's line from the crontab; return whether there was one.

    Raises:
        OutputError: The crontab cannot be read or written.
    """
    return _replace_in_crontab(entry, None)


def find_line(entry: ScheduleEntry) -> str | None:
    """Return a newsletter's line of the crontab, if there is one.

    Raises:
        OutputError: The crontab cannot be read.
    """
    lines = _load().split(b"\n")
    return next((line.decode("utf-8", "replace") for line in lines if _is_ours(line, entry.mark)), None)


def write_line(entry: ScheduleEntry) -> str:
    """Return the crontab line of a schedule; an unescaped % would end it."""
    minutes = "0" if entry.every_minutes == MINUTES_PER_HOUR else f"*/{entry.every_minutes}"
    command = entry.line.replace("%", "\\%")
    return f"{minutes} * * * * {command} {_MARK} {entry.mark}"


def replace_line(before: bytes, line: str | None, mark: str) -> bytes:
    """Return a crontab with our line at its old position or at the end; without our line for None."""
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
    missing = b"" if not before or before.endswith(b"\n") else b"\n"  # cron ignores a last line without a newline
    return before + missing + new[0] + b"\n"


def _is_ours(line: bytes, mark: str) -> bool:
    return line.endswith(f"{_MARK} {mark}".encode())


def _load() -> bytes:
    done = call_scheduler(["crontab", "-l"])
    if done.returncode == 0:
        return done.stdout
    if any(words in done.stderr for words in _NO_CRONTAB):
        return b""
    raise refuse_schedule("crontab", done.stderr)


def _replace_in_crontab(entry: ScheduleEntry, line: str | None) -> bool:
    """Replace our line in the crontab; return whether that changed it."""
    before = _load()
    after = replace_line(before, line, entry.mark)
    if after != before:
        done = call_scheduler(["crontab", "-"], after)
        if done.returncode:
            raise refuse_schedule("crontab", done.stderr)
    return after != before
