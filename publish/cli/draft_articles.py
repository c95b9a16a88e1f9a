"""The articles of a draft: the issue's own, and those that go out with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from publish.adapters.storage.load_issue import load_issue
from publish.cli.build_context import BuildContext, locate, relative_path
from publish.cli.build_issue import build_article_in_time
from publish.cli.build_task import BuildTask
from publish.core.article import BuiltArticle
from publish.core.delivery_record import OtherArticle
from publish.core.exceptions import ArticleError, PublishError
from publish.core.problem import Problem


def build_draft_articles(
    task: BuildTask, given: Sequence[str] | None, recorded: Sequence[OtherArticle], context: BuildContext
) -> list[BuiltArticle]:
    """Build the article of an issue, and those that go out with it; raise PublishError with the problems of all.

    Args:
        task: The issue.
        given: Names or paths of the others from the command line; None leaves them to the front matter.
        recorded: Those of the draft in the ledger, which go out again where the front matter names none.
        context: The context of the builds.
    """
    first = build_article_in_time(task, context)
    named = first.article.with_files
    if given is not None:
        finders = [lambda name=name: _make_task(context.folder.find(name), context) for name in given]
    elif named is not None:
        folder = context.repository / task.location.parent
        finders = [lambda name=name: _load_named(folder / name, context) for name in named]
    else:
        finders = [lambda name=each.name: _make_task(find_file(name, context), context) for each in recorded]
    return [first, *_build_each(finders, context)]


def find_file(name: str, context: BuildContext) -> Path:
    """Return the file that a name in the ledger stands for."""
    for path in context.folder.list_files():
        if context.folder.name_for_ledger(relative_path(path, context)) == name:  # a link may lead elsewhere
            return path
    return context.repository / f"{name}.md"


def _build_each(finders: Sequence[Callable[[], BuildTask]], context: BuildContext) -> Iterator[BuiltArticle]:
    problems: list[Problem] = []
    for find in finders:
        try:
            yield build_article_in_time(find(), context)
        except PublishError as error:
            problems += error.problems
    if problems:
        raise ArticleError(*problems)


def _make_task(path: Path, context: BuildContext) -> BuildTask:
    return BuildTask(path, locate(path, context.repository), None)


def _load_named(path: Path, context: BuildContext) -> BuildTask:
    """Return the task of a file that an issue names, which must lie in the repository."""
    return _make_task(path, context)._replace(data=load_issue(path, context.repository))
