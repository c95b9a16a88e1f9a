"""Commands, messages, exit codes; picks the real adapters."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple, NoReturn

from publish import __version__
from publish.adapters.build_folder import describe_article, save_article
from publish.adapters.cache import Cache, DiskStyleCache, find_cache_folder
from publish.adapters.issues import STANDARD_INPUT, IssueFolder, load_issue, read_issue_stream
from publish.adapters.pictures import PictureStore
from publish.adapters.settings import find_settings, load_settings
from publish.adapters.themes import load_theme
from publish.errors import IssueError, PublishError, SettingsError
from publish.messages import LANGUAGES, Translator, choose_language
from publish.model import Article, Problem, Settings, Theme
from publish.pipeline import build_article
from publish.ports import World
from publish.preview.page import render_preview

EXIT_DONE = 0
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


class _Arguments(argparse.Namespace):
    """What the command line says."""

    command: str
    issues: list[str]
    all: bool
    theme: str | None
    out: str
    json: bool
    quiet: bool
    lang: str | None
    config: str | None


@dataclass(frozen=True, slots=True)
class _Workshop:
    """All that building needs, set up once."""

    arguments: _Arguments
    translator: Translator
    repository: Path
    settings: Settings
    theme: Theme
    folder: IssueFolder
    world: World


class _Built(NamedTuple):
    """An article that was written."""

    article: Article
    page: Path
    """The copy page."""
    place: PurePosixPath
    """The issue's own file."""


def run() -> None:
    """Run the command line and leave with its exit code."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has gone; nobody is left to be told
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = EXIT_DONE
    sys.exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    translator = Translator(choose_language(_find_language(words), os.environ))
    arguments = _make_parser(translator).parse_args(words, namespace=_Arguments())
    try:
        return _build(arguments, translator)
    except PublishError as error:
        _report(error.problems, translator)
        return error.exit_code
    except KeyboardInterrupt:
        print(translator.say("interrupted"), file=sys.stderr)
        return EXIT_INTERRUPTED


def _find_language(words: list[str]) -> str | None:
    """Return the language asked for, before anything else is parsed: the help itself is translated."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--lang", nargs="?")
    said: str | None = parser.parse_known_args(words)[0].lang
    return said if said in LANGUAGES else None


