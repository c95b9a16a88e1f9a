"""The articles of a draft: the issue's own, and those that go out with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from publish.adapters.storage.load_issue import load_issue
from publish.adapters.storage.repository_files import join_inside
from publish.cli.build_context import BuildContext, locate
from publish.cli.build_issue import build_article_in_time, build_post_in_time
from publish.cli.build_task import BuildTask, find_file
from publish.core.article import BuiltArticle
from publish.core.delivery_record import Delivery
from publish.core.exceptions import ArticleError, PublishError
from publish.core.picture_post import SentKind
from publish.core.problem import Problem
from publish.delivery.other_kind import find_recorded_kind


class DraftChoice(NamedTuple):
    """What of a draft the command line decides; None leaves it to front matter and ledger."""

    others: Sequence[str] | None = None  # names or paths of the articles that go out with the issue
    kind: SentKind | None = None  # what the issue is sent as


def build_draft_articles(
    task: BuildTask, given: DraftChoice, delivery: Delivery | None, context: BuildContext
) -> list[BuiltArticle]:
    """Build the article of an issue, and those that go out with it; raise PublishError with the problems of all.

    Args:
        task: The issue.
        given: What the command line says of others and kind; the front matter comes next.
        delivery: That of the issue in the ledger; a draft stays what it is where neither says anything.
        context: The context of the builds.
    """
    first = _take_kind(build_article_in_time(task, context), given.kind, task, delivery, context)
    named = first.article.with_files
    recorded = delivery.others if delivery else ()
    if given.others is not None:
        finders = [lambda name=name: _make_task(context.folder.find(name), context) for name in given.others]
    elif named is not None:
        folder = context.repository / task.location.parent
        finders = [lambda name=name: _load_named(join_inside(folder, name), context) for name in named]
    else:
        finders = [lambda name=each.name: _make_task(find_file(name, context), context) for each in recorded]
    return [first, *_build_each(finders, context)]


def _take_kind(
    built: BuiltArticle, kind: SentKind | None, task: BuildTask, delivery: Delivery | None, context: BuildContext
) -> BuiltArticle:
    """Return an article with the picture post that is sent in its place, or without any."""
    article, post = built.article, built.article.post
    if kind is None:
        kind = post.kind if post else find_recorded_kind(delivery) or SentKind.ARTICLE
    if (post.kind if post else SentKind.ARTICLE) is kind:
        return built
    known = post.problems if post else ()
    post = None if kind is SentKind.ARTICLE else build_post_in_time(task, kind, context)
    problems = (problem for problem in article.problems if problem not in known)
    return built._replace(article=article._replace(post=post, problems=(*problems, *(post.problems if post else ()))))


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
