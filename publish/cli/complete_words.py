"""Complete the command line in a shell: commands, options, issues, themes and accounts."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import TextIO

from publish.adapters.storage.issue_folder import open_issue_folder
from publish.adapters.storage.theme_files import list_theme_files
from publish.cli.build_context import load_repository_settings
from publish.cli.option_parser import PROGRAM, add_options, argparse_in
from publish.cli.options import OPTIONS
from publish.cli.parser import Arguments
from publish.core.exceptions import PublishError
from publish.i18n.translator import Translator, choose_language
from publish.wechat.api_hosts import SANDBOX

PROGRAMS = (PROGRAM, "wechat-newsletter")


def write_completion(shell: str) -> str:
    """Return the script that makes a shell ask this program how to complete a word."""
    from argcomplete.shell_integration import shellcode

    return shellcode(PROGRAMS, shell=shell)


def complete(output: TextIO | None = None) -> None:
    """Answer the shell that asks by its variables how to complete a word, by its own descriptor, and exit."""
    import argcomplete

    translator = Translator(choose_language(None, os.environ))
    with argparse_in(translator.language):
        parser = _make_parser(translator)
        argcomplete.autocomplete(parser, always_complete_options=False, exit_method=sys.exit, output_stream=output)


def _make_parser(translator: Translator) -> argparse.ArgumentParser:
    """Return a parser with all commands, whose arguments know how to complete their values."""
    parser = argparse.ArgumentParser(prog=PROGRAM, allow_abbrev=False)
    commands = parser.add_subparsers()
    for name in OPTIONS:
        command = commands.add_parser(name, help=translator.translate(f"about-{name}"), allow_abbrev=False)
        for action in add_options(command, name, translator):
            if action.dest in _FINDERS:
                action.completer = _make_completer(_FINDERS[action.dest])  # type: ignore[attr-defined]
    return parser


def _make_completer(find: Callable[[Arguments], Iterable[str]]) -> Callable[..., list[str]]:
    """Return a function that completes a word by names; of a newsletter that cannot be read there are none."""

    def complete_word(prefix: str, **_: object) -> list[str]:
        with suppress(PublishError):
            return [name for name in find(Arguments(config=None)) if name.startswith(prefix)]
        return []

    return complete_word


def _find_issues(arguments: Arguments) -> Iterable[str]:
    repository, _, settings, _ = load_repository_settings(arguments)
    return open_issue_folder(repository, settings).map_all()


def _find_themes(arguments: Arguments) -> Iterable[str]:
    return [theme.name for theme in list_theme_files(load_repository_settings(arguments).repository)]


def _find_accounts(arguments: Arguments) -> Iterable[str]:
    return [*load_repository_settings(arguments).settings.accounts, SANDBOX]


_FINDERS: Mapping[str, Callable[[Arguments], Iterable[str]]] = {
    "issue": _find_issues,
    "issues": _find_issues,
    "others": _find_issues,
    "theme": _find_themes,
    "like": _find_themes,
    "account": _find_accounts,
}
"""What completes an argument, by its name."""
