"""The publish time of an issue, as people write it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo

from publish.core.lazy_pattern import lazy_pattern

_PUBLISH_TIME = lazy_pattern(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<clock>\d{2}:\d{2}(?::\d{2})?)[ ]?(?P<offset>Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)


def is_publish_time(text: str) -> bool:
    """Return whether a text is a date, with or without a time."""
    return parse_publish_time(text, UTC, 0) is not None


def is_impossible_publish_time(text: str) -> bool:
    """Return whether a text has the form of a publish time but no such date or time exists: 2021-02-30, 25:00."""
    return _PUBLISH_TIME.fullmatch(text.strip()) is not None and not is_publish_time(text)


def parse_publish_time(text: str, zone: tzinfo, hour: int) -> datetime | None:
    """Return a publish time in UTC; None for any other text.

    Args:
        text: `2020-06-17`, `2020-06-17 08:30`, `2020-06-17T08:30:00+08:00`.
        zone: Time zone of a text without an offset.
        hour: Hour of a date without a time, in that zone.
    """
    match = _PUBLISH_TIME.fullmatch(text.strip())
    if match is None:
        return None
    try:
        if match["clock"] is None:
            return to_utc(date.fromisoformat(match["day"]), zone, hour)
        local = datetime.fromisoformat(f"{match['day']}T{match['clock']}{match['offset'] or ''}")
        return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):  # no such day or hour, or beyond year 9999 in UTC
        return None


def to_utc(day: date, zone: tzinfo, hour: int) -> datetime:
    """Return an hour of a local day in UTC.

    An hour skipped by a change of clocks moves forward by the skipped time; of a repeated hour, the first counts.
    """
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
