"""The state of a worker process of the preview: its command line, and what that leads to."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from publish.adapters.storage.load_issue import decode_issue
from publish.cli.build_context import BuildContext, load_build_context, relative_path
from publish.cli.parser import Arguments
from publish.cli.worker_pool import end_with_worker_parent
from publish.core.exceptions import IssueError
from publish.core.issue import FrontMatter
from publish.core.operating_system import is_path_word
from publish.core.problem import Problem
from publish.i18n.translator import LANGUAGES, Translator
from publish.pipeline.locate_problems import parse_issue_file

TRANSLATORS = {language: Translator(language) for language in LANGUAGES}

_arguments: list[Arguments] = []  # the command line of this process


def set_up_preview_worker(arguments: Arguments) -> None:
    """Set up the state of the process."""
    end_with_worker_parent()
    _arguments[:] = [arguments]


def load_context() -> BuildContext:
    """Read settings and theme as they are now."""
    return load_build_context(_arguments[0], TRANSLATORS["zh"])


def find_issue_path(name: str, context: BuildContext) -> Path:
    """Return the file of an issue: the one given on the command line, or else the one in the folder."""
    given = _arguments[0].issue
    if given and is_path_word(given) and name_file(Path(given), context) == name:
        return Path(given)
    for path in context.folder.list_all():
        if name_file(path, context) == name:
            return path
    raise IssueError(Problem("issue-no-path", {"path": f"{name}.md"}))


def name_file(path: Path, context: BuildContext) -> str:
    """Return the name of the issue that a file is."""
    return context.folder.identify(relative_path(path, context)).name


def read_front_matter(path: Path, data: bytes) -> tuple[str, FrontMatter]:
    """Return an issue's text with plain line ends, and its front matter."""
    text = decode_issue(data, path.name)
    return text, parse_issue_file(text, PurePosixPath(path.name)).front_matter


def translate_all(message: str, **values: object) -> dict[str, str]:
    """Return a message by language."""
    return {language: translator.translate(message, **values) for language, translator in TRANSLATORS.items()}


def report_all(problems: tuple[Problem, ...]) -> dict[str, str]:
    """Return the reports of problems, one a line, by language."""
    return {language: "\n".join(map(translator.report, problems)) for language, translator in TRANSLATORS.items()}
