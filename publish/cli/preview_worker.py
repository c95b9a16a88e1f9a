"""Work of the preview's worker process: build previews, list issues with their states, and save tried options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from publish.adapters.storage.atomic_files import FileState, file_state
from publish.adapters.storage.build_folder import load_kept_articles
from publish.adapters.storage.issue_writer import hash_content, replace_issue
from publish.adapters.storage.load_issue import decode_issue
from publish.adapters.storage.theme_files import list_theme_files
from publish.adapters.system.chromium import find_browser
from publish.adapters.system.time_limit import run_with_timeout
from publish.cli.build_context import BuildContext, load_build_context, relative_path
from publish.cli.build_task import find_build_folder
from publish.cli.commands.check.lint_file import open_index
from publish.cli.ledger_access import find_ledger
from publish.cli.parser import Arguments
from publish.cli.worker_pool import end_with_worker_parent
from publish.core.article import ApiForm, Article
from publish.core.delivery_record import DeliveryState
from publish.core.exceptions import IssueError, PublishError, ThemeError, TimeLimitExceededError
from publish.core.issue import FrontMatter, OtherIssues
from publish.core.operating_system import is_path_word
from publish.core.picture_post import SentKind
from publish.core.ports import Ledger
from publish.core.problem import Problem, Severity, add_location
from publish.core.readership import DayTotals
from publish.i18n.translator import LANGUAGES, Translator
from publish.library.issue_timeout import MAX_BUILD_SECONDS, run_with_issue_timeout
from publish.lint import lint_issue
from publish.newsletter.front_matter.write_front_matter import write_front_matter
from publish.newsletter.labels import THEME_KEY
from publish.newsletter.theme_options import ACCENT, OPTION_NAMES, parse_theme_option
from publish.pipeline import build_article, build_post, build_strict
from publish.pipeline.lint_article import lint_issue_and_article
from publish.pipeline.locate_problems import parse_issue_file
from publish.preview.live_builds import PreviewBuild, PreviewRequest, SaveResult
from publish.preview.live_panels import (
    IssueRow,
    LookChoices,
    TextContrast,
    ThemeChoice,
    render_downloads,
    render_looks,
    render_stale,
)
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

TRANSLATORS = {language: Translator(language) for language in LANGUAGES}


_arguments: list[Arguments] = []  # the command line of this process
_counts: dict[tuple[str, FileState], tuple[int, int]] = {}  # errors and warnings by name and state of a file


def set_up_preview_worker(arguments: Arguments) -> None:
    """Set up the state of the process."""
    end_with_worker_parent()
    _arguments[:] = [arguments]
    _counts.clear()


# --- build ------------------------------------------------------------------------------------


def build_preview(request: PreviewRequest) -> PreviewBuild:
    """Build a preview; it contains the problems, also of a failed build."""
    digest = ""
    try:
        context = _load_context()
        path = _find_path(request.issue, context)
        data = context.folder.load(path)
        digest = hash_content(data)
        # Outside the time limit: the folder may be large, whatever this issue is like.
        others = open_index(context).find_other_issues(path)
        location = relative_path(path, context)
        return run_with_issue_timeout(MAX_BUILD_SECONDS, location, _build, request, path, data, others, context)
    except PublishError as error:
        return fail_preview(digest, error.problems)


def build_version(request: PreviewRequest, version: Version, language: str) -> VersionPages | None:
    """Build one version of an article with its pictures; None if the issue cannot be built."""
    try:
        context = _load_context()
        path = _find_path(request.issue, context)
        text = _try_options(*_parse(path, context.folder.load(path)), request)
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


def _try_options(text: str, front_matter: FrontMatter, request: PreviewRequest) -> str:
    return write_front_matter(text, front_matter, dict(request.changes)) if request.changes else text


def _build(
    request: PreviewRequest, path: Path, data: bytes, other_issues: OtherIssues, context: BuildContext
) -> PreviewBuild:
    location = relative_path(path, context)
    saved, front_matter = _parse(path, data)
    text = _try_options(saved, front_matter, request)
    inputs = context.inputs
    article = build_article(text, location, inputs)
    article = _add_problems(article, lint_issue_and_article(text, location, inputs, other_issues).problems)
    article = _restore_lines(article, front_matter, text.count("\n") - saved.count("\n"))
    looks = _find_looks(parse_issue(text, context.folder.identify(location).name).front_matter, request, context)
    versions = find_versions(article, shortens=context.settings.fit != "off")
    if load_kept_articles(find_build_folder(location, context)):
        versions.append(Version.KEPT)
    versions.append(Version.POST)
    exports = find_browser() is not None
    views, panels = {}, {}
    for language, translator in TRANSLATORS.items():
        view = render_view(article, translator, saved, checked=True, versions=versions)
        views[language] = fill_view(view, article.embedding)
        downloads = render_downloads(translator, exports=exports)
        panels[language] = {"look": render_looks(looks, translator), "downloads": downloads}
    return PreviewBuild(hash_content(data), views, panels)


def fail_preview(digest: str, problems: Iterable[Problem]) -> PreviewBuild:
    """Return the preview of an issue that cannot be built."""
    problems = list(problems)
    panels = {
        language: {"problems": render_stale(translator) + render_problems(problems, translator)}
        for language, translator in TRANSLATORS.items()
    }
    return PreviewBuild(digest, {}, panels)


def _load_context() -> BuildContext:
    """Read settings and theme as they are now."""
    return load_build_context(_arguments[0], TRANSLATORS["zh"])


def _find_path(name: str, context: BuildContext) -> Path:
    """Return the file of an issue: the one given on the command line, or else the one in the folder."""
    given = _arguments[0].issue
    if given and is_path_word(given) and _name_file(Path(given), context) == name:
        return Path(given)
    for path in context.folder.list_all():
        if _name_file(path, context) == name:
            return path
    raise IssueError(Problem("issue-no-path", {"path": f"{name}.md"}))


def _name_file(path: Path, context: BuildContext) -> str:
    return context.folder.identify(relative_path(path, context)).name


def _parse(path: Path, data: bytes) -> tuple[str, FrontMatter]:
    """Return an issue's text with plain line ends, and its front matter."""
    text = decode_issue(data, path.name)
    return text, parse_issue_file(text, PurePosixPath(path.name)).front_matter


