"""What `publish preview` does apart from its server, in a process of its own: build, list, and keep what was tried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from publish.adapters.storage.atomic_files import Stamp, file_state
from publish.adapters.storage.issue_folder import decode_issue
from publish.adapters.storage.issue_writer import name_content, replace_issue
from publish.adapters.storage.theme_files import list_theme_files
from publish.adapters.system.chromium import find_browser
from publish.adapters.system.time_limit import run_with_timeout
from publish.cli.build_context import BuildContext, load_build_context, relative_path
from publish.cli.build_issue import MAX_BUILD_SECONDS
from publish.cli.build_timeout import run_with_issue_timeout
from publish.cli.commands.check.parallel import open_index
from publish.cli.issue_states import find_states
from publish.cli.parser import Arguments
from publish.cli.worker_pool import end_with_worker_parent
from publish.core.article import Article
from publish.core.exceptions import IssueError, PublishError, ThemeError, TimeLimitExceededError
from publish.core.issue import FrontMatter, OtherIssues
from publish.core.problem import Problem, Severity
from publish.i18n.messages import LANGUAGES, Translator
from publish.lint import lint_issue
from publish.newsletter.front_matter import write_front_matter
from publish.newsletter.labels import THEME_KEY
from publish.newsletter.theme_options import ACCENT, OPTION_NAMES, parse_theme_option
from publish.pipeline import LintInputs, build_article, lint_issue_and_article
from publish.preview.live_builds import PreviewBuild, SaveResult
from publish.preview.live_panels import IssueRow, LookChoices, ThemeChoice, render_downloads, render_looks, render_stale
from publish.preview.page import PreviewView, render_view
from publish.preview.panels import render_problems
from publish.preview.preview_request import PreviewRequest
from publish.steps.parse import parse_issue

TRANSLATORS = {language: Translator(language) for language in LANGUAGES}


class _WorkerState(NamedTuple):
    """What a worker knows for as long as it lives."""

    arguments: Arguments
    counts: dict[tuple[str, Stamp], tuple[int, int]]
    """Errors and warnings by name and stamp of a file."""


_benches: list[_WorkerState] = []


def set_up_preview_worker(arguments: Arguments) -> None:
    """Get ready for work."""
    end_with_worker_parent()
    _benches[:] = [_WorkerState(arguments, {})]


# --- build ------------------------------------------------------------------------------------


class _IssueSource(NamedTuple):
    """An issue's file."""

    path: Path
    data: bytes
    text: str
    """Decoded, with plain line ends."""
    front_matter: FrontMatter


def build_preview(preview_request: PreviewRequest) -> PreviewBuild:
    """Build what is wished for; what is wrong with it is among what is returned."""
    digest = ""
    try:
        context = _open_workshop()
        path = _find_path(preview_request.issue, context)
        data = context.folder.load(path)
        digest = name_content(data)
        other_issues = open_index(context).find_neighbours(
            path
        )  # a folder may be large, which is not the issue's fault
        place = relative_path(path, context)
        return run_with_issue_timeout(
            MAX_BUILD_SECONDS, place, _build, preview_request, path, data, other_issues, context
        )
    except PublishError as error:
        return fail_preview(digest, error.problems)


def _build(
    preview_request: PreviewRequest, path: Path, data: bytes, other_issues: OtherIssues, context: BuildContext
) -> PreviewBuild:
    source, place = _read_source(path, data), relative_path(path, context)
    tried = _try(source, preview_request)
    desk = LintInputs(context.settings, context.theme, context.services)
    article = build_article(tried, place, *desk)
    article = _add_findings(article, lint_issue_and_article(tried, place, desk, other_issues))
    article = _place_back(article, source, tried)
    looks = _find_looks(parse_issue(tried, place.stem).front_matter, preview_request, context)
    views = {language: _render(article, source.text, translator) for language, translator in TRANSLATORS.items()}
    exports = find_browser() is not None
    panels = {
        language: {
            "look": render_looks(looks, translator),
            "downloads": render_downloads(translator, exports=exports),
        }
        for language, translator in TRANSLATORS.items()
    }
    return PreviewBuild(name_content(data), views, panels)


def _render(article: Article, text: str, translator: Translator) -> PreviewView:
    view = render_view(article, translator, text, checked=True)
    return view._replace(payload={name: article.embedding.fill(shown) for name, shown in view.payload.items()})


def fail_preview(digest: str, problems: Iterable[Problem]) -> PreviewBuild:
    """Return what is to be said of an issue that cannot be built."""
    told = list(problems)
    panels = {
        language: {"problems": render_stale(translator) + render_problems(told, translator)}
        for language, translator in TRANSLATORS.items()
    }
    return PreviewBuild(digest, {}, panels)


def _open_workshop() -> BuildContext:
    """Read settings and theme as they are now."""
    return load_build_context(_benches[0].arguments, TRANSLATORS["zh"])


def _find_path(name: str, context: BuildContext) -> Path:
    """Return the file of an issue of the newsletter, or of the one that was asked for on the command line.

    Raises:
        IssueError: It is neither.
    """
    given = _benches[0].arguments.issue
    if given and Path(given).stem == name and ("/" in given or given.endswith(".md")):
        return Path(given)
    known = {path.stem: path for path in context.folder.list_all()}
    path = known.get(name)
    if path is None:
        raise IssueError(Problem("issue-no-path", {"path": f"{name}.md"}))
    return path


