"""One issue, built and written."""

from __future__ import annotations

from pathlib import PurePosixPath

from publish.adapters.storage.build_folder import save_article
from publish.adapters.storage.build_records import BuildRecord, read_file_states
from publish.adapters.storage.issue_folder import decode_issue
from publish.cli.build_context import BuildContext, load_data
from publish.cli.build_task import BuildResult, BuildTask, fail_issue, hash_task
from publish.cli.build_timeout import run_with_issue_timeout
from publish.core.article import Article
from publish.core.exceptions import PublishError
from publish.core.html import ChangeKind, Filter
from publish.i18n.messages import Translator
from publish.pipeline import build_article
from publish.preview.page import render_preview

MAX_BUILD_SECONDS = 7.0
"""The longest real issue, 26 kB, takes less than a hundredth of it."""


def build_article_in_time(task: BuildTask, context: BuildContext) -> Article:
    """Build an article that is not to be looked at but sent.

    Raises:
        PublishError: The issue cannot be read or built, or takes too long.
    """
    text = decode_issue(load_data(task.path, context), task.place.name)
    made_of = (task.place, context.settings, context.theme, context.services)
    return run_with_issue_timeout(MAX_BUILD_SECONDS, task.place, build_article, text, *made_of)


def build_issue(task: BuildTask, context: BuildContext) -> BuildResult:
    """Build one issue, write it, and return what to tell of it."""
    try:
        return _build_issue(task, context)
    except PublishError as error:
        return fail_issue(error, context)


def _build_issue(task: BuildTask, context: BuildContext) -> BuildResult:
    data = load_data(task.path, context) if task.data is None else task.data
    context.pictures.take_asked()
    text = decode_issue(data, task.place.name)
    article, preview = run_with_issue_timeout(MAX_BUILD_SECONDS, task.place, _make_article, text, task.place, context)
    folder = context.out / task.place.stem
    results = save_article(folder, article, preview, context.translator)
    reports = tuple(map(context.translator.report, article.problems))
    digest, title = hash_task(data, task, context), article.metadata.title
    pictures = read_file_states(context.repository, context.pictures.take_asked())
    context.records.save(folder, BuildRecord(digest, pictures, read_file_states(folder, results), reports, title))
    return BuildResult(folder, reports, _describe_built(article, context.translator))


def _make_article(text: str, place: PurePosixPath, context: BuildContext) -> tuple[Article, str]:
    article = build_article(text, place, context.settings, context.theme, context.services)
    return article, render_preview(article, context.translator, text)


def _describe_built(article: Article, translator: Translator) -> str:
    counts = {"entries": article.counts.entries, "references": article.counts.references}
    built = translator.translate("built", title=article.metadata.title, chars=article.chars, **counts)
    return f"{built}\n{_describe_survival(article, translator)}"


def _describe_survival(article: Article, translator: Translator) -> str:
    values = {
        f"{layer}_{kind}": filter_reports.total(kind)
        for layer, filter_reports in article.filter_reports.items()
        for kind in ChangeKind
    }
    return translator.translate("built-survival", uploads=article.filter_reports[Filter.STORE].embedded, **values)
