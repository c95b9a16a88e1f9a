from __future__ import annotations

from datetime import date

import pytest

from publish.newsletter.labels import parse_written_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-02", date(2026, 3, 2)),
        ("2026-03-02 10:00:00 +0800", date(2026, 3, 2)),
        ("2026-03-02T10:00:00Z", date(2026, 3, 2)),
        ("2026/3/2", date(2026, 3, 2)),
        ("2026-02-30", None),
        ("March 2, 2026", None),
        ("2026-03-021", None),
        ("", None),
    ],
)
def test_parse_written_date_reads_the_day_of_other_programs(text: str, day: date | None) -> None:
    assert parse_written_date(text) == day
