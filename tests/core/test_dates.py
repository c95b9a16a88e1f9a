from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.core.dates import is_impossible_publish_time, is_publish_time, parse_publish_time, to_utc

CHINA = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
APIA = ZoneInfo("Pacific/Apia")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2020-06-17", CHINA, utc(2020, 6, 17, 0)),
        ("2020-06-17 08:30", CHINA, utc(2020, 6, 17, 0, 30)),
        ("2020-06-17T08:30:15", CHINA, utc(2020, 6, 17, 0, 30, 15)),
        (" 2020-06-17 08:30 ", CHINA, utc(2020, 6, 17, 0, 30)),
        ("2020-06-17T08:30+08:00", NEW_YORK, utc(2020, 6, 17, 0, 30)),
        ("2020-06-17 08:30 -0400", CHINA, utc(2020, 6, 17, 12, 30)),
        ("2020-06-17T08:30Z", CHINA, utc(2020, 6, 17, 8, 30)),
        ("2020-06-17 08:30", BERLIN, utc(2020, 6, 17, 6, 30)),
        ("2020-12-17 08:30", BERLIN, utc(2020, 12, 17, 7, 30)),
    ],
)
def test_parse_publish_time_converts_to_utc_by_offset_or_zone(text: str, zone: tzinfo, expected: datetime) -> None:
    assert parse_publish_time(text, zone, 8) == expected


@pytest.mark.parametrize(
    "text",
    ["", "soon", "明天", "2020-6-17", "2020-06-31", "2020-06-17 25:00", "2020-06-17 8:30", "20200617", "2020-W25-3",
     "2020-06-17 08:30+25:00", "2020-06-17 08:30 CST", "2020-06-17 08:30 #", "0001-01-01 00:00", "２０２０-06-17"],
)  # fmt: skip
def test_parse_publish_time_returns_none_for_other_texts(text: str) -> None:
    assert (parse_publish_time(text, CHINA, 8), is_publish_time(text) and text != "0001-01-01 00:00") == (None, False)


@pytest.mark.parametrize(
    ("text", "impossible"),
    [
        ("2021-02-30", True),
        ("2020-13-45", True),
        ("2021-02-29 08:00", True),
        ("2020-06-17 25:00", True),
        ("2020-06-17 08:60", True),
        ("2020-06-17 08:30+25:00", True),
        ("2020-02-29", False),
        ("2020-06-17 08:30", False),
        ("2020-6-17", False),
        ("soon", False),
        ("２０２０-06-31", False),
    ],
)
def test_is_impossible_publish_time_finds_dates_and_times_that_do_not_exist(text: str, impossible: bool) -> None:
    assert is_impossible_publish_time(text) is impossible


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2026-03-29 02:30", BERLIN, utc(2026, 3, 29, 1, 30)),  # left out: 03:30 by the new clock
        ("2026-10-25 02:30", BERLIN, utc(2026, 10, 25, 0, 30)),  # twice: the first
        ("2026-03-08 02:00", NEW_YORK, utc(2026, 3, 8, 7)),
        ("2026-11-01 01:30", NEW_YORK, utc(2026, 11, 1, 5, 30)),
        ("2011-12-30 08:00", APIA, utc(2011, 12, 30, 18)),  # a day that Samoa left out
    ],
)
def test_parse_publish_time_resolves_skipped_and_repeated_hours(text: str, zone: tzinfo, expected: datetime) -> None:
    assert parse_publish_time(text, zone, 8) == expected


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 23), st.sampled_from([CHINA, BERLIN, NEW_YORK]))
def test_to_utc_returns_the_same_day_and_no_earlier_local_hour(day: date, hour: int, zone: ZoneInfo) -> None:
    time = to_utc(day, zone, hour)

    local = time.astimezone(zone)
    assert local.replace(tzinfo=None) >= datetime.combine(day, datetime.min.time()).replace(hour=hour)
    assert local.date() == day
