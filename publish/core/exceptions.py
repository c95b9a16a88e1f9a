"""The exceptions of the program, with the exit codes of the command line.

PublishError
├── UsageError        the command line is invalid                           exit 2
├── IssueError        the issue file breaks a rule that stops the build     exit 3
├── ThemeError        the theme cannot be resolved or inlined               exit 3
├── ArticleError      the output would be damaged or refused by WeChat      exit 3
├── SettingsError     publish.toml or the environment is wrong              exit 3
├── OutputError       the result cannot be written                          exit 3
├── PictureError      a picture cannot be had; never stops a build          exit 3
├── LedgerError       the ledger is missing, damaged or not writable        exit 3
├── FileError         a named file lies outside the repository or is gone   exit 3
├── FetchError        a web address cannot be fetched, or must not          exit 3
├── PlatformError     WeChat refused: code, message, rid, endpoint          exit 4
├── NotSentError      the call never reached WeChat; safe to repeat         exit 4
├── UncertainError    outcome unknown; look before repeating                exit 5
└── BusyError         another run is active                                 exit 75

TimeLimitExceededError is no PublishError: it interrupts a build, which turns it into an IssueError.
"""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar, Literal, TypeAlias

from publish.core.problem import Problem

ErrorKind: TypeAlias = Literal[
    "usage",  # the command line is invalid
    "problems",  # the command did its work, and found what it exits for
    "issue",
    "theme",
    "article",
    "settings",
    "output",
    "picture",
    "ledger",
    "file",
    "fetch",
    "platform",  # WeChat refused: `code` and `rid` say more
    "not-sent",  # a call never reached WeChat; an earlier one of the command may have
    "uncertain",  # whether WeChat carried a call out is not known, or a person has to decide
    "busy",  # another run is active
    "interrupted",
    "internal",  # a fault of the program
]
"""The words for errors in replies to other programs."""


class PublishError(Exception):
    """An error that a person can fix; carries every problem found, not only the first."""

    exit_code: ClassVar[int] = 3
    kind: ClassVar[ErrorKind]  # the word for it in replies to other programs

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems

    def __reduce__(self) -> tuple[Any, tuple[Problem, ...]]:
        return type(self), self.problems  # errors of child processes are pickled


class UsageError(PublishError):
    """The command line is invalid."""

    exit_code = 2
    kind = "usage"


class IssueError(PublishError):
    """The issue file breaks a rule that stops the build."""

    kind = "issue"


class ThemeError(PublishError):
    """The theme cannot be resolved or inlined."""

    kind = "theme"


class ArticleError(PublishError):
    """The output would be damaged or refused by WeChat."""

    kind = "article"


class SettingsError(PublishError):
    """`publish.toml` or the environment is wrong."""

    kind = "settings"


class OutputError(PublishError):
    """The result cannot be written."""

    kind = "output"


class PictureError(PublishError):
    """A picture cannot be had; the build goes on and marks it as missing."""

    kind = "picture"


class FileError(PublishError):
    """A named file lies outside the repository, or is a broken link; the caller adds what it is for."""

    kind = "file"


class FetchError(PublishError):
    """A web address cannot be fetched, or must not; the caller adds file and line."""

    kind = "fetch"


class LedgerError(PublishError):
    """The ledger is missing, damaged, foreign or not writable; nothing may be sent without it."""

    kind = "ledger"


class PlatformError(PublishError):
    """WeChat refused a call, which had no effect."""

    exit_code = 4
    kind = "platform"

    def __init__(self, *problems: Problem, code: int, message: str = "", rid: str = "", endpoint: str = "") -> None:
        super().__init__(*problems)
        self.code = code  # WeChat's error code; `wechat/api_errors.py` lists the known ones
        self.message = message  # WeChat's `errmsg`, without hint and rid
        self.rid = rid  # id of the call in WeChat's logs, for seven days; empty where it gave none
        self.endpoint = endpoint  # the path after `/cgi-bin/`: `draft/add`

    def __reduce__(self) -> tuple[Any, tuple[Problem, ...]]:
        again = partial(type(self), code=self.code, message=self.message, rid=self.rid, endpoint=self.endpoint)
        return again, self.problems


class NotSentError(PublishError):
    """A call never reached WeChat, and may be repeated."""

    exit_code = 4
    kind = "not-sent"


class UncertainError(PublishError):
    """A call has an unknown outcome; look before it is repeated."""

    exit_code = 5
    kind = "uncertain"


class BusyError(PublishError):
    """Another run is active."""

    exit_code = 75
    kind = "busy"


class TimeLimitExceededError(BaseException):
    """A time limit was exceeded; no `Exception`, so that no handler in the build catches it."""

    def __init__(self, seconds: float, *, busy: bool = False) -> None:
        super().__init__(seconds)
        self.seconds = seconds
        self.busy = busy  # whether the machine was busy or asleep, rather than the work slow
        self.line: int | None = None  # the line of the issue being processed, once known

    def __reduce__(self) -> tuple[Any, tuple[float]]:
        return partial(type(self), busy=self.busy), (self.seconds,)
