"""Build previews of an issue: the article with everything beside it, and versions that no build makes by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from publish.adapters.storage.build_folder import load_kept_articles
from publish.adapters.storage.issue_writer import hash_content
from publish.adapters.system.chromium import find_browser
from publish.cli.build_context import BuildContext, relative_path
from publish.cli.build_task import find_build_folder
from publish.cli.preview.theme_choices import find_looks
from publish.cli.preview.worker_context import TRANSLATORS, find_issue_path, load_context, read_front_matter
from publish.core.article import ApiForm, Article
from publish.core.exceptions import PublishError
from publish.core.issue import FrontMatter, OtherIssues
from publish.core.picture_post import SentKind
from publish.core.problem import Problem, add_location
from publish.i18n.translator import Translator
from publish.library.issue_timeout import MAX_BUILD_SECONDS, run_with_issue_timeout
from publish.newsletter.front_matter.write_front_matter import write_front_matter
from publish.pipeline import build_article, build_post, build_strict
from publish.pipeline.lint_article import lint_issue_and_article
from publish.preview.live_builds import FIELDS, Panels, PreviewBuild, PreviewRequest
from publish.preview.live_panels import render_blocked, render_downloads, render_empty, render_refused, render_stale
from publish.preview.look_panel import LookChoices, render_looks
from publish.preview.page import fill_view, render_view
from publish.preview.panels import render_problems
from publish.preview.versions import (
    Version,
    VersionPages,
    fill_pictures,
    find_versions,
    insert_pictures,
    render_kept,
    render_post,
    render_sent,
)
from publish.steps.parse import parse_issue


def build_preview(request: PreviewRequest) -> PreviewBuild:
    """Build a preview; it contains the problems, also of a failed build."""
    digest = ""
    try:
        context = load_context()
        if not request.issue:
            return _show_empty_folder()
        path = find_issue_path(request.issue, context)
        data = context.folder.load(path)
        digest = hash_content(data)
        # Outside the time limit: the folder may be large, whatever this issue is like.
        others = context.issue_index.find_other_issues(path)
        location = relative_path(path, context)
        return run_with_issue_timeout(MAX_BUILD_SECONDS, location, _build, request, path, data, others, context)
    except PublishError as error:
        return fail_preview(digest, error.problems)


def _build(
    request: PreviewRequest, path: Path, data: bytes, other_issues: OtherIssues, context: BuildContext
) -> PreviewBuild:
    location = relative_path(path, context)
    saved, front_matter = read_front_matter(path, data)
    text = _try_options(saved, front_matter, request)
    linted = lint_issue_and_article(text, location, context.inputs, other_issues)
    problems = _restore_lines(linted.problems, front_matter, text.count("\n") - saved.count("\n"))
    parsed = parse_issue(text, context.folder.identify(location).name)
    is_broken = isinstance(linted.built, PublishError)
    looks = find_looks(parsed.front_matter, request, context, problems if is_broken else ())
    built = linted.built
    if isinstance(built, PublishError) and request.changes:
        built = lint_issue_and_article(saved, location, context.inputs, other_issues).built
    if isinstance(built, PublishError):
        failed = fail_preview(hash_content(data), problems, saved)
        return failed._replace(panels=_add_looks(failed.panels, looks))
    article = built._replace(problems=tuple(problems))
    written = {name: front_matter.values.get(name, "") for name in FIELDS}
    versions = _list_versions(article, location, context)
    shown = _Shown(article, saved, versions, looks, written, bool(context.settings.editor))
    preview = _show(shown, hash_content(data))
    return _refuse(preview, problems, saved) if is_broken else preview


class _Shown(NamedTuple):
    """What is shown of an issue that could be built."""

    article: Article
    saved: str  # its text, without tried options
    versions: list[Version]
    looks: LookChoices
    written: Mapping[str, str]  # of the fields that the page can change, what the front matter says
    has_editor: bool  # whether a paragraph can be opened in one


def _list_versions(article: Article, location: PurePosixPath, context: BuildContext) -> list[Version]:
    versions = find_versions(article, shortens=context.settings.fit != "off")
    kept = [Version.KEPT] if load_kept_articles(find_build_folder(location, context)) else []
    return [*versions, *kept, Version.POST]


def _show(shown: _Shown, digest: str) -> PreviewBuild:
    """Return the preview in every language."""
    exports = find_browser() is not None
    views, panels = {}, {}
    for language, translator in TRANSLATORS.items():
        view = render_view(shown.article, translator, shown.saved, versions=shown.versions, written=shown.written)
        view = view._replace(payload={**view.payload, "editor": shown.has_editor})
        views[language] = fill_view(view, shown.article.embedding)
        downloads = render_downloads(translator, exports=exports)
        panels[language] = {"look": render_looks(shown.looks, translator), "downloads": downloads}
    return PreviewBuild(digest, views, panels)


def fail_preview(digest: str, problems: Sequence[Problem], source: str = "") -> PreviewBuild:
    """Return the preview of an issue that cannot be built; `source` is its text."""
    panels = {
        language: {
            "problems": render_stale(translator) + render_problems(problems, translator, source),
            "remaining": render_blocked(translator),
        }
        for language, translator in TRANSLATORS.items()
    }
    return PreviewBuild(digest, {}, panels)


def _refuse(preview: PreviewBuild, problems: Sequence[Problem], source: str) -> PreviewBuild:
    """Return the preview of a saved issue that can be built, but not with the tried changes, and why."""
    panels = {
        language: {
            **preview.panels[language],
            "problems": render_refused(translator) + render_problems(problems, translator, source),
        }
        for language, translator in TRANSLATORS.items()
    }
    return preview._replace(panels=panels, is_refused=True)


def _add_looks(panels: Panels, looks: LookChoices) -> Panels:
    return {language: {**panels[language], "look": render_looks(looks, TRANSLATORS[language])} for language in panels}


def _show_empty_folder() -> PreviewBuild:
    """Return the preview of a newsletter without issues."""
    panels = {language: {"problems": render_empty(translator)} for language, translator in TRANSLATORS.items()}
    return PreviewBuild("", {}, panels)


def _try_options(text: str, front_matter: FrontMatter, request: PreviewRequest) -> str:
    return write_front_matter(text, front_matter, dict(request.changes)) if request.changes else text


def _restore_lines(problems: Sequence[Problem], front_matter: FrontMatter, added: int) -> list[Problem]:
    """Return problems with the line numbers of the file, before the tried options added lines to it."""
    head = front_matter.span.end_line - 1 if front_matter.span else 0
    moved: list[Problem] = []
    for problem in problems:
        line = max(problem.line - added, 1) if problem.line and problem.line > head else None
        moved += add_location([problem], line=line)
    return moved


def build_version(request: PreviewRequest, version: Version, language: str) -> VersionPages | None:
    """Build one version of an article with its pictures; None if the issue cannot be built."""
    try:
        context = load_context()
        path = find_issue_path(request.issue, context)
        text = _try_options(*read_front_matter(path, context.folder.load(path)), request)
        location = relative_path(path, context)
        given = (version, text, location, context, TRANSLATORS[language])
        return run_with_issue_timeout(MAX_BUILD_SECONDS, location, _build_version, *given)
    except PublishError:  # the preview shows why
        return None


def _build_version(
    version: Version, text: str, location: PurePosixPath, context: BuildContext, translator: Translator
) -> VersionPages:
    article = build_article(text, location, context.inputs)
    if version is Version.POST:
        post = article.post or build_post(text, location, context.inputs, SentKind.PICTURES)
        pages = render_post(post, article, translator)
    elif version is Version.KEPT:
        pages = render_kept(article, load_kept_articles(find_build_folder(location, context)), translator)
    else:
        sent = article.sent
        if version is Version.FITTED and sent.form is ApiForm.WHOLE:
            sent = build_strict(text, location, context.inputs)
        pages = render_sent(article, sent, translator)
    pictures = fill_pictures(article.embedding)
    return pages._replace(light=insert_pictures(pages.light, pictures), dark=insert_pictures(pages.dark, pictures))
