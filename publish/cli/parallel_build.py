"""Many issues at once: on every core, when there are enough of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from publish.cli.build_context import BuildContext, load_build_context
from publish.cli.build_issue import build_issue
from publish.cli.build_task import BuildResult, BuildTask
from publish.cli.parser import Arguments
from publish.cli.worker_pool import PARALLEL_FROM, end_with_worker_parent, map_in_processes
from publish.i18n.messages import Translator

_workshops: list[BuildContext] = []
"""A worker's own, opened once."""


def build_all(tasks: Sequence[BuildTask], context: BuildContext, arguments: Arguments) -> Iterator[BuildResult]:
    """Build issues and yield what became of them, in order."""
    cores = os.cpu_count() or 1
    done = 0
    if len(tasks) >= PARALLEL_FROM and cores > 1:
        for outcome in _work_side_by_side(tasks, cores, arguments, context.translator):
            done += 1
            yield outcome
    for task in tasks[done:]:
        yield build_issue(task, context)


def _work_side_by_side(
    tasks: Sequence[BuildTask], cores: int, arguments: Arguments, translator: Translator
) -> Iterator[BuildResult]:
    """Yield what became of issues; ends early where a worker was killed."""
    return map_in_processes(build_in_worker, tasks, cores, set_up_build_worker, (arguments, translator.language))


def set_up_build_worker(arguments: Arguments, language: str) -> None:
    """Open a worker's own workshop."""
    end_with_worker_parent()
    _workshops.append(load_build_context(arguments, Translator(language)))


def build_in_worker(task: BuildTask) -> BuildResult:
    """Build one issue in a worker."""
    return build_issue(task, _workshops[-1])