def _read_source(path: Path, data: bytes) -> _IssueSource:
    text = decode_issue(data, path.name)
    return _IssueSource(path, data, text, _read_front_matter(text, path))


def _read_front_matter(text: str, path: Path) -> FrontMatter:
    try:
        return parse_issue(text, path.stem).front_matter
    except IssueError as error:
        raise IssueError(*(problem._replace(file=path.name) for problem in error.problems)) from error


def _try(source: _IssueSource, preview_request: PreviewRequest) -> str:
    """Return the issue's text as it would be once the wish is kept."""
    return (
        write_front_matter(source.text, source.front_matter, dict(preview_request.changes))
        if preview_request.changes
        else source.text
    )


def _add_findings(article: Article, checked: Iterable[Problem]) -> Article:
    """Return an article with all that `publish check` finds in its issue, beside what building found, nothing twice."""
    known = {(problem.rule, problem.line, problem.message) for problem in article.problems}
    new = [problem for problem in checked if (problem.rule, problem.line, problem.message) not in known]
    return article._replace(problems=tuple(sorted((*article.problems, *new), key=lambda problem: problem.line or 0)))


def _place_back(article: Article, source: _IssueSource, tried: str) -> Article:
    """Return an article whose problems stand where they do in the file."""
    more = tried.count("\n") - source.text.count("\n")
    if not more:
        return article
    head = source.front_matter.span.end_line - 1 if source.front_matter.span else 0
    moved = (
        problem._replace(line=max(problem.line - more, 1)) if problem.line and problem.line > head else problem
        for problem in article.problems
    )
    return article._replace(problems=tuple(moved))


def _find_looks(front_matter: FrontMatter, preview_request: PreviewRequest, context: BuildContext) -> LookChoices:
    said = front_matter.values
    accent = parse_theme_option(ACCENT, said.get(ACCENT, "")) if said.get(ACCENT) else ""
    words = {
        key: parse_theme_option(key, said[key]) if said.get(key) else getattr(context.settings, key)
        for key in OPTION_NAMES
    }
    chosen = {THEME_KEY: said.get(THEME_KEY) or context.theme.name, **words, ACCENT: accent}
    return LookChoices(
        _list_themes(context), {key: str(value) for key, value in chosen.items()}, tried=bool(preview_request.changes)
    )


def _list_themes(context: BuildContext) -> list[ThemeChoice]:
    choices = []
    for theme in list_theme_files(context.repository):
        try:
            choices.append(ThemeChoice(theme.name, context.services.themes.load(theme.name).accent))
        except ThemeError:  # told by `publish themes`
            continue
    return choices


# --- list -------------------------------------------------------------------------------------


def list_issue_rows() -> list[IssueRow]:
    """Return every issue, the newest first."""
    try:
        context = _open_workshop()
        paths = context.folder.list_all()[::-1]
        states = find_states(context)
    except PublishError:
        return []
    return [_make_row(path, states.get(path.stem, ""), context) for path in paths]


def _make_row(path: Path, state: str, context: BuildContext) -> IssueRow:
    errors, warnings = _count_problems(path, context)
    return IssueRow(path.stem, context.folder.find_title(path.stem), state, errors, warnings)


def _count_problems(path: Path, context: BuildContext) -> tuple[int, int]:
    counts = _benches[0].counts
    try:
        stamp = (path.name, file_state(path))
        if stamp not in counts:
            problems = run_with_timeout(MAX_BUILD_SECONDS, _find_problems, path, context)
            found = [problem.severity for problem in problems]
            counts[stamp] = (found.count(Severity.ERROR), found.count(Severity.WARNING))
    except TimeLimitExceededError:
        return 1, 0
    return counts[stamp]


def _find_problems(path: Path, context: BuildContext) -> Iterable[Problem]:
    try:
        text = decode_issue(context.folder.load(path), path.name)
        return lint_issue(parse_issue(text, path.stem), text, context.settings)
    except IssueError as error:
        return error.problems


# --- keep -------------------------------------------------------------------------------------


def save_front_matter(preview_request: PreviewRequest, digest: str) -> SaveResult:
    """Write what was tried into the issue's front matter; nothing else of the file changes."""
    try:
        context = _open_workshop()
        path = _find_path(preview_request.issue, context)
        data = context.folder.load(path)
        if name_content(data) != digest:
            raise IssueError(Problem("issue-changed", file=path.name))
        source = _read_source(path, data)
        changes = _judge(preview_request, context)
        written = write_front_matter(data.decode(), source.front_matter, changes).encode()
        _read_source(path, written)
        replace_issue(path, digest, written)
    except PublishError as error:
        said = {
            language: "\n".join(map(translator.report, error.problems)) for language, translator in TRANSLATORS.items()
        }
        return SaveResult(False, said)
    values = {"file": path.name}
    return SaveResult(
        True,
        {language: translator.translate("page-kept-now", **values) for language, translator in TRANSLATORS.items()},
    )


def _judge(preview_request: PreviewRequest, context: BuildContext) -> Mapping[str, str]:
    """Return what is to be written, in the program's own words.

    Raises:
        IssueError: A knob cannot be set so.
        ThemeError: There is no such theme.
    """
    changes: dict[str, str] = {}
    for key, value in preview_request.changes:
        if value and key == THEME_KEY:
            context.services.themes.load(value)
        read = parse_theme_option(key, value) if value and key in OPTION_NAMES else value
        if isinstance(read, Problem):
            raise IssueError(read)
        changes[key] = read
    return changes
