"""Helpers for tests of ledgers."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TypeVar

from publish.adapters.ledger.location import LedgerLocation
from publish.core.delivery_record import Delivery, DeliveryState, Fingerprint

OURS, THEIRS = "wx0000000000000001", "wx0000000000000002"
TIME = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
DELIVERY = Delivery(
    issue="issues/2020-06-17",
    state=DeliveryState.DRAFT_INTENT,
    content="c" * 64,
    fingerprint=Fingerprint("简报", "https://example.org/?issue=a", "cover", "t" * 64, marked=True),
    articles=2,
    started=TIME,
)
_Place = TypeVar("_Place", bound=LedgerLocation)


def now() -> datetime:
    return TIME


@contextmanager
def held_elsewhere(hold: Callable[[_Place, Connection], None], ledger: _Place) -> Iterator[BaseProcess]:
    """Have another process hold a ledger: `hold` says so over its pipe."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=hold, args=(ledger, theirs))
    process.start()
    try:
        assert ours.recv() == "held"
        yield process
    finally:
        process.kill()
        process.join()
        ours.close()
        theirs.close()


def put_to_sleep(process: BaseProcess) -> None:
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
