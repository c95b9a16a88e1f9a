"""`publish build`: every issue asked for; what has not changed is not built again."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from publish.adapters.storage.build_folder import find_page, load_description
from publish.cli.build_context import BuildContext, find_issue, load_build_context, load_data, relative_path
from publish.cli.build_task import BuildResult, BuildTask, fail_issue, load_cached_result
from publish.cli.exit_codes import EXIT_DONE, EXIT_USAGE
from publish.cli.parser import Arguments
from publish.cli.progress import Progress
from publish.core.exceptions import IssueError, PublishError
from publish.core.problem import Problem
from publish.i18n.messages import Translator

STANDARD_INPUT = "-"


def build_issues(arguments: Arguments, translator: Translator) -> int:
    """Build every issue asked for and return the exit code; one that cannot be built does not stop the others."""
    if bool(arguments.issues) == arguments.all:
        print(translator.translate("usage-both" if arguments.all else "usage-no-issue"), file=sys.stderr)
        return EXIT_USAGE
    if STANDARD_INPUT in arguments.issues and sys.stdin is not None:
        return _print_fragment(arguments, translator)
    context = load_build_context(arguments, translator)
    for problem in context.problems:
        print(translator.report(problem), file=sys.stderr)
    wanted = context.folder.find_all() if arguments.all else arguments.issues
    tasks = _find_tasks(wanted, context)
    known = [task if isinstance(task, BuildResult) else load_cached_result(task, context) for task in tasks]
    stale = [
        task for task, outcome in zip(tasks, known, strict=True) if isinstance(task, BuildTask) and outcome is None
    ]
    fresh = _build(stale, context, arguments)
    folders, code = [], EXIT_DONE
    with Progress(len(stale), shown=not arguments.quiet) as progress:
        for outcome in known:
            if outcome is None:
                outcome = next(fresh)  # the one that was not known
                progress.advance()
            _tell(outcome, arguments, progress)
            folders += [outcome.folder] if outcome.folder else []
            code = max(code, outcome.code)
    if arguments.json:
        _print_json(folders, several=arguments.all or len(wanted) > 1)
    if folders and not arguments.quiet:
        unchanged = sum(outcome is not None and outcome.folder is not None for outcome in known)
        _say_what_next(folders, len(wanted), unchanged, context)
    return code


def _build(stale: Sequence[BuildTask], context: BuildContext, arguments: Arguments) -> Iterator[BuildResult]:
    if not stale:
        return iter(())
    from publish.cli.parallel_build import build_all  # loads every step

    return build_all(stale, context, arguments)


def _print_fragment(arguments: Arguments, translator: Translator) -> int:
    if len(arguments.issues) > 1:
        print(translator.translate("usage-stdin"), file=sys.stderr)
        return EXIT_USAGE
    from publish.cli.render_text import print_fragment  # loads every step

    return print_fragment(arguments, translator)


def _find_tasks(wanted: Sequence[str | Path], context: BuildContext) -> list[BuildTask | BuildResult]:
    """Return what to build, and the outcome of what cannot be, in order."""
    tasks: list[BuildTask | BuildResult] = []
    places: dict[str, PurePosixPath] = {}
    for issue in wanted:
        try:
            path = issue if isinstance(issue, Path) else find_issue(issue, context)
            place = relative_path(path, context)
            if places.setdefault(place.stem, place) != place:
                raise IssueError(Problem("issue-twice", {"issue": place.stem}, file=str(place)))
            tasks.append(BuildTask(path, place, None if path else load_data(path, context)))
        except PublishError as error:
            tasks.append(fail_issue(error, context))
    return tasks


def _tell(outcome: BuildResult, arguments: Arguments, progress: Progress) -> None:
    """Tell of one issue: its page to stdout, all else to stderr."""
    for report in outcome.reports:
        progress.print(report, sys.stderr)
    if outcome.folder and not arguments.json:
        progress.print(str(find_page(outcome.folder)), sys.stdout)
    if outcome.said and not arguments.quiet and not progress.drawn:
        progress.print(outcome.said, sys.stderr)


def _print_json(folders: list[Path], *, several: bool) -> None:
    """Print one object for one issue, a list for several."""
    described = [load_description(folder).rstrip() for folder in folders]
    if several:
        print("[" + ",\n".join(described) + "]")
    elif described:
        print(described[0])


def _say_what_next(folders: list[Path], wanted: int, unchanged: int, context: BuildContext) -> None:
    """Say where the articles are and what to do with them."""
    if wanted == 1:
        told = context.translator.translate("built-next", path=find_page(folders[0]))
    else:
        values = {"count": len(folders), "total": wanted, "unchanged": unchanged, "path": context.out}
        told = context.translator.translate("built-many", **values)
    print(told, file=sys.stderr)
