"""Work of the server's process: commands with their replies, and what agents ask for that no command prints."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from publish.adapters.storage.issue_writer import hash_content
from publish.adapters.storage.load_issue import decode_issue
from publish.adapters.storage.repository_files import find_path_fault
from publish.adapters.system.chromium import draw_page, find_browser
from publish.cli import run_command
from publish.cli.build_context import BuildContext, load_build_context, relative_path
from publish.cli.build_issue import build_article_in_time
from publish.cli.build_task import BuildTask, find_build_folder
from publish.cli.console import Console
from publish.cli.ledger_access import load_ledger_context
from publish.cli.parser import Arguments, parse_arguments
from publish.cli.reply import Ending, make_reply
from publish.cli.worker_pool import end_with_worker_parent
from publish.core.article import Article
from publish.core.exceptions import FileError, IssueError, OutputError, PublishError
from publish.core.operating_system import is_path_word
from publish.core.problem import Problem
from publish.i18n.translator import Translator
from publish.library.api import render
from publish.preview.versions import Version, fill_pictures, insert_pictures, render_versions

if TYPE_CHECKING:
    from publish.contract.mcp_results import IssueList, IssueText, ListedIssue, RenderedText
    from publish.contract.reply_types import Reply

MAX_TEXT_CHARS = 1_000_000
"""Of a text that is rendered; the longest real issue has 26,000."""
MAX_PART_PIXELS = 3_000
"""Height of a part of a picture: models shrink what is higher until nothing can be read."""
MAX_LISTED = 200
_STANDARD_OUTPUT, _STANDARD_ERROR = 1, 2  # descriptors, of any library and child, too
_SUFFIXES = frozenset({".md", ".markdown"})

_R = TypeVar("_R")


class Confinement(NamedTuple):
    """Where the process works, and in which language it answers."""

    root: Path  # without symbolic links
    config: str | None
    language: str


_confinement: list[Confinement] = []


def set_up_worker(confinement: Confinement) -> None:
    """Set up the process: it prints nothing where the protocol is spoken."""
    end_with_worker_parent()
    os.dup2(_STANDARD_ERROR, _STANDARD_OUTPUT)
    os.chdir(confinement.root)
    _confinement[:] = [confinement]


# --- commands -----------------------------------------------------------------------------------


def answer(words: list[str], issues: list[str]) -> Reply:
    """Return the reply of a command; an issue outside the newsletter's folder is refused."""
    confinement = _confinement[0]
    shared = ["--lang", confinement.language, "--quiet", "--json"]
    config = ["--config", confinement.config] if confinement.config else []
    given = ["--", *issues] if issues else []
    console = Console(Translator(confinement.language), as_json=True, silent=True)
    try:
        if issues:
            context = _load_context()
            for issue in issues:
                _find_inside(issue, context)
        arguments = parse_arguments([*words, *shared, *config, *given], console.translator)
    except PublishError as error:
        console.fail(error)
        return make_reply(Ending(words[0], None, error.exit_code), console)
    return make_reply(run_command(arguments, console), console)


def _load_context() -> BuildContext:
    confinement = _confinement[0]
    return load_build_context(Arguments(config=confinement.config), Translator(confinement.language))


def _find_inside(issue: str, context: BuildContext) -> Path:
    """Return the file of an issue.

    Raises:
        PublishError: There is none, it is no Markdown, or it or its article lies outside the newsletter, or hidden.
    """
    if not issue.strip() or issue == "-" or "\0" in issue:
        raise IssueError(Problem("mcp-no-issue"))
    if is_path_word(issue):  # before it is looked for: whether there is a file outside is nobody's business
        _check_inside(Path(issue), issue)
    path = context.folder.find(issue)
    _check_inside(path, issue)  # a link may lead elsewhere
    if path.suffix.lower() not in _SUFFIXES:
        raise FileError(Problem("mcp-no-markdown", {"path": issue}))
    _check_inside(find_build_folder(relative_path(path, context), context), issue)
    return path


def _check_inside(path: Path, issue: str) -> None:
    """Raise FileError where a path really leads out of the newsletter's folder, or into a hidden part of it."""
    root = _confinement[0].root
    try:
        fault = find_path_fault(Path(os.path.realpath(path)), root)
    except ValueError as error:  # no path has such characters
        raise IssueError(Problem("mcp-no-issue")) from error
    if fault is not None:
        raise FileError(Problem("mcp-outside", {"path": issue, "folder": str(root)}))


# --- what no command prints ---------------------------------------------------------------------


class Refusal(NamedTuple):
    """Why something could not be done: its sentences."""

    sentences: list[str]


