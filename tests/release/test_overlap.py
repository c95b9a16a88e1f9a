"""Runs that overlap: one delivers, the others leave at once; on one machine, and on several with one ledger."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import Counter
from pathlib import Path

import pytest

from publish.adapters.ledger.location import parse_ledger_location
from publish.adapters.ledger.open import open_ledger
from publish.core.delivery_record import DeliveryState
from publish.core.exceptions import BusyError
from tests.postgres import RunningPostgres
from tests.release.harness import Harness, SystemClock, deliver_and_die, spawn, wait_for_end
from tests.sandbox.server import VERIFIED


@pytest.fixture
def slow(harness: Harness) -> Harness:
    """Return a harness with a slow platform, so that runs overlap."""
    harness.sandbox.control.post("settings", latency=0.05)
    return harness


@pytest.fixture
def shared(slow: Harness, postgres: RunningPostgres) -> Harness:
    """Return the same with its ledger on a server."""
    postgres.run("DROP SCHEMA IF EXISTS publish CASCADE")
    slow.ledger = parse_ledger_location(postgres.address(), Path())
    slow.prepare()
    return slow


def deliver_at_once(harness: Harness, runs: int, *, hosts: bool) -> Counter[int]:
    """Let runs begin at the same moment; return how they ended."""
    start = multiprocessing.get_context("fork").Barrier(runs)

    def act(number: int) -> None:
        here = harness
        if hosts:  # each has its own folder, and so its own lock and token
            folder = harness.folder / str(number)
            folder.mkdir()
            here = Harness(harness.sandbox, folder, harness.ledger, harness.policy, harness.timeouts)
        start.wait()
        raise SystemExit(here.deliver_if_open().code)

    processes = [spawn(lambda number=number: act(number)) for number in range(runs)]  # type: ignore[misc]
    return Counter(map(wait_for_end, processes))


@pytest.mark.parametrize("runs", [8, 32])
def test_one_of_overlapping_runs_publishes_and_others_exit(slow: Harness, runs: int) -> None:
    ended = deliver_at_once(slow, runs, hosts=False)

    assert (ended[0] + ended[BusyError.exit_code], slow.made) == (runs, (1, 1))
    assert ended[BusyError.exit_code]  # whoever came after all was over has nothing to do


@pytest.mark.parametrize("runs", [2, 8])
def test_one_of_hosts_sharing_a_ledger_publishes(shared: Harness, runs: int) -> None:
    ended = deliver_at_once(shared, runs, hosts=True)

    assert (ended[0] + ended[BusyError.exit_code], shared.made) == (runs, (1, 1))
    assert ended[BusyError.exit_code]


@pytest.mark.parametrize("point", [24, 43, 48, 54])
def test_dead_host_releases_the_ledger(shared: Harness, point: int) -> None:
    assert deliver_and_die(shared, point) == -signal.SIGKILL
    until_free(shared)

    shared.rerun()

    assert max(shared.made) <= 1
    assert shared.state in (DeliveryState.PUBLISHED, DeliveryState.HELD, DeliveryState.UNCERTAIN)


def until_free(harness: Harness) -> None:
    """Wait until the server has noticed that a host is gone."""
    for _ in range(10_000):
        try:
            with open_ledger(harness.ledger, VERIFIED, SystemClock().now):
                return
        except BusyError:
            continue


def test_stopped_run_keeps_its_lock(
    slow: Harness,
) -> None:
    holder = spawn(slow.deliver_if_open)
    assert holder.pid is not None
    while not slow.sandbox.control.calls("media/uploadimg"):
        pass
    os.kill(holder.pid, signal.SIGSTOP)

    ended = deliver_at_once(slow, 8, hosts=False)

    os.kill(holder.pid, signal.SIGCONT)
    wait_for_end(holder)
    assert (ended, slow.made) == (Counter({BusyError.exit_code: 8}), (1, 1))


def test_ledger_under_another_path_shares_the_lock(slow: Harness) -> None:
    assert isinstance(slow.ledger, Path)
    (slow.folder / "link").symlink_to(slow.ledger)
    linked = Harness(slow.sandbox, slow.folder, slow.folder / "link", slow.policy, slow.timeouts)

    codes = {slow.deliver_if_open().code, linked.deliver_if_open().code}

    assert (codes, slow.made) == ({0}, (1, 1))
