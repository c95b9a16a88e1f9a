"""One sandbox, in a process of its own, for all tests here; each finds it as new, and publishing takes no time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.release.harness import Harness
from tests.sandbox.server import RunningSandbox, start_sandbox


@pytest.fixture(scope="package")
def _running() -> Iterator[RunningSandbox]:
    with start_sandbox() as running:
        yield running


@pytest.fixture
def harness(_running: RunningSandbox, tmp_path: Path) -> Harness:
    _running.control.post("reset")
    _running.control.post("settings", publish_delay=0)
    harness = Harness(_running, tmp_path, tmp_path / "ledger.db")
    harness.prepare()
    return harness
