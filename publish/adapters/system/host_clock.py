"""The real time."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return datetime.fromtimestamp(time.time(), UTC)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)
