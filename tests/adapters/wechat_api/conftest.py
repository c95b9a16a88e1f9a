"""One sandbox, in a process of its own, for all tests here; each finds it as new."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from publish.adapters.wechat_api.client import WeChatClient
from tests.adapters.wechat_api.harness import open_sandbox_client
from tests.sandbox.server import RunningSandbox, start_sandbox


@pytest.fixture(scope="session")
def _running() -> Iterator[RunningSandbox]:
    with start_sandbox() as running:
        yield running


@pytest.fixture
def sandbox(_running: RunningSandbox) -> RunningSandbox:
    _running.control.post("reset")
    return _running


@pytest.fixture
def platform(sandbox: RunningSandbox, tmp_path: Path) -> WeChatClient:
    """Return the verified account's client, whose token lies in `tmp_path`."""
    return open_sandbox_client(sandbox, tmp_path)
