"""`publish build --watch`: builds what changes, while it is written, with everything loaded once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from publish.cli.build_context import BuildContext, load_build_context
from publish.cli.build_task import BuildResult, BuildTask, load_cached_result
from publish.cli.commands.build.build_report import describe_results, print_result
from publish.cli.commands.build.stale_issues import build_stale, find_tasks
from publish.cli.console import EXIT_DONE, Console, Outcome
from publish.cli.parser import Arguments
from publish.cli.reply import Ending, make_reply
from publish.cli.watched_folders import watch_newsletter
from publish.core.exceptions import PublishError

if TYPE_CHECKING:
    from publish.contract.writing_results import BuiltIssues


def watch_issues(arguments: Arguments, console: Console) -> Outcome[BuiltIssues]:
    """Build what is stale, now and after each change, until somebody interrupts it; a line, or a reply, for each.

    Raises PublishError if the newsletter cannot be read at the beginning; later that is reported, as any failure.
    """
    builds = _Builds(arguments, console)
    context = load_build_context(arguments, console.translator)
    try:
        asyncio.run(_follow(builds, context, console))
    except KeyboardInterrupt:  # how it is meant to end
        console.has_replied = True
    return Outcome({"articles": [], "failed": []})


async def _follow(builds: _Builds, context: BuildContext, console: Console) -> None:
    console.tell("watch-ready")
    async for _ in watch_newsletter(context, *context.folder.list_all()):
        builds.build_changed()


class _Builds:
    """Builds, each of which is told; a failure once, until it is another or is gone."""

    def __init__(self, arguments: Arguments, console: Console) -> None:
        self._arguments = arguments
        self._console = console
        self._failures: dict[str, PublishError] = {}  # by issue

    def build_changed(self) -> None:
        """Build every requested issue that has changed, or has not been built."""
        try:
            for result in self._build():
                self._take(result)
        except PublishError as error:
            self._take(BuildResult("", failure=error))

    def _build(self) -> Iterator[BuildResult]:
        context = load_build_context(self._arguments, self._console.translator)
        tasks = find_tasks(self._arguments.issues or context.folder.list_all(), context)
        yield from (task for task in tasks if isinstance(task, BuildResult))  # they cannot be found
        found = [task for task in tasks if isinstance(task, BuildTask)]
        stale = [task for task in found if load_cached_result(task, context) is None]
        yield from build_stale(stale, context, self._arguments)

    def _take(self, result: BuildResult) -> None:
        before = self._failures.pop(result.issue, None)
        if result.failure:
            self._failures[result.issue] = result.failure
        if not (before and result.failure and before.problems == result.failure.problems):
            self._tell(result)

    def _tell(self, result: BuildResult) -> None:
        console = Console(self._console.translator, as_json=self._console.as_json, quiet=self._console.quiet)
        with console.show_progress(0) as progress:
            print_result(result, console, progress)
        if console.as_json:
            described = describe_results([result], console)
            code = result.failure.exit_code if result.failure else EXIT_DONE
            console.print_reply(make_reply(Ending("build", described, code), console))
