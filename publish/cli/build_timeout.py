"""A time limit for all that is done with one issue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import ParamSpec, TypeVar

from publish.adapters.system.time_limit import run_with_timeout
from publish.core.exceptions import TimeLimitExceededError
from publish.pipeline import explain_timeout

_P = ParamSpec("_P")
_R = TypeVar("_R")


def run_with_issue_timeout(
    seconds: float, place: PurePosixPath, function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs
) -> _R:
    """Call a function that is about the issue at `place`, and tell of that issue where it takes longer.

    Raises:
        IssueError: Time ran out, wherever in the function that was.
    """
    try:
        return run_with_timeout(seconds, function, *args, **kwargs)
    except TimeLimitExceededError as error:
        raise explain_timeout(error, place) from error
