from __future__ import annotations

import io
import os
import pickle
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from publish.adapters.system import worker_processes
from publish.adapters.system.time_limit import run_with_timeout
from publish.adapters.system.worker_main import serve
from publish.adapters.system.worker_processes import Worker, WorkerLostError, WorkerPool, call_in_main_thread
from publish.core.exceptions import IssueError, TimeLimitExceededError
from publish.core.problem import Problem

# A search that would take longer than anybody has.
ENDLESS = re.compile(r"(?:a|a)*b")


def double(number: int, *, more: int = 0) -> int:
    return 2 * number + more


def refuse() -> None:
    raise IssueError(Problem("issue-empty", file="a.md"))


def fail() -> None:
    raise ZeroDivisionError("a mistake of ours")


def search() -> None:
    ENDLESS.match("a" * 64)


def chatter() -> int:
    print("what a library prints")  # noqa: T201 - it may
    os.write(1, b"or compiled code")
    return 7


def end_at_once() -> None:
    os._exit(3)


def ignore_its_end() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=threading.Event().wait).start()  # Python waits for it at the end


def end_once(mark: Path) -> str:
    """End the process at the first call; `mark` tells the second that there was one."""
    if not mark.exists():
        mark.touch()
        os._exit(3)
    return "done"


@contextmanager
def pool_of(limit: int) -> Iterator[WorkerPool]:
    pool = WorkerPool(limit)
    try:
        yield pool
    finally:
        pool.end()


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with pool_of(1) as made:
        yield made


# --- calls --------------------------------------------------------------------------------------


def test_worker_returns_the_result(pool: WorkerPool) -> None:
    assert pool.call(double, 4, more=1) == 9


def test_worker_stays_for_the_next_call(pool: WorkerPool) -> None:
    assert pool.call(os.getpid) == pool.call(os.getpid) != os.getpid()


def test_worker_raises_the_error_with_its_problems_and_goes_on(pool: WorkerPool) -> None:
    before = pool.call(os.getpid)

    with pytest.raises(IssueError) as caught:
        pool.call(refuse)

    assert caught.value.problems == (Problem("issue-empty", file="a.md"),)
    assert not hasattr(caught.value, "__notes__")
    assert pool.call(os.getpid) == before


def test_worker_tells_where_a_mistake_was_made(pool: WorkerPool) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        pool.call(fail)

    assert "in fail" in caught.value.__notes__[0]


def test_worker_interrupts_what_would_never_end_and_goes_on(pool: WorkerPool) -> None:
    before = pool.call(os.getpid)

    with pytest.raises(TimeLimitExceededError):
        pool.call(run_with_timeout, 0.05, search)

    assert pool.call(os.getpid) == before


def test_what_a_library_prints_is_no_result(pool: WorkerPool) -> None:
    assert pool.call(chatter) == 7


def test_worker_knows_no_current_folder(pool: WorkerPool) -> None:
    assert pool.call(os.getcwd) == Path(sys.executable).anchor


def test_argument_that_cannot_be_sent_is_refused_and_the_worker_goes_on(pool: WorkerPool) -> None:
    with pytest.raises((AttributeError, pickle.PicklingError)):
        pool.call(callable, lambda: None)

    assert pool.call(double, 1) == 2


# --- how many -----------------------------------------------------------------------------------


def test_more_threads_than_workers_wait() -> None:
    with pool_of(2) as pool, ThreadPoolExecutor(6) as threads:
        processes = {each.result() for each in [threads.submit(pool.call, os.getpid) for _ in range(24)]}

    assert 1 <= len(processes) <= 2


# --- ends ---------------------------------------------------------------------------------------


def test_call_is_repeated_where_its_worker_was_killed(tmp_path: Path) -> None:
    with pool_of(1) as pool:
        assert pool.call(end_once, tmp_path / "mark") == "done"


def test_call_that_ends_every_worker_is_an_error_of_the_issue() -> None:
    with pool_of(1) as pool:
        with pytest.raises(IssueError) as caught:
            pool.call(end_at_once)

        assert [problem.message for problem in caught.value.problems] == ["worker-lost"]
        assert pool.call(double, 2) == 4


def test_end_leaves_no_process() -> None:
    with pool_of(1) as pool:
        process = pool.call(os.getpid)
        pool.end()

    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_worker_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_processes, "_END_SECONDS", 0.1)
    worker = Worker()
    process = worker.call(os.getpid)
    worker.call(ignore_its_end)

    worker.end()

    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_killed_worker_is_lost() -> None:
    worker = Worker()
    os.kill(worker.pid, signal.SIGKILL)

    with pytest.raises(WorkerLostError):
        worker.call(double, 1)
    worker.end()


def test_forgotten_worker_ends_when_nobody_else_knows_it() -> None:
    pool = WorkerPool(1)
    pool.call(os.getpid)
    [worker] = pool._idle

    pool.forget()

    assert (pool._idle, worker.is_over) == ([], True)
    os.waitpid(worker.pid, 0)  # its input has ended, and so does it
    with pool_of(1):
        assert pool.call(double, 1) == 2
    pool.end()


def test_worker_ends_with_the_program_that_started_it() -> None:
    script = (
        "import os, threading\nfrom publish.adapters.system.worker_processes import call_in_main_thread\n"
        "thread = threading.Thread(target=lambda: print(call_in_main_thread(os.getpid), flush=True))\n"
        "thread.start()\nthread.join()\nos.kill(os.getpid(), 9)\n"
    )
    root = Path(worker_processes.__file__).parents[3]
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - this very Python

    wait_for_end(int(done.stdout))


def wait_for_end(process: int) -> None:
    """Wait until a process is gone."""
    over = threading.Event()
    while not over.wait(0.05):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
            return


# --- which thread -------------------------------------------------------------------------------


def call_in_thread(function: Callable[[], Any]) -> Any:
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(call_in_main_thread, function).result()


def test_main_thread_calls_by_itself() -> None:
    assert call_in_main_thread(os.getpid) == os.getpid()
    assert call_in_main_thread(double, 2, more=1) == 5


def test_other_thread_has_a_worker_call() -> None:
    assert call_in_thread(os.getpid) != os.getpid()


# --- the worker's side --------------------------------------------------------------------------


def test_serve_answers_one_call_after_the_other() -> None:
    calls = io.BytesIO(b"".join(pickle.dumps((function, ())) for function in (refuse, fail, os.getpid)))
    results = io.BytesIO()

    serve(calls, results)

    results.seek(0)
    answers = [pickle.load(results) for _ in range(3)]  # noqa: S301 - of its own
    assert [succeeded for succeeded, _ in answers] == [False, False, True]
    assert [type(answer) for _, answer in answers] == [IssueError, ZeroDivisionError, int]


def test_serve_ends_when_nobody_reads_its_results() -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    with open(theirs, "wb", buffering=0) as results:  # noqa: PTH123 - a file descriptor
        serve(io.BytesIO(pickle.dumps((os.getpid, ()))), results)
