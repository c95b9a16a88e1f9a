from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import Pipe
from typing import Any

import pytest

from publish.adapters import deadline
from publish.adapters.deadline import answer, call_within
from publish.errors import IssueError, OverdueError
from publish.model.problem import Problem

# A search that would take longer than anybody has.
ENDLESS = re.compile(r"(?:a|a)*b")


def loop() -> None:
    while True:
        pass


def search() -> None:
    ENDLESS.match("a" * 64)


def swallow() -> None:
    """Hold on to time with both hands, as a library that catches every exception would."""
    while True:
        with suppress(Exception):
            loop()


def swallow_once() -> None:
    try:
        loop()
    except OverdueError:
        loop()


def double(number: int, *, more: int = 0) -> int:
    return 2 * number + more


def refuse() -> None:
    raise IssueError(Problem("issue-empty", file="a.md"))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def in_thread(call: Callable[[], Any]) -> Any:
    """Return what a call in another thread returned or raised."""
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
def test_call_within_interrupts_whatever_runs(endless: Callable[[], None]) -> None:
    with pytest.raises(OverdueError) as caught:
        call_within(0.05, endless)

    assert caught.value.seconds == 0.05


@pytest.mark.parametrize("endless", [loop, search])
def test_call_within_interrupts_in_a_thread_of_a_server(endless: Callable[[], None]) -> None:
    error = in_thread(lambda: call_within(0.05, endless))

    assert isinstance(error, OverdueError)


def test_call_within_kills_a_child_that_cannot_be_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "_START_SECONDS", 0.0)

    error = in_thread(lambda: call_within(0.01, double, 1))  # not even Python starts so fast

    assert isinstance(error, OverdueError)


def test_call_within_takes_a_killed_child_for_overdue() -> None:
    assert isinstance(in_thread(lambda: call_within(5, die)), OverdueError)


def test_call_within_returns_what_the_function_returns() -> None:
    assert (call_within(5, double, 4, more=1), in_thread(lambda: call_within(5, double, 4, more=1))) == (9, 9)


def test_call_within_raises_what_the_function_raises() -> None:
    with pytest.raises(IssueError) as caught:
        call_within(5, refuse)
    error = in_thread(lambda: call_within(5, refuse))

    assert isinstance(error, IssueError)
    assert error.problems == caught.value.problems


def test_call_within_leaves_the_clock_as_it_was() -> None:
    before = signal.getsignal(signal.SIGALRM)

    call_within(5, double, 1)

    assert (signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)) == (before, (0.0, 0.0))


@pytest.mark.parametrize(("function", "answered"), [(double, True), (refuse, False)])
def test_answer_sends_what_came_of_the_work(function: Callable[..., Any], answered: bool) -> None:
    ours, theirs = Pipe(duplex=False)

    answer(theirs, 5, function, (2,) if answered else (), {})

    assert ours.recv()[0] is answered


def nest(inner: float) -> str:
    """Take longer inside than the outer call may, then for ever."""
    with suppress(OverdueError):
        call_within(inner, loop)
    return "on time"


def test_a_call_within_a_call_stops_the_outer_clock() -> None:
    assert call_within(0.2, nest, 0.4) == "on time"


def test_the_outer_clock_goes_on_behind_the_inner_call() -> None:
    def nest_and_loop() -> None:
        call_within(5, double, 1)
        loop()

    with pytest.raises(OverdueError) as caught:
        call_within(0.1, nest_and_loop)

    assert caught.value.seconds == 0.1