def _add_problems(article: Article, problems: Iterable[Problem]) -> Article:
    """Return an article with the problems of the lint that the build did not find, sorted by line."""
    found = {(problem.rule, problem.line, problem.message) for problem in article.problems}
    new = [problem for problem in problems if (problem.rule, problem.line, problem.message) not in found]
    return article._replace(problems=tuple(sorted((*article.problems, *new), key=lambda problem: problem.line or 0)))


def _restore_lines(article: Article, front_matter: FrontMatter, added: int) -> Article:
    """Return an article with the line numbers of the file, before the tried options added lines to it."""
    head = front_matter.span.end_line - 1 if front_matter.span else 0
    moved: list[Problem] = []
    for problem in article.problems:
        line = max(problem.line - added, 1) if problem.line and problem.line > head else None
        moved += add_location([problem], line=line)
    return article._replace(problems=tuple(moved))


def _find_looks(front_matter: FrontMatter, request: PreviewRequest, context: BuildContext) -> LookChoices:
    values = front_matter.values
    chosen = {
        key: parse_theme_option(key, values[key]) if values.get(key) else getattr(context.settings.theme_options, key)
        for key in OPTION_NAMES
    }
    chosen[ACCENT] = parse_theme_option(ACCENT, values[ACCENT]) if values.get(ACCENT) else ""
    texts = {key: str(value) for key, value in chosen.items()}
    theme = {THEME_KEY: str(values.get(THEME_KEY) or context.theme.name)}
    contrasts = _measure_theme(theme[THEME_KEY], context)
    return LookChoices(_list_themes(context), {**theme, **texts}, bool(request.changes), contrasts)


def _measure_theme(name: str, context: BuildContext) -> list[TextContrast]:
    """Return the contrast of each text of a theme of the repository; those shipped with the program are measured."""
    if not any(theme.own and theme.name == name for theme in list_theme_files(context.repository)):
        return []
    from publish.steps.style.contrast_check import list_contrasts  # loads the selectors

    measured = list_contrasts(context.services.themes.load(name))
    return [TextContrast(sample.path, *contrast) for sample, contrast in measured]


def _list_themes(context: BuildContext) -> list[ThemeChoice]:
    choices = []
    for theme in list_theme_files(context.repository):
        try:
            choices.append(ThemeChoice(theme.name, context.services.themes.load(theme.name).accent))
        except ThemeError:  # reported by `publish themes`
            continue
    return choices


# --- list -------------------------------------------------------------------------------------

