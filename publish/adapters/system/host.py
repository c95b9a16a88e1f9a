"""What the machine offers beside us."""

from __future__ import annotations

import time
import webbrowser
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

_CI = ("CI", "GITHUB_ACTIONS")


def has_browser() -> bool:
    """Say whether a page can be opened from here."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def is_ci(environment: Mapping[str, str]) -> bool:
    """Say whether this is a machine of continuous integration, which is thrown away after its job."""
    return any(environment.get(name, "").lower() not in ("", "0", "false") for name in _CI)


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return datetime.fromtimestamp(time.time(), UTC)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)


def load_zone(name: str) -> tzinfo:
    """Return the zone of a name that the settings hold."""
    from zoneinfo import ZoneInfo  # looks for the database, and is rarely needed

    return ZoneInfo(name)
