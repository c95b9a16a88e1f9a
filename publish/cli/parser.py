"""Parse the command line: the command, its options, and what a misspelt word may have meant."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from publish.cli.option_parser import PROGRAM, HelpRequested, OptionParser, argparse_in
from publish.cli.options import OPTIONS, SHARED
from publish.core.exceptions import UsageError
from publish.core.nearest import find_nearest
from publish.core.problem import Problem
from publish.core.version import __version__
from publish.i18n.translator import LANGUAGES, Translator

if TYPE_CHECKING:
    from datetime import date

_LISTED = {"build": "issues", "check": "issues", "draft": "others"}
"""The argument of a command that takes any number of words."""
_FLAGS = frozenset(name for name, _, settings in SHARED if settings.get("action") == "store_true")
_VALUED = frozenset(name for name, _, _ in SHARED) - _FLAGS
_HELP_WORDS = frozenset({"help", "-h", "--help"})
_VERSION = "--version"


class Arguments(argparse.Namespace):
    """Parsed command line."""

    command: str
    issues: list[str]
    all: bool
    theme: str | None = None
    out: str = "build"
    watch: bool = False
    fix: bool
    diff: bool
    yes: bool
    init: bool
    links: bool
    official: bool
    strict: bool
    format: str
    port: int
    data: str | None
    content_limit: str | None
    act: str
    shell: str
    name: str
    like: str | None
    alias: str | None
    accent: str | None
    account: str | None
    rid: str | None
    issue: str
    open: bool
    dry_run: bool = False
    expect: str | None = None
    online: bool = False
    root: str | None = None
    allow_release: bool = False
    others: Sequence[str] = ()
    alone: bool = False
    kind: str | None = None
    anew: bool
    adopt: bool = False
    overwrite: bool
    mass: bool = False
    offline: bool
    resolve: str | None = None
    url: str | None = None
    since: date | None
    at: str | None
    by: str | None
    day: date | str | None
    check: bool
    json: bool
    quiet: bool
    lang: str | None
    config: str | None


def asks_for_json(words: Sequence[str]) -> bool:
    """Return whether a command line asks for JSON, before it is known to be valid."""
    return "--json" in words or ("--format", "json") in pairwise(words) or "--format=json" in words


def find_language(words: list[str]) -> str | None:
    """Return the value of `--lang`, before anything else is parsed: the help itself is translated."""
    for word, following in pairwise([*words, ""]):
        language = following if word == "--lang" else word.removeprefix("--lang=")
        if word.startswith("--lang") and language in LANGUAGES:
            return language
    return None


def parse_arguments(words: list[str], translator: Translator) -> Arguments:
    """Parse the command line; raise UsageError if it is invalid, HelpRequested if it asks for a text."""
    shared, rest = _split_shared(words)
    command, rest = (rest[0], rest[1:]) if rest else ("help", [])
    if command == _VERSION:
        raise HelpRequested(f"{PROGRAM} {__version__}")
    if command in _HELP_WORDS:
        command, rest = next(iter(_split_shared(rest)[1]), ""), ["--help"]
    if not command:
        from publish.cli.overview import render_overview  # only help needs it

        raise HelpRequested(render_overview(translator))
    if command not in OPTIONS:
        names = [*_FLAGS, *_VALUED, _VERSION] if command.startswith("-") else [*OPTIONS, "help"]
        raise _explain_unknown(command, names, PROGRAM, translator)
    with argparse_in(translator.language):
        return _parse_command(command, [*shared, *rest], translator)


def _split_shared(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the options before the command that every command has, and the rest."""
    end = 0
    while end < len(words) and (words[end] in _FLAGS or words[end].partition("=")[0] in _VALUED):
        end += 2 if words[end] in _VALUED else 1
    return [*words[:end]], [*words[end:]]


def _parse_command(command: str, words: list[str], translator: Translator) -> Arguments:
    parser = OptionParser(command, translator)
    arguments, rest = parser.parse_known_args(words, namespace=Arguments(command=command))
    listed = _LISTED.get(command)
    unknown = next((word for word in rest if word.startswith("-") or listed is None), None)
    if unknown is not None:
        names = [name for name, _, _ in (*SHARED, *OPTIONS[command]) if name.startswith("-")]
        raise _explain_unknown(unknown, names, parser.prog, translator)
    if listed is not None:  # argparse takes no more of a list behind an option
        setattr(arguments, listed, [*getattr(arguments, listed), *rest])
    return arguments


def _explain_unknown(word: str, names: Collection[str], program: str, translator: Translator) -> UsageError:
    """Return the error of a word that means nothing, with the nearest that does."""
    near = find_nearest(word.partition("=")[0], names)
    what = translator.translate("usage-nearest" if near else "usage-unknown", word=word, nearest=near)
    return UsageError(Problem("usage-wrong", {"what": what, "command": program}))