_SHOWN_STATES = {
    DeliveryState.DRAFT_INTENT: "uncertain",
    DeliveryState.DRAFTED: "drafted",
    DeliveryState.UNCERTAIN: "uncertain",
    DeliveryState.RELEASE_INTENT: "uncertain",
    DeliveryState.SUBMITTED: "drafted",
    DeliveryState.PUBLISHED: "published",
    DeliveryState.HELD: "uncertain",
    DeliveryState.FAILED: "drafted",
}
"""The other states are not shown."""


def list_issue_rows() -> list[IssueRow]:
    """Return all issues, the newest first."""
    try:
        context = _load_context()
        paths = context.folder.list_all()[::-1]
        issues = load_issue_states(context)
    except PublishError:
        return []
    rows = []
    for path in paths:
        errors, warnings = _count_problems(path, context)
        name = _name_file(path, context)
        known = issues.get(name, IssueState())
        rows.append(IssueRow(name, context.folder.find_title(name), known.state, errors, warnings, known.days))
    return rows


class IssueState(NamedTuple):
    """What is known of an issue beside its file."""

    state: str = ""  # `published`, `drafted`, `uncertain`, or empty
    days: tuple[DayTotals, ...] = ()  # what its first article came to by the end of each day


def load_issue_states(context: BuildContext) -> Mapping[str, IssueState]:
    """Return what `publications.json` and the ledger know of issues, by name.

    Without account or ledger, the ledger contributes nothing.
    """
    published = dict.fromkeys(context.services.issues.load_published(), IssueState("published"))
    try:
        with find_ledger(None, context.settings, context.repository).read() as ledger:
            known = _read_states(ledger) if ledger else {}
    except PublishError:
        return published
    return published | {
        name: each._replace(state="published") if name in published else each for name, each in known.items()
    }


def _read_states(ledger: Ledger) -> dict[str, IssueState]:
    deliveries = [delivery for delivery in ledger.list_deliveries() if delivery.state in _SHOWN_STATES]
    articles = ledger.find_statistics([delivery.number for delivery in deliveries])
    days = {article.delivery: article.totals for article in articles if article.position == 0}
    return {
        PurePosixPath(each.issue).name: IssueState(_SHOWN_STATES[each.state], days.get(each.number, ()))
        for each in deliveries
    }


def _count_problems(path: Path, context: BuildContext) -> tuple[int, int]:
    try:
        key = (str(path), file_state(path))
        if key not in _counts:
            problems = run_with_timeout(MAX_BUILD_SECONDS, _find_problems, path, context)
            found = [problem.severity for problem in problems]
            _counts[key] = (found.count(Severity.ERROR), found.count(Severity.WARNING))
    except TimeLimitExceededError:
        return 1, 0
    return _counts[key]


def _find_problems(path: Path, context: BuildContext) -> Iterable[Problem]:
    try:
        text = decode_issue(context.folder.load(path), path.name)
        issue = parse_issue(text, _name_file(path, context), context.settings.newsletter)
        return lint_issue(issue, text, context.settings)
    except IssueError as error:
        return error.problems


# --- save -------------------------------------------------------------------------------------


def save_front_matter(request: PreviewRequest, digest: str) -> SaveResult:
    """Write the tried options into the issue's front matter; the rest of the file does not change."""
    try:
        context = _load_context()
        path = _find_path(request.issue, context)
        data = context.folder.load(path)
        if hash_content(data) != digest:
            raise IssueError(Problem("issue-changed", file=path.name))
        _, front_matter = _parse(path, data)
        changes = _parse_changes(request, context)
        written = write_front_matter(data.decode(), front_matter, changes).encode()
        _parse(path, written)
        replace_issue(path, digest, written)
    except PublishError as error:
        reports = {language: map(each.report, error.problems) for language, each in TRANSLATORS.items()}
        return SaveResult(False, {language: "\n".join(lines) for language, lines in reports.items()})
    messages = {language: each.translate("page-kept-now", file=path.name) for language, each in TRANSLATORS.items()}
    return SaveResult(True, messages)


def _parse_changes(request: PreviewRequest, context: BuildContext) -> Mapping[str, str]:
    """Return the values to write, as the settings name them; raise IssueError or ThemeError for an invalid one."""
    changes: dict[str, str] = {}
    for key, value in request.changes:
        if value and key == THEME_KEY:
            context.services.themes.load(value)
        parsed = parse_theme_option(key, value) if value and key in OPTION_NAMES else value
        if isinstance(parsed, Problem):
            raise IssueError(parsed)
        changes[key] = parsed
    return changes
