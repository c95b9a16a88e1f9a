"""The issues to build: those of which a source has changed since they were built."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from publish.cli.build_context import BuildContext, find_issue, load_data, relative_path
from publish.cli.build_task import BuildResult, BuildTask
from publish.cli.parser import Arguments
from publish.core.exceptions import IssueError, PublishError
from publish.core.problem import Problem


def find_tasks(wanted: Sequence[str | Path], context: BuildContext) -> list[BuildTask | BuildResult]:
    """Return the task of each issue, in order; for an issue that cannot be found, its result."""
    tasks: list[BuildTask | BuildResult] = []
    locations: dict[str, PurePosixPath] = {}
    for issue in wanted:
        try:
            path = issue if isinstance(issue, Path) else find_issue(issue, context)
            location = relative_path(path, context)
            name = context.folder.identify(location).name
            if locations.setdefault(name, location) != location:
                raise IssueError(Problem("issue-twice", {"issue": name}, file=str(location)))
            tasks.append(BuildTask(path, location, None if path else load_data(path, context)))
        except PublishError as error:
            tasks.append(BuildResult(str(issue), failure=error))
    return tasks


def build_stale(stale: Sequence[BuildTask], context: BuildContext, arguments: Arguments) -> Iterator[BuildResult]:
    """Yield the result of each issue, in order."""
    if not stale:
        return iter(())
    from publish.cli.build_issue import build_all  # loads every step

    return build_all(stale, context, arguments)
