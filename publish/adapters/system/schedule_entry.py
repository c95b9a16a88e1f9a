"""What cron or systemd is to start, and how often."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class ScheduleEntry(NamedTuple):
    """One newsletter's schedule."""

    folder: Path
    """From where it is started: the repository."""
    command: Sequence[str]
    environment: Mapping[str, str]
    """What it needs of the shell's variables; no secret is among them."""
    every_minutes: int
    account: str = ""
    """Empty for the only one there is."""

    @property
    def mark(self) -> str:
        """Return by what the schedule of a newsletter is known again, whatever else of it changes."""
        return hashlib.sha256(f"{self.folder}\0{self.account}".encode("utf-8", "surrogateescape")).hexdigest()[:8]

    @property
    def line(self) -> str:
        """Return what a shell is to run."""
        variables = [f"{name}={shlex.quote(value)}" for name, value in self.environment.items()]
        return f"cd {shlex.quote(str(self.folder))} && {' '.join([*variables, shlex.join(self.command)])}"
