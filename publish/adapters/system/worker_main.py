"""A process that works for another: it reads calls from its input and writes their results, until its input ends."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import traceback
from typing import Any, BinaryIO

from publish.core.exceptions import PublishError


def serve(calls: BinaryIO, results: BinaryIO) -> None:
    """Carry out calls, one after the other, until no more come."""
    while True:
        try:
            function, arguments = pickle.load(calls)  # noqa: S301  # from the process that started this one
        except EOFError:
            return
        try:
            results.write(pickle.dumps(_call(function, arguments)))
            results.flush()
        except BrokenPipeError:  # the other process has ended
            return


def _call(function: Any, arguments: tuple[Any, ...]) -> tuple[bool, Any]:
    """Return whether a function succeeded, with its result or its exception."""
    try:
        return True, function(*arguments)
    except PublishError as error:
        return False, error
    except BaseException as error:  # the other process raises it again
        error.add_note(traceback.format_exc())
        return False, error


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other process alone reacts to Ctrl-C
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no result
        serve(sys.stdin.buffer, output)
