"""What is remembered of addresses that were asked is each test's own."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _shared_cache() -> None:
    """Take the place of the cache that the other commands' tests share."""
