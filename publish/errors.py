"""Everything raised on purpose.

PublishError
├── IssueError        the issue file breaks a rule that stops the build     exit 3
├── ThemeError        the theme cannot be resolved or inlined               exit 3
├── ArticleError      the output would be damaged or refused by WeChat      exit 3
├── SettingsError     publish.toml or the environment is wrong              exit 3
├── OutputError       the result cannot be written                          exit 3
├── PictureError      a picture cannot be had; never stops a build          exit 3
└── FetchError        an address of the web cannot be fetched, or must not  exit 3

OverdueError is no PublishError: it interrupts a build from outside, and the pipeline turns it into an IssueError.
"""

from __future__ import annotations

from typing import ClassVar

from publish.model import Problem


class PublishError(Exception):
    """What a person can mend; carries every problem found, not only the first."""

    exit_code: ClassVar[int] = 3

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type[PublishError], tuple[Problem, ...]]:
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


class FetchError(PublishError):
    """An address of the web cannot be fetched, or must not; who asked for it knows the file and the line."""


class OverdueError(BaseException):
    """Time is up; no `Exception`, so that nothing on the way takes it for its own."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds
        self.line: int | None = None
        """The line of the issue that was at hand, once known."""
