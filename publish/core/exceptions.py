"""Everything raised on purpose.

PublishError
├── IssueError        the issue file breaks a rule that stops the build     exit 3
├── ThemeError        the theme cannot be resolved or inlined               exit 3
├── ArticleError      the output would be damaged or refused by WeChat      exit 3
├── SettingsError     publish.toml or the environment is wrong              exit 3
├── OutputError       the result cannot be written                          exit 3
├── PictureError      a picture cannot be had; never stops a build          exit 3
├── LedgerError       the ledger cannot be believed, or not be written      exit 3
├── FileError         a file that the newsletter names is none of its own    exit 3
├── FetchError        an address of the web cannot be fetched, or must not  exit 3
├── PlatformError     WeChat refused: code, message, rid, endpoint          exit 4
├── NotSentError      never reached WeChat; safe to repeat                  exit 4
├── UncertainError    may or may not have happened; look before repeating   exit 5
└── BusyError         another run is at work                                exit 75

TimeLimitExceededError is no PublishError: it interrupts a build from outside, and is turned into an IssueError.
"""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from publish.core.problem import Problem


class PublishError(Exception):
    """What a person can mend; carries every problem found, not only the first."""

    exit_code: ClassVar[int] = 3

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems

    def __reduce__(self) -> tuple[Any, tuple[Problem, ...]]:
        """Let a child process hand its error to its parent."""
        return type(self), self.problems


class IssueError(PublishError):
    """The issue file breaks a rule that stops the build."""


class ThemeError(PublishError):
    """The theme cannot be resolved or inlined."""


class ArticleError(PublishError):
    """The output would be damaged or refused by WeChat."""


class SettingsError(PublishError):
    """`publish.toml` or the environment is wrong."""


class OutputError(PublishError):
    """The result cannot be written."""


class PictureError(PublishError):
    """A picture cannot be had; the build goes on and marks the gap."""


class FileError(PublishError):
    """A file that the newsletter names is none of its own, or a link to nothing; who asked for it knows what for."""


class FetchError(PublishError):
    """An address of the web cannot be fetched, or must not; who asked for it knows the file and the line."""


class LedgerError(PublishError):
    """The ledger is missing, damaged or somebody else's, or cannot be written; nothing may be sent without it."""


class PlatformError(PublishError):
    """WeChat refused a call; nothing has happened."""

    exit_code = 4

    def __init__(self, *problems: Problem, code: int, message: str = "", rid: str = "", endpoint: str = "") -> None:
        super().__init__(*problems)
        self.code = code
        """As WeChat numbers it; `facts/platform_errors.py` lists what is known."""
        self.message = message
        """WeChat's own words, without hint and rid."""
        self.rid = rid
        """By which WeChat finds the call again, for seven days; empty where it gave none."""
        self.endpoint = endpoint
        """What stands behind `/cgi-bin/`: `draft/add`."""

    def __reduce__(self) -> tuple[Any, tuple[Problem, ...]]:
        """Let a child process hand its error to its parent."""
        again = partial(type(self), code=self.code, message=self.message, rid=self.rid, endpoint=self.endpoint)
        return again, self.problems


class NotSentError(PublishError):
    """A call never reached WeChat; nothing has happened, and it may be repeated."""

    exit_code = 4


class UncertainError(PublishError):
    """A call may or may not have been carried out; look before it is repeated."""

    exit_code = 5


class BusyError(PublishError):
    """Another run is at work."""

    exit_code = 75


class TimeLimitExceededError(BaseException):
    """Time is up; no `Exception`, so that nothing on the way takes it for its own."""

    def __init__(self, seconds: float, *, busy: bool = False) -> None:
        super().__init__(seconds)
        self.seconds = seconds
        self.busy = busy
        """Whether it was not the work that took so long: the machine had other things to do, or slept."""
        self.line: int | None = None
        """The line of the issue that was at hand, once known."""

    def __reduce__(self) -> tuple[Any, tuple[float]]:
        """Let a child process hand its error to its parent."""
        return partial(type(self), busy=self.busy), (self.seconds,)
