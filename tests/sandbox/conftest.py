"""One sandbox for all tests in this folder, reset before each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.server import RunningSandbox, run_in_thread


@pytest.fixture(scope="session")
def _running() -> Iterator[RunningSandbox]:
    with run_in_thread() as running:
        yield running


@pytest.fixture
def sandbox(_running: RunningSandbox) -> RunningSandbox:
    _running.control.post("reset")
    return _running


@pytest.fixture
def token(sandbox: RunningSandbox) -> str:
    """Return a valid token of the verified account."""
    return sandbox.fetch_token()