def _make_parser(translator: Translator) -> argparse.ArgumentParser:
    say = translator.say

    class Parser(argparse.ArgumentParser):
        def error(self, message: str) -> NoReturn:
            self.exit(EXIT_USAGE, say("usage-wrong", what=message, command=self.prog) + "\n")

    shared = Parser(add_help=False)
    shared.add_argument("--json", action="store_true", help=say("help-json"))
    shared.add_argument("--quiet", action="store_true", help=say("help-quiet"))
    shared.add_argument("--lang", choices=LANGUAGES, help=say("help-lang"))
    shared.add_argument("--config", metavar="FILE", help=say("help-config"))
    parser = Parser(prog="publish", description=say("about"), allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"publish {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    about = say("about-build")
    build = commands.add_parser("build", parents=[shared], help=about, description=about, allow_abbrev=False)
    build.add_argument("issues", nargs="*", metavar="ISSUE", help=say("help-issue"))
    build.add_argument("--all", action="store_true", help=say("help-all"))
    build.add_argument("--theme", metavar="NAME", help=say("help-theme"))
    build.add_argument("--out", metavar="FOLDER", default="build", help=say("help-out"))
    return parser


def _build(arguments: _Arguments, translator: Translator) -> int:
    """Build every issue asked for; one that cannot be read does not stop the others."""
    if bool(arguments.issues) == arguments.all:
        print(translator.say("usage-both" if arguments.all else "usage-no-issue"), file=sys.stderr)
        return EXIT_USAGE
    workshop = _open_workshop(arguments, translator)
    wanted = [str(path) for path in workshop.folder.find_all()] if arguments.all else arguments.issues
    code = EXIT_DONE
    built: list[_Built] = []
    for issue in wanted:
        try:
            built.append(_build_issue(issue, workshop, {other.page: other.place for other in built}))
        except PublishError as error:
            _report(error.problems, translator)
            code = error.exit_code
    if arguments.json:
        _print_json(built, translator, several=arguments.all or len(wanted) > 1)
    if built and not arguments.quiet:
        _say_what_next(built, len(wanted), workshop)
    return code


def _open_workshop(arguments: _Arguments, translator: Translator) -> _Workshop:
    cache = Cache(find_cache_folder(os.environ))
    repository, path = find_settings(_find_current_folder(), arguments.config)
    settings = load_settings(path, cache)
    name = arguments.theme or settings.theme
    folder = IssueFolder(repository / settings.issues)
    return _Workshop(
        arguments=arguments,
        translator=translator,
        repository=repository,
        settings=settings,
        theme=_open_theme(name, repository, cache),
        folder=folder,
        world=World(folder, PictureStore(repository, cache), DiskStyleCache(cache)),
    )


def _find_current_folder() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise SettingsError(Problem("folder-gone")) from error


def _open_theme(name: str, repository: Path, cache: Cache) -> Theme:
    """Return a theme; one that was read before is not read again."""
    css = load_theme(name, repository)
    known = cache.load("themes", css)
    if known is not None:
        return Theme(name, known.decode(), hashlib.sha256(known).hexdigest())
    from publish.steps.style.theme import read_theme  # loads the CSS parser

    theme = read_theme(name, css)
    cache.save("themes", css, theme.css.encode())
    return theme


def _build_issue(issue: str, workshop: _Workshop, built: Mapping[Path, PurePosixPath]) -> _Built:
    """Build one issue and tell of it: its page to stdout, all else to stderr."""
    text, place = _read_issue(issue, workshop)
    folder = Path(workshop.arguments.out) / place.stem
    if built.get(folder / "preview.html", place) != place:
        raise IssueError(Problem("issue-twice", {"issue": place.stem}, file=str(place)))
    article = build_article(text, place, workshop.settings, workshop.theme, workshop.world)
    preview = render_preview(article, workshop.translator)
    page = save_article(folder, article, preview, workshop.translator)
    _report(article.problems, workshop.translator)
    if not workshop.arguments.json:
        print(page)
    if not workshop.arguments.quiet:
        _say_built(article, workshop.translator)
    return _Built(article, page, place)


def _read_issue(issue: str, workshop: _Workshop) -> tuple[str, PurePosixPath]:
    """Return the text of an issue and where it lies."""
    if issue == "-" and sys.stdin is not None:
        return read_issue_stream(sys.stdin.buffer), PurePosixPath(STANDARD_INPUT)
    path = workshop.folder.find(issue)
    return load_issue(path), _find_place(path, workshop.repository)


def _find_place(path: Path, repository: Path) -> PurePosixPath:
    """Return a file's path in the repository; pictures of a file outside are looked for at its root."""
    real, root = path.resolve(), repository.resolve()
    return PurePosixPath(real.relative_to(root) if real.is_relative_to(root) else path.name)


def _say_built(article: Article, translator: Translator) -> None:
    counts = {"entries": article.counts.entries, "references": article.counts.references}
    title = article.headline.title
    print(translator.say("built", title=title, chars=len(article.html), **counts), file=sys.stderr)


def _print_json(built: list[_Built], translator: Translator, *, several: bool) -> None:
    """Print one object for one issue, a list for several."""
    described = [describe_article(article, translator).rstrip() for article, *_ in built]
    if several:
        print("[" + ",\n".join(described) + "]")
    elif described:
        print(described[0])


def _say_what_next(built: list[_Built], wanted: int, workshop: _Workshop) -> None:
    """Say where the articles are and what to do with them."""
    if wanted == 1:
        told = workshop.translator.say("built-next", path=built[0].page)
    else:
        values = {"count": len(built), "total": wanted, "path": workshop.arguments.out}
        told = workshop.translator.say("built-many", **values)
    print(told, file=sys.stderr)


def _report(problems: Sequence[Problem], translator: Translator) -> None:
    for problem in problems:
        print(translator.report(problem), file=sys.stderr)
