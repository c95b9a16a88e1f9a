"""One issue: remembered, or built and written."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from publish.adapters.build_folder import save_article
from publish.adapters.deadline import call_within
from publish.adapters.issues import decode_issue
from publish.adapters.records import Record, read_stamps
from publish.cli.exits import EXIT_DONE
from publish.cli.workshop import Workshop, load_data
from publish.errors import IssueError, OverdueError, PublishError, ThemeError
from publish.facts.newsletter import NAMED_THEME, read_issue_date
from publish.messages import Translator
from publish.model import Article, ChangeKind, Layer, Problem
from publish.pipeline import build_article
from publish.preview.page import render_preview

MAX_BUILD_SECONDS = 7.0
"""The longest issue there is takes a fiftieth of it."""


class Task(NamedTuple):
    """An issue to build."""

    path: Path | None
    """Its file; None for standard input."""
    place: PurePosixPath
    """Where it lies in the repository."""
    data: bytes | None
    """What standard input held: it can be read only once."""


class Outcome(NamedTuple):
    """What became of an issue, in words: it may come from another process."""

    folder: Path | None = None
    """Where the article lies; None where there is none."""
    reports: tuple[str, ...] = ()
    """Its problems, one a line."""
    said: str = ""
    code: int = EXIT_DONE


def fail_issue(error: PublishError, workshop: Workshop) -> Outcome:
    """Return the outcome of an issue that cannot be built."""
    return Outcome(None, tuple(map(workshop.translator.report, error.problems)), code=error.exit_code)


def recall_issue(task: Task, workshop: Workshop) -> Outcome | None:
    """Return the outcome of an earlier build that still holds."""
    try:
        data = load_data(task.path) if task.data is None else task.data
        folder = workshop.out / task.place.stem
        record = workshop.records.find(folder, _digest(data, task, workshop))
    except PublishError:
        return None  # told when it is built
    if record is None:
        return None
    return Outcome(folder, tuple(record.reports), workshop.translator.say("built-before", title=record.title))


def _digest(data: bytes, task: Task, workshop: Workshop) -> str:
    """Return what changes with all that an article is made of, but for its pictures."""
    day = read_issue_date(task.place.stem)
    back = workshop.folder.describe_back_issues(day, workshop.settings.archive_limit) if day else ""
    described = "\0".join([workshop.digest, str(task.place), back, _find_theme_key(data, workshop), ""]).encode(
        "utf-8", "surrogateescape"
    )
    return hashlib.sha256(described + data).hexdigest()


def _find_theme_key(data: bytes, workshop: Workshop) -> str:
    """Return what changes with the theme that an issue itself names; nothing where it names none, or none there is."""
    named = NAMED_THEME.search(data.decode("utf-8", "replace")) if b"theme" in data else None
    try:
        return workshop.world.themes.load(named[1]).key if named else ""
    except ThemeError:
        return ""


def build_article_within(task: Task, workshop: Workshop) -> Article:
    """Build an article that is not to be looked at but sent.

    Raises:
        PublishError: The issue cannot be read or built, or takes too long.
    """
    text = decode_issue(load_data(task.path), task.place.name)
    made_of = (task.place, workshop.settings, workshop.theme, workshop.world)
    try:
        return call_within(MAX_BUILD_SECONDS, build_article, text, *made_of)
    except OverdueError as error:  # while what it would look like in WeChat was found out
        values = {"limit": f"{error.seconds:g}"}
        raise IssueError(Problem("issue-slow", values, file=task.place.name, line=1)) from error


def build_issue(task: Task, workshop: Workshop) -> Outcome:
    """Build one issue, write it, and return what to tell of it."""
    try:
        return _build_issue(task, workshop)
    except PublishError as error:
        return fail_issue(error, workshop)


def _build_issue(task: Task, workshop: Workshop) -> Outcome:
    data = load_data(task.path) if task.data is None else task.data
    workshop.pictures.take_asked()
    text = decode_issue(data, task.place.name)
    try:
        article, preview = call_within(MAX_BUILD_SECONDS, _make_article, text, task.place, workshop)
    except OverdueError as error:  # while the copy page was drawn
        values = {"limit": f"{error.seconds:g}"}
        raise IssueError(Problem("issue-slow", values, file=task.place.name, line=1)) from error
    folder = workshop.out / task.place.stem
    results = save_article(folder, article, preview, workshop.translator)
    reports = tuple(map(workshop.translator.report, article.problems))
    digest, title = _digest(data, task, workshop), article.headline.title
    pictures = read_stamps(workshop.repository, workshop.pictures.take_asked())
    workshop.records.save(folder, Record(digest, pictures, read_stamps(folder, results), reports, title))
    return Outcome(folder, reports, _describe_built(article, workshop.translator))


def _make_article(text: str, place: PurePosixPath, workshop: Workshop) -> tuple[Article, str]:
    article = build_article(text, place, workshop.settings, workshop.theme, workshop.world)
    return article, render_preview(article, workshop.translator, text)


def _describe_built(article: Article, translator: Translator) -> str:
    counts = {"entries": article.counts.entries, "references": article.counts.references}
    built = translator.say("built", title=article.headline.title, chars=len(article.html), **counts)
    return f"{built}\n{_describe_survival(article, translator)}"


def _describe_survival(article: Article, translator: Translator) -> str:
    values = {
        f"{layer}_{kind}": survival.total(kind) for layer, survival in article.survival.items() for kind in ChangeKind
    }
    return translator.say("built-survival", uploads=article.survival[Layer.STORE].embedded, **values)
