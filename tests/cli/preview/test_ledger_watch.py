"""Deliveries from elsewhere are noticed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from publish.adapters.storage.user_folders import find_state_folder
from publish.cli.build_context import load_build_context
from publish.cli.parser import parse_arguments
from publish.cli.preview.ledger_watch import watch_deliveries
from publish.i18n.translator import Translator

ENGLISH = Translator("en")


async def is_told(watching: AsyncIterator[None]) -> bool:
    told = asyncio.ensure_future(anext(watching))
    done, _ = await asyncio.wait({told}, timeout=0.3)
    told.cancel()
    with suppress(asyncio.CancelledError, StopAsyncIteration):
        await told
    return bool(done)


def watch() -> AsyncIterator[None]:
    return watch_deliveries(load_build_context(parse_arguments(["preview"], ENGLISH), ENGLISH), 0.01)


@pytest.mark.usefixtures("issue")
@pytest.mark.parametrize(("api", "name"), [("http://127.0.0.1:9/cgi-bin", "sandbox.db"), ("", "ledger.db")])
def test_change_of_the_ledger_is_told(monkeypatch: pytest.MonkeyPatch, api: str, name: str) -> None:
    if api:
        monkeypatch.setenv("WECHAT_API", api)
    path = find_state_folder(os.environ) / name
    path.parent.mkdir(parents=True, exist_ok=True)

    async def work() -> bool:
        told = asyncio.ensure_future(anext(watch()))
        await asyncio.sleep(0.05)
        assert not told.done()
        path.write_bytes(b"changed")
        done, _ = await asyncio.wait({told}, timeout=20)
        return bool(done)

    assert asyncio.run(work())


def test_ledger_on_a_server_is_looked_at_each_time(issue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECHAT_API", "http://127.0.0.1:9/cgi-bin")
    monkeypatch.setenv("PUBLISH_LEDGER", "postgresql://a@localhost/b")
    assert issue.exists()

    assert asyncio.run(is_told(watch()))
