"""Schedule of a newsletter: the command that a scheduler starts, and the call of the scheduler's program."""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from publish.core.exceptions import OutputError
from publish.core.operating_system import ON_WINDOWS
from publish.core.problem import Problem

MINUTES_PER_HOUR = 60
_ENCODING = "oem" if ON_WINDOWS else "utf-8"  # of what the programs print


class ScheduleEntry(NamedTuple):
    """The schedule of one newsletter."""

    folder: Path  # working directory of the command: the repository
    command: Sequence[str]
    environment: Mapping[str, str]  # variables that the command needs; never a secret
    every_minutes: int
    account: str = ""  # empty if the newsletter has only one

    @property
    def mark(self) -> str:
        """Return an id that stays equal when the command or the interval changes."""
        return hashlib.sha256(f"{self.folder}\0{self.account}".encode("utf-8", "surrogateescape")).hexdigest()[:8]

    @property
    def line(self) -> str:
        """Return the command line for a shell."""
        variables = [f"{name}={shlex.quote(value)}" for name, value in self.environment.items()]
        return f"cd {shlex.quote(str(self.folder))} && {' '.join([*variables, shlex.join(self.command)])}"


def call_scheduler(command: Sequence[str], data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run a program of a scheduler with English messages.

    Raises:
        OutputError: The program cannot be started.
    """
    try:
        return subprocess.run(  # noqa: S603  # fixed words, no shell
            command, input=data, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"}
        )
    except OSError as error:
        raise refuse_schedule(command[0], (error.strerror or str(error)).encode(_ENCODING, "replace")) from error


def refuse_schedule(program: str, reason: bytes) -> OutputError:
    """Return the error for a schedule that a program refused."""
    return OutputError(Problem("schedule-refused", {"program": program, "reason": reason.decode(_ENCODING, "replace")}))
