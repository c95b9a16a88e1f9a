"""The sandbox's time: it runs with the machine's, and may be moved or stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
"""The platform counts days and months there."""


class SandboxClock:
    """Seconds since 1970, as far as the sandbox believes."""

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
        """Return how far the clock is ahead of the machine's."""
        return self._offset

    @property
    def stopped(self) -> bool:
        """Say whether only `advance` moves it."""
        return self._stopped is not None

    def advance(self, seconds: float) -> None:
        """Move the clock, forwards or back."""
        self._offset += seconds

    def stop(self) -> None:
        """Let the time stand."""
        self._stopped = self._read() if self._stopped is None else self._stopped

    def run(self) -> None:
        """Let the time go on from where it stands."""
        now = self.now
        self._stopped = None
        self._offset = now - self._read()


def name_day(now: float) -> str:
    """Return the day in China that counters belong to."""
    return _tell(now).strftime("%Y-%m-%d")


def name_month(now: float) -> str:
    """Return the month in China."""
    return _tell(now).strftime("%Y-%m")


def name_minute(now: float) -> str:
    """Return the minute."""
    return str(int(now // 60))


def show_time(now: float) -> str:
    """Return a time as people in China read it."""
    return _tell(now).strftime("%Y-%m-%d %H:%M:%S")


def _tell(now: float) -> datetime:
    return datetime.fromtimestamp(now, UTC).astimezone(CHINA)
