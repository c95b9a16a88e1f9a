"""`publish build`: builds issues; unchanged ones are not built again."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from publish.adapters.storage.build_folder import find_page, load_description
from publish.cli.build_context import BuildContext, find_issue, load_build_context, load_data, relative_path
from publish.cli.build_task import BuildResult, BuildTask, load_cached_result
from publish.cli.console import EXIT_DONE, Console, Outcome
from publish.cli.parser import Arguments
from publish.cli.terminal_output import Progress
from publish.core.exceptions import IssueError, PublishError, UsageError
from publish.core.problem import Problem

if TYPE_CHECKING:
    from publish.contract import writing_results as contract

STANDARD_INPUT = "-"


def build_issues(arguments: Arguments, console: Console) -> Outcome[contract.BuiltIssues]:
    """Build every requested issue; a failed one does not stop the others."""
    if bool(arguments.issues) == arguments.all:
        raise UsageError(Problem("usage-both" if arguments.all else "usage-no-issue"))
    if STANDARD_INPUT in arguments.issues and sys.stdin is not None:
        return _print_fragment(arguments, console)
    context = load_build_context(arguments, console.translator)
    console.report(context.problems)
    wanted = context.folder.find_all() if arguments.all else arguments.issues
    tasks = _find_tasks(wanted, context)
    cached = [task if isinstance(task, BuildResult) else load_cached_result(task, context) for task in tasks]
    stale = [task for task, result in zip(tasks, cached, strict=True) if isinstance(task, BuildTask) and result is None]
    built = _build(stale, context, arguments)
    results: list[BuildResult] = []
    with console.show_progress(len(stale)) as progress:
        for result in cached:
            if result is None:
                result = next(built)  # the one that was not cached
                progress.advance()
            _print_result(result, console, progress)
            results.append(result)
    folders = [result.folder for result in results if result.folder]
    if folders:
        unchanged = sum(result is not None and result.folder is not None for result in cached)
        _tell_next_step(folders, len(wanted), unchanged, context, console)
    code = max((result.failure.exit_code for result in results if result.failure), default=EXIT_DONE)
    return Outcome(_describe(results, console), code)


def _build(stale: Sequence[BuildTask], context: BuildContext, arguments: Arguments) -> Iterator[BuildResult]:
    if not stale:
        return iter(())
    from publish.cli.build_issue import build_all  # loads every step

    return build_all(stale, context, arguments)


def _print_fragment(arguments: Arguments, console: Console) -> Outcome[contract.BuiltIssues]:
    if len(arguments.issues) > 1:
        raise UsageError(Problem("usage-stdin"))
    from publish.cli.render_fragment import print_fragment  # loads every step

    return print_fragment(arguments, console)


def _find_tasks(wanted: Sequence[str | Path], context: BuildContext) -> list[BuildTask | BuildResult]:
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


def _print_result(result: BuildResult, console: Console, progress: Progress) -> None:
    """Print the page of one issue to standard output, all else to standard error."""
    reports = map(console.translator.report, result.failure.problems) if result.failure else result.reports
    for report in reports if not console.silent else ():
        progress.print(report, sys.stderr)
    if result.folder and not console.as_json:
        progress.print(str(find_page(result.folder)), sys.stdout)
    if result.summary and not console.quiet and not progress.drawn:
        progress.print(result.summary, sys.stderr)


def _tell_next_step(folders: list[Path], wanted: int, unchanged: int, context: BuildContext, console: Console) -> None:
    """Tell where the articles are and what to do with them."""
    if wanted == 1:
        console.tell("built-next", path=find_page(folders[0]))
    else:
        console.tell("built-many", count=len(folders), total=wanted, unchanged=unchanged, path=context.out)


def _describe(results: Sequence[BuildResult], console: Console) -> contract.BuiltIssues:
    """Return what was built; the problems of the articles and of the failures go to the console."""
    articles: list[contract.BuiltArticleJson] = []
    for result in results:
        if result.failure:
            console.report(result.failure.problems, shown=False)
            console.note_failure(result.failure)
        elif result.folder and console.as_json:
            description = load_description(result.folder)
            console.problems += description.pop("problems")
            description |= {"folder": str(result.folder), "page": str(find_page(result.folder))}
            articles.append(description)
    return {"articles": articles, "failed": [result.issue for result in results if result.failure]}
