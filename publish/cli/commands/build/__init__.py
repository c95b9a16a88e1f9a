"""`publish build`: builds issues; unchanged ones are not built again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from publish.adapters.storage.build_folder import find_page
from publish.cli.build_context import BuildContext, load_build_context
from publish.cli.build_task import BuildResult, BuildTask, load_cached_result
from publish.cli.commands.build.build_report import describe_results, print_result
from publish.cli.commands.build.stale_issues import build_stale, find_tasks
from publish.cli.console import EXIT_DONE, Console, Outcome
from publish.cli.parser import Arguments
from publish.core.exceptions import UsageError
from publish.core.problem import Problem

if TYPE_CHECKING:
    from publish.contract.writing_results import BuiltIssues

STANDARD_INPUT = "-"


def build_issues(arguments: Arguments, console: Console) -> Outcome[BuiltIssues]:
    """Build every requested issue; a failed one does not stop the others."""
    if arguments.watch:
        return _watch(arguments, console)
    if bool(arguments.issues) == arguments.all:
        raise UsageError(Problem("usage-both" if arguments.all else "usage-no-issue"))
    if STANDARD_INPUT in arguments.issues and sys.stdin is not None:
        return _print_fragment(arguments, console)
    context = load_build_context(arguments, console.translator)
    console.report(context.problems)
    wanted = context.folder.find_all() if arguments.all else arguments.issues
    tasks = find_tasks(wanted, context)
    cached = [task if isinstance(task, BuildResult) else load_cached_result(task, context) for task in tasks]
    stale = [task for task, result in zip(tasks, cached, strict=True) if isinstance(task, BuildTask) and result is None]
    built = build_stale(stale, context, arguments)
    results: list[BuildResult] = []
    with console.show_progress(len(stale)) as progress:
        for result in cached:
            if result is None:
                result = next(built)  # the one that was not cached
                progress.advance()
            print_result(result, console, progress)
            results.append(result)
    folders = [result.folder for result in results if result.folder]
    if folders:
        unchanged = sum(result is not None and result.folder is not None for result in cached)
        _tell_next_step(folders, len(wanted), unchanged, context, console)
    code = max((result.failure.exit_code for result in results if result.failure), default=EXIT_DONE)
    return Outcome(describe_results(results, console), code)


def _watch(arguments: Arguments, console: Console) -> Outcome[BuiltIssues]:
    if STANDARD_INPUT in arguments.issues:
        raise UsageError(Problem("usage-watch-input"))
    from publish.cli.commands.build.watch_issues import watch_issues  # loads what tells of changes

    return watch_issues(arguments, console)


def _print_fragment(arguments: Arguments, console: Console) -> Outcome[BuiltIssues]:
    if len(arguments.issues) > 1:
        raise UsageError(Problem("usage-stdin"))
    from publish.cli.render_fragment import print_fragment  # loads every step

    return print_fragment(arguments, console)


def _tell_next_step(folders: list[Path], wanted: int, unchanged: int, context: BuildContext, console: Console) -> None:
    """Tell where the articles are and what to do with them."""
    if wanted == 1:
        console.tell("built-next", path=find_page(folders[0]))
    else:
        console.tell("built-many", count=len(folders), total=wanted, unchanged=unchanged, path=context.out)
