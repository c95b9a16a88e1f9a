"""A cache of link statuses for each test."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _shared_cache() -> None:
    """Replace the cache that the other commands' tests share."""
