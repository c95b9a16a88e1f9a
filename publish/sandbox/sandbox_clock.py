"""The sandbox's clock: it runs with the machine's, and can be moved or stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
"""WeChat counts days and months in this time zone."""


class SandboxClock:
    """A clock of Unix seconds that can be moved and stopped."""

    def __init__(self, read: Callable[[], float] = time.time) -> None:
        self._read = read
        self._offset = 0.0
        self._stopped: float | None = None

    @property
    def now(self) -> float:
        """Return the time."""
        return self._offset + (self._read() if self._stopped is None else self._stopped)

    @property
    def offset(self) -> float:
        """Return the seconds that the clock is ahead of the machine's."""
        return self._offset

    @property
    def stopped(self) -> bool:
        """Return whether only `advance` moves the clock."""
        return self._stopped is not None

    def advance(self, seconds: float) -> None:
        """Move the clock forwards, or back by a negative number."""
        self._offset += seconds

    def stop(self) -> None:
        """Stop the clock."""
        self._stopped = self._read() if self._stopped is None else self._stopped

    def run(self) -> None:
        """Let the clock run on from its time."""
        now = self.now
        self._stopped = None
        self._offset = now - self._read()


def format_day(now: float) -> str:
    """Return the day in China."""
    return format_time(now)[:10]


def format_month(now: float) -> str:
    """Return the month in China."""
    return format_time(now)[:7]


def format_minute(now: float) -> str:
    """Return the number of the minute."""
    return str(int(now // 60))


def format_time(now: float) -> str:
    """Return date and time in China."""
    return datetime.fromtimestamp(now, UTC).astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
