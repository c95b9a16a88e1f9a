from __future__ import annotations

from datetime import UTC, timedelta

from publish.adapters.system.host import SystemClock


def test_the_time_is_told_in_utc_and_passes_while_one_waits() -> None:
    clock = SystemClock()
    before = clock.now()

    clock.wait(0.001)

    assert before.tzinfo is UTC
    assert clock.now() - before >= timedelta(seconds=0.001)
