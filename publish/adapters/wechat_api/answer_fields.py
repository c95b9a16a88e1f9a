"""Fields of the platform's answers, which may be missing or of another type than documented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def get_object(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return an object; an empty one for anything else."""
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def get_list(data: Mapping[str, Any], name: str) -> list[Any]:
    """Return a list; an empty one for anything else."""
    value = data.get(name)
    return value if isinstance(value, list) else []


def get_objects(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """Return the objects of a list."""
    return [item for item in get_list(data, name) if isinstance(item, dict)]


def parse_number(value: object, default: int) -> int:
    """Return a number that may be given as text."""
    try:
        return int(str(value))
    except ValueError:
        return default


def parse_time(value: object) -> datetime | None:
    """Return the time of Unix seconds; None where they are none."""
    seconds = parse_number(value, 0)
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 2**40 else None
