"""Whose clock is meant: zones by their names in the tz database, the system's or the one that we bring."""

from __future__ import annotations

from datetime import tzinfo


def load_zone(name: str) -> tzinfo:
    """Return the zone of a name that the settings hold."""
    from zoneinfo import ZoneInfo  # looks for the database, and is rarely needed

    return ZoneInfo(name)
