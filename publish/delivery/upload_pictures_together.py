"""Pictures sent side by side; what is decided and kept, is decided and kept here, by one thread alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait

from publish.core.background import fulfil, start
from publish.core.exceptions import PublishError
from publish.core.picture import Picture
from publish.core.problem import Problem

AT_ONCE = 4

Keep = Callable[[Picture, str], None]
"""Takes a picture, and where it is."""


def send_together(
    pictures: Sequence[Picture], send: Callable[[Picture], str], begin: Callable[[Picture], None], keep: Keep
) -> None:
    """Send pictures, four at a time.

    Once one is refused no other is begun; those on their way are waited for, and what arrived is kept.

    Args:
        pictures: What to send, each once.
        send: Sends one and returns where it is; called in threads.
        begin: Told of each before it is sent.
        keep: Keeps where each is, as soon as that is known.

    Raises:
        PublishError: Some were not taken: the kind of the first of them, and the problems of all.
    """
    waiting = deque(enumerate(pictures))
    running: dict[Future[str], int] = {}
    refused: dict[int, PublishError] = {}
    while running or (waiting and not refused):
        while waiting and not refused and len(running) < AT_ONCE:
            number, picture = waiting.popleft()
            begin(picture)
            future: Future[str] = Future()
            running[future] = number
            start(fulfil, future, send, picture)
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            number = running.pop(future)
            try:
                keep(pictures[number], future.result())
            except PublishError as error:
                refused[number] = error
    if refused:
        raise _join([refused[number] for number in sorted(refused)])


def _join(errors: Sequence[PublishError]) -> PublishError:
    """Return one error for several: what they say, each thing once."""
    told: list[Problem] = []
    for error in errors:
        told += [problem for problem in error.problems if problem not in told]
    make, _ = errors[0].__reduce__()
    joined: PublishError = make(*told)
    return joined
