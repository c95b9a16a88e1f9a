from __future__ import annotations

import os
import pickle
import re
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing import Pipe
from typing import Any

import pytest

from publish.adapters.system import time_limit
from publish.adapters.system.time_limit import WALL_FACTOR, run_in_child, run_with_timeout, wait_with_timeout
from publish.core.exceptions import IssueError, TimeLimitExceededError
from publish.core.problem import Problem

# A search that would take longer than anybody has.
ENDLESS = re.compile(r"(?:a|a)*b")


def loop() -> None:
    while True:
        pass


def search() -> None:
    ENDLESS.match("a" * 64)


def swallow() -> None:
    """Loop and suppress every exception."""
    while True:
        with suppress(Exception):
            loop()


def swallow_once() -> None:
    try:
        loop()
    except TimeLimitExceededError:
        loop()


def sleep_through_signals() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM, signal.SIGPROF})
    time.sleep(600)


def double(number: int, *, more: int = 0) -> int:
    return 2 * number + more


def refuse() -> None:
    raise IssueError(Problem("issue-empty", file="a.md"))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def read_timers() -> tuple[float, float]:
    """Return the remaining seconds of the CPU timer and the wall-clock timer."""
    return signal.getitimer(signal.ITIMER_PROF)[0], signal.getitimer(signal.ITIMER_REAL)[0]


def in_thread(call: Callable[[], Any]) -> Any:
    """Return the result or exception of a call in another thread."""
    got: list[Any] = []

    def work() -> None:
        try:
            got.append(call())
        except BaseException as error:
            got.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return got[0]


@pytest.mark.parametrize("endless", [loop, search, swallow, swallow_once])
def test_run_with_timeout_interrupts_any_code(endless: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "WALL_FACTOR", 1000)  # the machine may be busy

    with pytest.raises(TimeLimitExceededError) as caught:
        run_with_timeout(0.05, endless)

    assert caught.value.seconds == 0.05


@pytest.mark.parametrize("endless", [loop, search])
def test_run_with_timeout_interrupts_in_another_thread(endless: Callable[[], None]) -> None:
    error = in_thread(lambda: run_with_timeout(0.05, endless))

    assert isinstance(error, TimeLimitExceededError)


def test_run_with_timeout_sets_wall_timer_to_a_multiple_of_the_cpu_timer() -> None:
    work, wall = run_with_timeout(70, read_timers)

    assert 0 < work <= 71  # a tick of the system may be added
    assert 69 * WALL_FACTOR < wall <= 70 * WALL_FACTOR


def test_wait_with_timeout_sets_only_the_wall_clock_timer() -> None:
    work, wall = wait_with_timeout(70, read_timers)

    assert (work, 0 < wall <= 70) == (0, True)


def send_to_itself(number: int, after: float = 0) -> None:
    """Send a signal to this process after so many CPU seconds of this thread."""
    started = time.thread_time()
    while time.thread_time() - started < after:
        pass
    os.kill(os.getpid(), number)


@pytest.mark.parametrize(
    ("number", "limit", "busy"), [(signal.SIGPROF, 0.02, False), (signal.SIGALRM, 7, True)], ids=["work", "clock"]
)
def test_run_with_timeout_distinguishes_a_busy_machine(number: int, limit: float, busy: bool) -> None:
    with pytest.raises(TimeLimitExceededError) as caught:
        run_with_timeout(limit, send_to_itself, number, 0 if busy else limit)

    assert (caught.value.busy, caught.value.seconds) == (busy, limit * WALL_FACTOR if busy else limit)


def test_run_with_timeout_does_not_count_the_work_of_other_threads() -> None:
    run_with_timeout(7, send_to_itself, signal.SIGPROF)  # the timer counts the whole process


def test_wait_with_timeout_interrupts_waiting() -> None:
    ours, theirs = Pipe()

    with ours, theirs, pytest.raises(TimeLimitExceededError):
        wait_with_timeout(0.05, ours.recv)


def test_time_limit_error_keeps_its_values_when_pickled() -> None:
    error = pickle.loads(pickle.dumps(TimeLimitExceededError(70, busy=True)))  # noqa: S301  # our own bytes

    assert (error.seconds, error.busy) == (70, True)


def test_run_with_timeout_kills_an_uninterruptible_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "_START_SECONDS", 0.0)

    error = in_thread(lambda: run_with_timeout(0.01, sleep_through_signals))

    assert isinstance(error, TimeLimitExceededError)


def test_run_with_timeout_treats_a_killed_child_as_timeout() -> None:
    assert isinstance(in_thread(lambda: run_with_timeout(5, die)), TimeLimitExceededError)


def test_run_with_timeout_returns_the_functions_result() -> None:
    assert (run_with_timeout(5, double, 4, more=1), in_thread(lambda: run_with_timeout(5, double, 4, more=1))) == (9, 9)


def test_run_with_timeout_raises_the_functions_exception() -> None:
    with pytest.raises(IssueError) as caught:
        run_with_timeout(5, refuse)
    error = in_thread(lambda: run_with_timeout(5, refuse))

    assert isinstance(error, IssueError)
    assert error.problems == caught.value.problems


def test_run_with_timeout_restores_timers_and_handlers() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGALRM, signal.SIGPROF)]

    run_with_timeout(5, double, 1)

    assert [signal.getsignal(number) for number in (signal.SIGALRM, signal.SIGPROF)] == before
    assert read_timers() == (0.0, 0.0)


@pytest.mark.parametrize(("function", "answered"), [(double, True), (refuse, False)])
def test_run_in_child_sends_success_and_result(function: Callable[..., Any], answered: bool) -> None:
    ours, theirs = Pipe(duplex=False)

    run_in_child(theirs, 5, 50, partial(function, 2) if answered else function)

    assert ours.recv()[0] is answered


def nest(inner: float) -> str:
    """Take longer inside than the outer timeout."""
    with suppress(TimeLimitExceededError):
        run_with_timeout(inner, loop)
    return "on time"


def test_nested_run_with_timeout_pauses_the_outer_timer() -> None:
    assert run_with_timeout(0.2, nest, 0.4) == "on time"


def test_nested_run_with_timeout_resumes_the_outer_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "WALL_FACTOR", 1000)  # the machine may be busy

    def nest_and_loop() -> None:
        run_with_timeout(5, double, 1)
        loop()

    with pytest.raises(TimeLimitExceededError) as caught:
        run_with_timeout(0.1, nest_and_loop)

    assert caught.value.seconds == 0.1


def test_timer_of_the_caller_is_given_back_as_it_was() -> None:
    """A timer that was to come once comes once."""
    before = signal.signal(signal.SIGALRM, lambda *_: None)
    try:
        signal.setitimer(signal.ITIMER_REAL, 60)
        run_with_timeout(5, int)
        left, interval = signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.signal(signal.SIGALRM, before)

    assert (0 < left <= 60, interval) == (True, 0)
