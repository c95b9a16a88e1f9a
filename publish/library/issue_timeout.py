"""The time that work on one issue may take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import ParamSpec, TypeVar

from publish.adapters.system.time_limit import run_with_timeout
from publish.core.exceptions import TimeLimitExceededError
from publish.pipeline.locate_problems import explain_timeout

# The longest real issue, 26 kB, takes less than a hundredth of either.
MAX_BUILD_SECONDS = 7.0
MAX_CHECK_SECONDS = 8.0

_P = ParamSpec("_P")
_R = TypeVar("_R")


def run_with_issue_timeout(
    seconds: float, location: PurePosixPath, function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs
) -> _R:
    """Call a function that works on the issue at `location`; raise IssueError if time runs out anywhere in it."""
    try:
        return run_with_timeout(seconds, function, *args, **kwargs)
    except TimeLimitExceededError as error:
        raise explain_timeout(error, location) from error
