"""The functions that other programs call: render a text, build an issue, check either.

Each may be called from any thread. In the main thread it works there; in any other a worker process does
(`adapters/system/worker_processes.py` says why). A relative folder means what it means when the call begins.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, ParamSpec, TypeAlias, TypedDict, TypeVar, Unpack, overload

from publish.core.exceptions import PublishError, SettingsError
from publish.core.problem import Problem
from publish.core.theme import ThemeOptions
from publish.i18n.translator import LANGUAGES, Translator
from publish.library.problem_report import Language, ProblemReport, report_problems_in
from publish.library.rendered_html import ArticleHtml

if TYPE_CHECKING:
    from publish.library.built_issue import BuiltIssue

StrPath: TypeAlias = str | os.PathLike[str]

_P = ParamSpec("_P")
_R = TypeVar("_R")


class ThemeChoices(TypedDict, total=False):
    """What of a theme may be set without CSS; the front matter of a text wins over it."""

    accent: str
    """A colour: `#1e6bb8`."""
    text_size: Literal["small", "standard", "large"]
    density: Literal["compact", "standard", "airy"]
    headings: Literal["theme", "plain", "bar", "underline", "block", "centered", "numbered"]
    code_theme: Literal["theme", "github", "solarized", "nord", "one-dark", "monokai"]
    indent: bool
    """Whether paragraphs begin with a space of two letters."""
    justify: bool
    """Whether the lines of paragraphs end at the same edge."""


def render(
    text: str,
    theme: str = "neural",
    *,
    folder: StrPath | None = None,
    language: Language = "en",
    **options: Unpack[ThemeChoices],
) -> ArticleHtml:
    """Return the article of a Markdown text: one HTML element, its styles in it, ready to be pasted.

    No settings are read. Pictures lie in the result as `data:` addresses; those of the web keep their own.

    Args:
        text: Markdown, with or without front matter.
        theme: The name of a theme, of the folder's `themes/` or of those that came with the program.
        folder: Where the files of pictures and themes are looked for; without one none are.
        language: That of problems and errors.
        options: Theme options: `accent="#1e6bb8"`, `text_size="large"`; `ThemeChoices` lists them.

    Raises:
        IssueError: The text is empty, its front matter is broken, or characters deceive who reads it.
        ThemeError: There is no such theme, it cannot be used, or an option is invalid.
    """
    _refuse_unknown(options)
    from publish.library.engine import render_text  # whoever imports `publish` may want its version alone

    rendered = _call(language, render_text, text, theme, dict(options), _resolve_optional(folder))
    return ArticleHtml(rendered.html, report_problems_in(language, rendered.problems))


def build(
    issue: StrPath,
    folder: StrPath = ".",
    *,
    theme: str | None = None,
    out: StrPath | None = None,
    language: Language = "en",
) -> BuiltIssue:
    """Return the article of an issue, built as `publish build` builds it.

    Args:
        issue: A name, a date or a number, as on the command line, or a path from the folder.
        folder: The newsletter's folder, or one in it: the nearest `publish.toml` is read.
        theme: The name of a theme, in place of the one of settings and issue.
        out: Where to write the article, in a folder of its name; without it nothing is written.
        language: That of problems, errors and the preview page.

    Raises:
        IssueError: There is no such issue, or it cannot be built.
        ArticleError: The article would be damaged.
        SettingsError: `publish.toml` is invalid.
        ThemeError: The theme is missing or cannot be used.
        OutputError: `out` cannot be written.
    """
    from publish.library.built_issue import describe_outcome
    from publish.library.engine import IssueRequest, build_issue_file

    request = IssueRequest(_name(issue), _resolve(folder), theme)
    target = _resolve_optional(out)
    outcome = _call(language, build_issue_file, request, language)
    built = describe_outcome(outcome, language)
    if target is not None:
        built.save(target)
    return built


@overload
def check(issue: StrPath, folder: StrPath = ".", *, language: Language = "en") -> tuple[ProblemReport, ...]: ...


@overload
def check(*, text: str, folder: StrPath | None = None, language: Language = "en") -> tuple[ProblemReport, ...]: ...


def check(
    issue: StrPath | None = None,
    folder: StrPath | None = None,
    *,
    text: str | None = None,
    language: Language = "en",
) -> tuple[ProblemReport, ...]:
    """Return the problems of an issue or a text, in the order of its lines, as `publish check` finds them.

    Args:
        issue: A name, a date or a number, as on the command line, or a path from the folder.
        folder: The newsletter's folder, or one in it; for an issue the current one if none is given, for a text none.
        text: Markdown to check in place of an issue.
        language: That of the problems.

    Raises:
        IssueError: There is no such issue, or its file cannot be read; what is wrong inside it is a problem.
        SettingsError: `publish.toml` or `check-baseline.toml` is invalid.
        ThemeError: The theme of the settings is missing or cannot be used.
    """
    from publish.library.engine import IssueRequest, check_issue_file, check_text

    if text is not None and issue is None:
        return report_problems_in(language, _call(language, check_text, text, _resolve_optional(folder)))
    if issue is None or text is not None:
        raise TypeError("check() takes an issue or a text")
    request = IssueRequest(_name(issue), _resolve("." if folder is None else folder))
    return report_problems_in(language, _call(language, check_issue_file, request))


def _call(language: Language, function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
    """Call a function where it can be interrupted; add the sentences of its problems to a PublishError."""
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}")
    translator = Translator(language)
    from publish.adapters.system.worker_processes import call_in_main_thread

    try:
        return call_in_main_thread(function, *args, **kwargs)
    except PublishError as error:
        for problem in error.problems:
            error.add_note(translator.report(problem))
        raise


def _resolve(folder: StrPath) -> Path:
    """Return the absolute path of a folder, so that no later change of the current folder matters."""
    try:
        return Path(os.path.abspath(folder))  # noqa: PTH100  # `..` leads back: settings are looked for above it
    except FileNotFoundError as error:  # the current one was deleted
        raise SettingsError(Problem("folder-gone")) from error


def _resolve_optional(folder: StrPath | None) -> Path | None:
    return None if folder is None else _resolve(folder)


def _name(issue: StrPath) -> str | Path:
    return issue if isinstance(issue, str) else Path(issue)


def _refuse_unknown(options: Iterable[str]) -> None:
    """Raise the error of Python's own for a keyword that there is not."""
    for name in options:
        if name not in ThemeOptions._fields:
            raise TypeError(f"render() got an unexpected keyword argument {name!r}")
