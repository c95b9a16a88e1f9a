"""Many issues looked through: on every core, when there are enough of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from publish.adapters.storage.cache import Cache, find_cache_folder
from publish.adapters.storage.issue_index import IssueIndex
from publish.cli.build_context import BuildContext, load_build_context
from publish.cli.commands.check.lint_file import FileReport, LintEnvironment, lint_file
from publish.cli.parser import Arguments
from publish.cli.worker_pool import PARALLEL_FROM, end_with_worker_parent, map_in_processes
from publish.core.urls import LinkStatus
from publish.i18n.messages import Translator


class _LintWorker(NamedTuple):
    """What a worker examines with."""

    context: BuildContext
    beside: LintEnvironment
    fixable: bool


_desks: list[_LintWorker] = []
"""A worker's own, set up once."""


def open_index(context: BuildContext) -> IssueIndex:
    """Return what the folder's issues have to know of each other."""
    return IssueIndex(context.folder, Cache(find_cache_folder(os.environ)))


def lint_files(
    paths: Sequence[Path | None], context: BuildContext, beside: LintEnvironment, arguments: Arguments
) -> Iterator[FileReport]:
    """Yield what was found in each issue, in order."""
    cores = os.cpu_count() or 1
    fixable = arguments.fix or arguments.diff
    done = 0
    if len(paths) >= PARALLEL_FROM and cores > 1 and None not in paths:
        beside.folder.find_neighbours(None)  # worked out once, and kept for the others
        given = (arguments, context.translator.language, beside.answers)
        for report in map_in_processes(lint_in_worker, paths, cores, set_up_lint_worker, given):
            done += 1
            yield report
    for path in paths[done:]:
        yield lint_file(path, context, beside, fixable=fixable)


def set_up_lint_worker(arguments: Arguments, language: str, answers: Mapping[str, LinkStatus]) -> None:
    """Open a worker's own workshop."""
    end_with_worker_parent()
    context = load_build_context(arguments, Translator(language))
    beside = LintEnvironment(open_index(context), answers)
    _desks.append(_LintWorker(context, beside, arguments.fix or arguments.diff))


def lint_in_worker(path: Path | None) -> FileReport:
    """Look one issue through in a worker."""
    desk = _desks[-1]
    return lint_file(path, desk.context, desk.beside, fixable=desk.fixable)