def _or_refusal(work: Callable[[], _R]) -> _R | Refusal:
    """Return what a function returns, or the sentences of its error."""
    try:
        return work()
    except PublishError as error:
        translator = Translator(_confinement[0].language)
        return Refusal([translator.report(problem) for problem in error.problems])


def list_issues(first: int) -> IssueList | Refusal:
    """Return the newsletter's issues, newest first, from one on, with what the ledger knows of them."""
    return _or_refusal(lambda: _list_issues(first))


def _list_issues(first: int) -> IssueList:
    context = _load_context()
    states = _load_states()
    paths = context.folder.list_all()[::-1]
    issues: list[ListedIssue] = []
    for path in paths[first : first + MAX_LISTED]:
        location = relative_path(path, context)
        name = context.folder.identify(location).name
        state = _find_state(context.folder.name_for_ledger(location), states)
        issues.append({"name": name, "file": str(location), "title": context.folder.find_title(name), "state": state})
    return {"issues": issues, "total": len(paths)}


def _find_state(name: str, states: Mapping[str, str] | None) -> str:
    return "unknown" if states is None else states.get(name, "planned")


def _load_states() -> Mapping[str, str] | None:
    """Return the states of deliveries by issue; None where there is no account, or several."""
    try:
        context = load_ledger_context(Arguments(config=_confinement[0].config, account=None))
        with context.ledger.read() as ledger:
            return {each.issue: str(each.state) for each in ledger.list_deliveries()} if ledger else {}
    except PublishError:
        return None


def read_issue(issue: str) -> IssueText | Refusal:
    """Return the text of an issue."""
    return _or_refusal(lambda: _read_issue(issue))


def _read_issue(issue: str) -> IssueText:
    context = _load_context()
    path = _find_inside(issue, context)
    data, location = context.folder.load(path), relative_path(path, context)
    name = context.folder.identify(location).name
    text = decode_issue(data, location.name)
    return {"name": name, "file": str(location), "text": text, "digest": hash_content(data)}


def render_text(markdown: str, theme: str) -> RenderedText | Refusal:
    """Return the article of a text as HTML."""
    return _or_refusal(lambda: _render_text(markdown, theme))


def _render_text(markdown: str, theme: str) -> RenderedText:
    if len(markdown) > MAX_TEXT_CHARS:
        raise IssueError(Problem("mcp-long", {"chars": len(markdown), "limit": MAX_TEXT_CHARS}))
    if "\n" not in markdown.strip() and is_path_word(markdown.strip()):
        raise IssueError(Problem("mcp-path", {"path": markdown.strip()}))
    theme = theme or _load_context().settings.theme
    html = render(markdown, theme, folder=_confinement[0].root)
    return {"html": html, "chars": len(html), "theme": theme}


class DrawnPart(NamedTuple):
    """A part of an article's picture, from the top."""

    png: str  # in base64
    number: int
    parts: int


def draw_issue(issue: str, part: int, dark: bool) -> DrawnPart | Refusal:
    """Return a part of the picture of an article, as a phone shows what was pasted."""
    return _or_refusal(lambda: _draw_issue(issue, part, dark))


def _draw_issue(issue: str, part: int, dark: bool) -> DrawnPart:
    from PIL import Image  # no other tool needs it

    browser = find_browser()
    if browser is None:
        raise OutputError(Problem("mcp-no-browser"))
    context = _load_context()
    article = _build(issue, context)
    pages = render_versions(article, context.translator)[Version.PASTED]
    html = insert_pictures(pages.dark if dark else pages.light, fill_pictures(article.embedding))
    with Image.open(BytesIO(draw_page(browser, html))) as whole:
        parts = -(-whole.height // MAX_PART_PIXELS)
        number = min(max(part, 1), parts)
        top = (number - 1) * MAX_PART_PIXELS
        output = BytesIO()
        whole.crop((0, top, whole.width, min(top + MAX_PART_PIXELS, whole.height))).save(output, "png")
    return DrawnPart(base64.b64encode(output.getvalue()).decode(), number, parts)


def read_article(issue: str) -> str | Refusal:
    """Return the HTML of an issue's article, as it is pasted; nothing is written."""
    return _or_refusal(lambda: _read_article(issue))


def _read_article(issue: str) -> str:
    article = _build(issue, _load_context())
    return article.embedding.fill(article.html)


def _build(issue: str, context: BuildContext) -> Article:
    path = _find_inside(issue, context)
    return build_article_in_time(BuildTask(path, relative_path(path, context), None), context).article
