"""`publish build`: builds issues; unchanged ones are not built again."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from publish.adapters.storage.build_folder import find_page, load_description
from publish.cli.build_context import BuildContext, find_issue, load_build_context, load_data, relative_path
from publish.cli.build_task import BuildResult, BuildTask, fail_issue, load_cached_result
from publish.cli.parser import EXIT_DONE, EXIT_USAGE, Arguments
from publish.cli.terminal_output import Progress, print_message, report_problems
from publish.core.exceptions import IssueError, PublishError
from publish.core.problem import Problem
from publish.i18n.translator import Translator

STANDARD_INPUT = "-"


def build_issues(arguments: Arguments, translator: Translator) -> int:
    """Build every requested issue and return the exit code; a failed one does not stop the others."""
    if bool(arguments.issues) == arguments.all:
        print_message("usage-both" if arguments.all else "usage-no-issue", translator)
        return EXIT_USAGE
    if STANDARD_INPUT in arguments.issues and sys.stdin is not None:
        return _print_fragment(arguments, translator)
    context = load_build_context(arguments, translator)
    report_problems(context.problems, translator)
    wanted = context.folder.find_all() if arguments.all else arguments.issues
    tasks = _find_tasks(wanted, context)
    cached = [task if isinstance(task, BuildResult) else load_cached_result(task, context) for task in tasks]
    stale = [task for task, result in zip(tasks, cached, strict=True) if isinstance(task, BuildTask) and result is None]
    built = _build(stale, context, arguments)
    folders, code = [], EXIT_DONE
    with Progress(len(stale), shown=not arguments.quiet) as progress:
        for result in cached:
            if result is None:
                result = next(built)  # the one that was not cached
                progress.advance()
            _print_result(result, arguments, progress)
            folders += [result.folder] if result.folder else []
            code = max(code, result.code)
    if arguments.json:
        _print_json(folders, several=arguments.all or len(wanted) > 1)
    if folders and not arguments.quiet:
        unchanged = sum(result is not None and result.folder is not None for result in cached)
        _print_next_step(folders, len(wanted), unchanged, context)
    return code


def _build(stale: Sequence[BuildTask], context: BuildContext, arguments: Arguments) -> Iterator[BuildResult]:
    if not stale:
        return iter(())
    from publish.cli.build_issue import build_all  # loads every step

    return build_all(stale, context, arguments)


def _print_fragment(arguments: Arguments, translator: Translator) -> int:
    if len(arguments.issues) > 1:
        print_message("usage-stdin", translator)
        return EXIT_USAGE
    from publish.cli.render_fragment import print_fragment  # loads every step

    return print_fragment(arguments, translator)


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
            tasks.append(fail_issue(error, context))
    return tasks


def _print_result(result: BuildResult, arguments: Arguments, progress: Progress) -> None:
    """Print the page of one issue to stdout, all else to stderr."""
    for report in result.reports:
        progress.print(report, sys.stderr)
    if result.folder and not arguments.json:
        progress.print(str(find_page(result.folder)), sys.stdout)
    if result.summary and not arguments.quiet and not progress.drawn:
        progress.print(result.summary, sys.stderr)


def _print_json(folders: list[Path], *, several: bool) -> None:
    """Print one object for one issue, a list for several."""
    described = [load_description(folder).rstrip() for folder in folders]
    if several:
        print("[" + ",\n".join(described) + "]")
    elif described:
        print(described[0])


def _print_next_step(folders: list[Path], wanted: int, unchanged: int, context: BuildContext) -> None:
    """Print where the articles are and what to do with them."""
    if wanted == 1:
        print_message("built-next", context.translator, path=find_page(folders[0]))
    else:
        values = {"count": len(folders), "total": wanted, "unchanged": unchanged, "path": context.out}
        print_message("built-many", context.translator, **values)
