"""Build issues, each within a time limit, and write their folders; on every core if there are enough of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from publish.adapters.storage.build_folder import save_article
from publish.adapters.storage.build_records import BuildRecord, read_file_states
from publish.adapters.storage.load_issue import decode_issue
from publish.cli.build_context import BuildContext, load_build_context, load_data
from publish.cli.build_task import BuildResult, BuildTask, find_build_folder, hash_task, name_for_ledger
from publish.cli.parser import Arguments
from publish.cli.worker_pool import end_with_worker_parent, map_on_all_cores
from publish.core.article import ApiForm, Article, BuiltArticle, SentArticle
from publish.core.exceptions import PublishError
from publish.core.html import ChangeKind, Filter
from publish.core.picture_post import PicturePost, SentKind
from publish.core.problem import Severity
from publish.i18n.translator import Translator
from publish.library.build_with_preview import build_with_preview
from publish.library.issue_timeout import MAX_BUILD_SECONDS, run_with_issue_timeout
from publish.pipeline import build_article, build_post, build_shortened


def build_article_in_time(task: BuildTask, context: BuildContext) -> BuiltArticle:
    """Build an article without its preview; raise PublishError if it cannot be built or takes too long."""
    data = load_data(task.path, context) if task.data is None else task.data
    text = decode_issue(data, task.location.name)
    inputs = (text, task.location, context.inputs)

    def shorten(form: ApiForm) -> SentArticle:
        return run_with_issue_timeout(MAX_BUILD_SECONDS, task.location, build_shortened, *inputs, form)

    article = run_with_issue_timeout(MAX_BUILD_SECONDS, task.location, build_article, *inputs)
    name = name_for_ledger(task, context)
    return BuiltArticle(name, article, None if context.settings.fit == "off" else shorten)


def build_post_in_time(task: BuildTask, kind: SentKind, context: BuildContext) -> PicturePost:
    """Make the picture post of an issue, whatever its front matter says; raise PublishError as above."""
    data = load_data(task.path, context) if task.data is None else task.data
    inputs = (decode_issue(data, task.location.name), task.location, context.inputs)
    return run_with_issue_timeout(MAX_BUILD_SECONDS, task.location, build_post, *inputs, kind)


def build_issue(task: BuildTask, context: BuildContext) -> BuildResult:
    """Build one issue, write it, and return the result."""
    try:
        return _build_issue(task, context)
    except PublishError as error:
        return BuildResult(str(task.location), failure=error)


def _build_issue(task: BuildTask, context: BuildContext) -> BuildResult:
    data = load_data(task.path, context) if task.data is None else task.data
    context.pictures.take_requested()
    text = decode_issue(data, task.location.name)
    others = context.issue_index.find_other_issues(task.path)  # outside the time limit: the folder may be large
    given = (text, task.location, context.inputs, others, context.translator)
    article, preview = run_with_issue_timeout(MAX_BUILD_SECONDS, task.location, build_with_preview, *given)
    folder = find_build_folder(task.location, context)
    files = save_article(folder, article, preview, context.translator)
    told = (problem for problem in article.problems if problem.severity is not Severity.INFO)
    reports = tuple(map(context.translator.report, told))
    digest, title = hash_task(data, task, context), article.metadata.title
    pictures = read_file_states(context.repository, context.pictures.take_requested())
    if not article.is_provisional:
        context.records.save(folder, BuildRecord(digest, pictures, read_file_states(folder, files), reports, title))
    return BuildResult(str(task.location), folder, reports, _describe_article(article, context.translator))


def _describe_article(article: Article, translator: Translator) -> str:
    """Return counts of the article, and of what WeChat changes in the form that will get there."""
    counts = {"entries": article.counts.entries, "references": article.counts.references}
    built = translator.translate("built", title=article.metadata.title, chars=article.chars, **counts)
    filter_ = Filter.STORE if Filter.STORE in article.filter_reports else Filter.EDITOR
    changes = {str(kind): article.filter_reports[filter_].total(kind) for kind in ChangeKind}
    if filter_ is Filter.EDITOR:
        return f"{built}\n{translator.translate('built-survival-pasted', **changes)}"
    uploads = len({placed.placeholder for part in article.parts for placed in part.pictures})
    form = translator.translate(f"form-{article.sent.form}")
    return f"{built}\n{translator.translate('built-survival-sent', uploads=uploads, form=form, **changes)}"


_contexts: list[BuildContext] = []  # the context of this worker


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
