"""What the functions of the library do, in the main thread of this process or of a worker.

Nothing is written, and no path is relative to the current folder. What is kept from one call to the next goes by its
content, so that no result depends on the calls before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from publish.adapters.config.settings_file import find_settings, load_settings
from publish.adapters.media.diagram_programs import DiagramPrograms
from publish.adapters.media.fonts import FontFinder
from publish.adapters.media.picture_store import PictureStore
from publish.adapters.storage.baseline_file import load_baseline
from publish.adapters.storage.issue_folder import open_issue_folder
from publish.adapters.storage.issue_index import IssueIndex
from publish.adapters.storage.issue_location import find_location
from publish.adapters.storage.load_issue import STANDARD_INPUT, decode_issue, load_issue_stream
from publish.adapters.storage.memory_cache import MemoryCache, MemoryStyleCache
from publish.adapters.storage.theme_loader import ThemeLoader
from publish.adapters.system.time_limit import run_with_timeout
from publish.core.article import Article
from publish.core.exceptions import PublishError, ThemeError
from publish.core.issue import OtherIssues
from publish.core.ports import BuildServices
from publish.core.problem import Problem, add_location
from publish.core.settings import Settings
from publish.i18n.translator import Translator
from publish.library.build_with_preview import build_with_preview
from publish.library.issue_timeout import MAX_BUILD_SECONDS, MAX_CHECK_SECONDS, run_with_issue_timeout
from publish.library.no_newsletter import NoIssues
from publish.library.open_newsletter import Newsletter, RepositorySettings, open_newsletter
from publish.lint.baseline import filter_known
from publish.newsletter.theme_options import parse_theme_option
from publish.pipeline import RenderedArticle, render_article
from publish.pipeline.lint_article import lint_issue_and_article
from publish.pipeline.resolve_theme import apply_theme_options, find_unused_options
from publish.pipeline.styled_page import BuildInputs

_TEXT = PurePosixPath(STANDARD_INPUT)  # stands for the file of a text

_UNTITLED = "title-from-file"  # of no use to whoever gets the article without its title
_SWITCHES = ("indent", "justify")  # theme options that settings hold as booleans

_cache = MemoryCache()
_styles = MemoryStyleCache()


class IssueRequest(NamedTuple):
    """An issue to work on."""

    issue: str | Path  # a name, a date or a path from the folder
    folder: Path
    theme: str | None = None  # replaces the theme of the settings and of the issue


class FoundIssue(NamedTuple):
    """A newsletter, and the place of one of its issues."""

    newsletter: Newsletter
    repository: Path  # without symbolic links
    path: Path
    location: PurePosixPath  # path in the repository


class BuildOutcome(NamedTuple):
    """An article with its preview page, and the problems of newsletter and article."""

    article: Article
    preview: str
    problems: tuple[Problem, ...]


def render_text(text: str, theme: str, options: Mapping[str, object], folder: Path | None) -> RenderedArticle:
    """Return the article of a text; raise PublishError if text, theme or options are invalid."""
    inputs, unused = _open_inputs(theme, options, folder)
    with _name_problems(_TEXT.name, None):
        decoded = decode_issue(load_issue_stream(BytesIO(_encode(text))), _TEXT.name)
        html, problems = run_with_issue_timeout(MAX_BUILD_SECONDS, _TEXT, render_article, decoded, _TEXT, inputs)
    found = (problem for problem in problems if problem.message != _UNTITLED)
    return RenderedArticle(html, (*inputs.theme.problems, *unused, *_rename(found, _TEXT.name, None)))


def build_issue_file(request: IssueRequest, language: str) -> BuildOutcome:
    """Return the article of an issue; raise PublishError if newsletter or issue are invalid."""
    newsletter, _, path, location = _open_issue(request)
    file = _name_file(path, request.folder)
    with _name_problems(location.name, file):
        text = decode_issue(newsletter.folder.load(path), location.name)
        others = _open_index(newsletter).find_other_issues(path)
        given = (text, location, newsletter.inputs, others, Translator(language))
        article, preview = run_with_issue_timeout(MAX_BUILD_SECONDS, location, build_with_preview, *given)
    return BuildOutcome(article, preview, (*newsletter.problems, *_rename(article.problems, location.name, file)))


def check_issue_file(request: IssueRequest) -> list[Problem]:
    """Return the problems of an issue; raise PublishError if the newsletter is invalid or has no such issue."""
    newsletter, repository, path, location = _open_issue(request)
    data = newsletter.folder.load(path)
    others = _open_index(newsletter).find_other_issues(path)
    problems, lines = _lint(data, location, newsletter.inputs, others)
    located = add_location(problems, _name_file(path, request.folder), alias=location.name)
    return filter_known(located, location.as_posix(), lines, load_baseline(repository)).problems


def check_text(text: str, folder: Path | None) -> list[Problem]:
    """Return the problems of a text, by the settings of the newsletter in a folder if there is one."""
    others = None
    if folder is None:
        inputs, _ = _open_inputs(Settings().theme, {}, None)
    else:
        newsletter = _open_newsletter(folder, None)[0]
        inputs, others = newsletter.inputs, _open_index(newsletter).find_other_issues(None)
    problems, _ = _lint(_encode(text), _TEXT, inputs, others)
    return _rename(problems, _TEXT.name, None)


def _lint(
    data: bytes, location: PurePosixPath, inputs: BuildInputs, others: OtherIssues | None
) -> tuple[list[Problem], list[str]]:
    """Return the problems and the lines of an issue; that it cannot be parsed is a problem, too."""
    try:
        text = decode_issue(load_issue_stream(BytesIO(data)), location.name)
        given = (text, location, inputs, others)
        linted = run_with_issue_timeout(MAX_CHECK_SECONDS, location, lint_issue_and_article, *given)
    except PublishError as error:
        return [*error.problems], []
    return linted.problems, text.split("\n")


def _encode(text: str) -> bytes:
    """Return the bytes of a text, which may hold what no file can: decoding reports that."""
    return text.encode("utf-8", "surrogatepass")


# --- names of files in problems -----------------------------------------------------------------


def _name_file(path: Path, folder: Path) -> str:
    """Return a path for people: relative to the folder that was given, else absolute."""
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()


def _rename(problems: Iterable[Problem], name: str, file: str | None) -> list[Problem]:
    """Return problems with another name for the file that has one."""
    return [problem._replace(file=file) if problem.file == name else problem for problem in problems]


@contextmanager
def _name_problems(name: str, file: str | None) -> Iterator[None]:
    """Have the problems of an error call a file by another name."""
    try:
        yield
    except PublishError as error:
        error.problems = tuple(_rename(error.problems, name, file))
        raise


# --- newsletters --------------------------------------------------------------------------------


def _open_newsletter(folder: Path, theme: str | None) -> tuple[Newsletter, Path]:
    """Return the newsletter of a folder, or of the nearest folder above that has settings, and its real folder."""
    repository, path = find_settings(folder)
    found = RepositorySettings(repository, path, load_settings(path, _cache), _cache)
    return open_newsletter(found, _styles, theme), repository.resolve()


def _open_issue(request: IssueRequest) -> FoundIssue:
    newsletter, repository = _open_newsletter(request.folder, request.theme)
    issue, folder = request.issue, request.folder
    path = folder / issue if isinstance(issue, Path) else newsletter.folder.find(issue, folder)
    return FoundIssue(newsletter, repository, path, find_location(path, repository))


def _open_index(newsletter: Newsletter) -> IssueIndex:
    return IssueIndex(newsletter.folder, _cache, newsletter.settings.newsletter)


def _open_inputs(
    theme_name: str, options: Mapping[str, object], folder: Path | None
) -> tuple[BuildInputs, list[Problem]]:
    """Return what a text without a newsletter is built with, and the options that its theme does not use."""
    settings = _apply_options(options)
    theme = ThemeLoader(folder, _styles).load(theme_name)
    apply_theme_options(theme, settings.theme_options, _styles)  # what is unreadable is no mistake of the text's
    services = BuildServices(
        issues=open_issue_folder(folder, settings) if folder else NoIssues(),
        pictures=PictureStore(folder, _cache),
        styles=_styles,
        fonts=FontFinder(Path(), "", _cache),
        themes=ThemeLoader(folder, _styles, theme),
        diagrams=DiagramPrograms(settings),
        within=run_with_timeout,
    )
    return BuildInputs(settings, theme, services), find_unused_options(theme, settings.theme_options)


def _apply_options(options: Mapping[str, object]) -> Settings:
    """Return settings with theme options; raise ThemeError with everything that is wrong with them."""
    parsed = {name: parse_theme_option(name, str(value)) for name, value in options.items()}
    problems = [value for value in parsed.values() if isinstance(value, Problem)]
    if problems:
        raise ThemeError(*problems)
    values: dict[str, Any] = {name: value == "yes" if name in _SWITCHES else value for name, value in parsed.items()}
    return Settings()._replace(**values)
