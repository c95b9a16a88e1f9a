from __future__ import annotations

from datetime import UTC, timedelta

from publish.adapters.system.host import SystemClock


def test_system_clock_returns_utc_and_waits() -> None:
    clock = SystemClock()
    before = clock.now()

    clock.wait(0.001)

    assert before.tzinfo is UTC
    assert clock.now() - before >= timedelta(seconds=0.001)
