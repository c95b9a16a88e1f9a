from __future__ import annotations

import ctypes
import re
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest

from publish.adapters.system import parent_process, time_limit, watched_call
from publish.adapters.system.time_limit import run_with_timeout, wait_with_timeout
from publish.adapters.system.watched_call import call_watched
from publish.core.exceptions import TimeLimitExceededError

ENDLESS = re.compile(r"(?:a|a)*b")
LONG = 1000.0


class TimerFunction:
    """A function of a library, whose types are declared before it is called."""

    argtypes: Sequence[object] = ()

    def __init__(self, function: Callable[..., int]) -> None:
        self._function = function

    def __call__(self, *words: Any) -> int:
        assert len(words) == len(self.argtypes)
        return self._function(*words)


def create_timer(*words: Any) -> int:
    """Play the timer of Windows, which calls the function at the address with its number, with one that Linux has."""
    _, _, callback, number, due, every, _ = words
    trip = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(callback.value or 0)
    signal.signal(signal.SIGALRM, lambda *_: trip(number))
    signal.setitimer(signal.ITIMER_REAL, due / 1000, every / 1000)
    return 1


def delete_timer(_queue: None, _timer: object, _wait: object) -> int:
    signal.setitimer(signal.ITIMER_REAL, 0)
    return 1


@pytest.fixture(autouse=True)
def _on_windows(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    kernel = SimpleNamespace(
        CreateTimerQueueTimer=TimerFunction(create_timer), DeleteTimerQueueTimer=TimerFunction(delete_timer)
    )
    monkeypatch.setattr(ctypes, "WinDLL", lambda *_, **__: kernel, raising=False)
    monkeypatch.setattr(time_limit, "ON_WINDOWS", True)
    monkeypatch.setattr(watched_call, "_REPEAT_SECONDS", 0.05)
    before = signal.getsignal(signal.SIGALRM)
    yield
    signal.signal(signal.SIGALRM, before)


def loop() -> None:
    while True:
        pass


def search() -> None:
    ENDLESS.match("a" * 64)


def swallow_once() -> None:
    try:
        loop()
    except TimeLimitExceededError:
        loop()


def doze() -> None:
    while True:
        time.sleep(0.01)


@pytest.mark.parametrize("endless", [loop, search, swallow_once])
def test_call_watched_interrupts_code_above_its_cpu_time(endless: Callable[[], None]) -> None:
    with pytest.raises(TimeLimitExceededError) as caught:
        call_watched(0.05, LONG, endless)

    assert (caught.value.seconds, caught.value.busy) == (0.05, False)


def test_call_watched_interrupts_waiting_by_the_wall_clock() -> None:
    with pytest.raises(TimeLimitExceededError) as caught:
        wait_with_timeout(0.1, doze)

    assert (caught.value.seconds, caught.value.busy) == (0.1, True)


def test_call_watched_returns_the_result_and_restores_the_handler() -> None:
    before = signal.getsignal(signal.SIGTERM)

    assert run_with_timeout(5, "a".upper) == "A"
    assert (signal.getsignal(signal.SIGTERM), watched_call._running) == (before, [])


def test_call_watched_raises_the_functions_exception() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        call_watched(5, LONG, lambda: int("x"))

    assert watched_call._running == []


def test_nested_call_watched_pauses_and_resumes_the_outer_clock() -> None:
    def nest() -> None:
        with suppress(TimeLimitExceededError):
            call_watched(0.4, LONG, loop)
        told.append("inner")
        loop()

    told: list[str] = []
    with pytest.raises(TimeLimitExceededError) as caught:
        call_watched(0.2, LONG, nest)

    assert (told, caught.value.seconds) == (["inner"], 0.2)


def test_nested_call_watched_ends_uninterrupted_when_the_timer_ticks_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watched_call, "_TICK_MILLISECONDS", 60_000)  # only the tick below
    monkeypatch.setattr(watched_call, "_keep_timer", lambda: signal.raise_signal(signal.SIGTERM))
    before = signal.getsignal(signal.SIGTERM)

    assert call_watched(5, LONG, lambda: call_watched(0, 1e-9, lambda: "on time")) == "on time"
    assert (signal.getsignal(signal.SIGTERM), watched_call._running) == (before, [])


def test_signal_of_another_does_not_end_a_call_in_time() -> None:
    assert call_watched(5, LONG, lambda: signal.raise_signal(signal.SIGTERM)) is None


def test_call_watched_reports_a_timer_that_cannot_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "get_last_error", lambda: 8, raising=False)
    monkeypatch.setattr(ctypes, "WinError", lambda code: OSError(code, "no memory"), raising=False)
    monkeypatch.setattr(TimerFunction, "__call__", lambda *_: 0)

    before = signal.getsignal(signal.SIGTERM)

    with pytest.raises(OSError, match="no memory"):
        call_watched(5, LONG, loop)

    assert (signal.getsignal(signal.SIGTERM), watched_call._running) == (before, [])


def test_parent_process_interrupts_the_main_thread_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parent_process, "ON_WINDOWS", True)
    before = signal.signal(signal.SIGUSR1, parent_process.exit_on_signal)
    try:
        with pytest.raises(SystemExit):
            interrupt_and_wait()
    finally:
        signal.signal(signal.SIGUSR1, before)


def interrupt_and_wait() -> None:
    parent_process._interrupt()
    time.sleep(0)
