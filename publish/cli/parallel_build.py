"""Build many issues, on every core if there are enough of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from publish.cli.build_context import BuildContext, load_build_context
from publish.cli.build_issue import build_issue
from publish.cli.build_task import BuildResult, BuildTask
from publish.cli.parser import Arguments
from publish.cli.worker_pool import end_with_worker_parent, map_on_all_cores
from publish.i18n.messages import Translator

_contexts: list[BuildContext] = []
"""The context of this worker."""


def build_all(tasks: Sequence[BuildTask], context: BuildContext, arguments: Arguments) -> Iterator[BuildResult]:
    """Build issues and yield their results, in order."""
    given = (arguments, context.translator.language)
    return map_on_all_cores(partial(build_issue, context=context), tasks, build_in_worker, set_up_build_worker, *given)


def set_up_build_worker(arguments: Arguments, language: str) -> None:
    """Load the context of a worker."""
    end_with_worker_parent()
    _contexts.append(load_build_context(arguments, Translator(language)))


def build_in_worker(task: BuildTask) -> BuildResult:
    """Build one issue in a worker."""
    return build_issue(task, _contexts[-1])
