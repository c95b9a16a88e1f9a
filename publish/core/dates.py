"""How people write the time at which an issue is to go out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo

_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<clock>\d{2}:\d{2}(?::\d{2})?)[ ]?(?P<offset>Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)


def is_publish_time(said: str) -> bool:
    """Say whether words name a day, or a time of a day."""
    return parse_publish_time(said, UTC, 0) is not None


def is_impossible_publish_time(said: str) -> bool:
    """Return whether words are written as a time that no calendar and no clock has, such as 2021-02-30 or 25:00."""
    return _MOMENT.fullmatch(said.strip()) is not None and not is_publish_time(said)


def parse_publish_time(said: str, zone: tzinfo, hour: int) -> datetime | None:
    """Return the time that words name, in UTC; None where they name none.

    Args:
        said: `2020-06-17`, `2020-06-17 08:30`, `2020-06-17T08:30:00+08:00`.
        zone: Whose clock is meant where no offset stands.
        hour: Of a day without a time, in that zone.
    """
    match = _MOMENT.fullmatch(said.strip())
    if match is None:
        return None
    try:
        if match["clock"] is None:
            return to_utc(date.fromisoformat(match["day"]), zone, hour)
        local = datetime.fromisoformat(f"{match['day']}T{match['clock']}{match['offset'] or ''}")
        return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):  # no such day or hour, or at the end of all time
        return None


def to_utc(day: date, zone: tzinfo, hour: int) -> datetime:
    """Return when an hour of a day strikes, in UTC.

    An hour that a change of clocks leaves out strikes as much later as the clocks are put forward; one that comes twice
    strikes the first time.
    """
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
