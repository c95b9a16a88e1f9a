from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from publish.adapters.system import parent_process as parent
from publish.adapters.system.parent_process import end_after, end_with_parent, exit_on_signal


@pytest.fixture
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parent, "_REPEAT_SECONDS", 0)


@pytest.fixture
def sentinel() -> Iterator[int]:
    """Return a readable connection, like the sentinel of an ended process."""
    ours, theirs = os.pipe()
    os.close(theirs)
    yield ours
    os.close(ours)


@pytest.mark.usefixtures("_at_once")
def test_end_after_forces_the_end_when_interruptions_are_swallowed(sentinel: int) -> None:
    done: list[str] = []

    end_after(sentinel, lambda: done.append("asked"), lambda: done.append("forced"))

    assert (set(done[:-1]), len(done) > 2, done[-1]) == ({"asked"}, True, "forced")


def test_exit_on_signal_runs_cleanup() -> None:
    with pytest.raises(SystemExit):
        exit_on_signal(signal.SIGUSR1, None)


def test_end_with_parent_watches_the_parent_process(sentinel: int, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[tuple[object, ...]] = []
    before = signal.getsignal(signal.SIGUSR1)
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: SimpleNamespace(sentinel=sentinel))
    monkeypatch.setattr(parent, "start_daemon", lambda *given: begun.append(given))

    try:
        end_with_parent()

        assert (begun[0][:2], signal.getsignal(signal.SIGUSR1)) == ((end_after, sentinel), exit_on_signal)
        with pytest.raises(SystemExit):
            begun[0][2]()  # type: ignore[operator]
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_end_with_parent_does_nothing_without_a_multiprocessing_parent() -> None:
    before = signal.getsignal(signal.SIGUSR1)

    end_with_parent()

    assert signal.getsignal(signal.SIGUSR1) == before
