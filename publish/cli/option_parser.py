"""The parser of one command's options, whose own words are in the chosen language, too."""

from __future__ import annotations

import argparse
import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import NoReturn

from publish.cli.options import EXCLUSIVE, OPTIONS, SHARED
from publish.core.exceptions import UsageError
from publish.core.problem import Problem
from publish.i18n.translator import LOCALE_FOLDER, LOCALES, Translator

PROGRAM = "publish"
_DOMAIN = "argparse"  # the catalogue of its words
_LANGUAGE = "LANGUAGE"  # the variable that gettext asks before all others
# For each option argparse makes a formatter, which would find out how wide the terminal is: only help needs it.
_NARROW = partial(argparse.HelpFormatter, width=80)


class HelpRequested(Exception):  # noqa: N818  # no error
    """The command line asks for a text about the program."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text.rstrip("\n")


class OptionParser(argparse.ArgumentParser):
    """Parser of one command that raises our exceptions where argparse would exit."""

    def __init__(self, command: str, translator: Translator) -> None:
        about = translator.translate(f"about-{command}")
        super().__init__(f"{PROGRAM} {command}", description=about, allow_abbrev=False, formatter_class=_NARROW)
        add_options(self, command, translator)

    def error(self, message: str) -> NoReturn:
        """Raise UsageError with what is wrong, and how to see the options."""
        raise UsageError(Problem("usage-wrong", {"what": message, "command": self.prog}))

    def print_help(self, _: object = None) -> NoReturn:
        """Raise HelpRequested with the help, wherever it would be printed."""
        self.formatter_class = argparse.HelpFormatter
        raise HelpRequested(self.format_help())


def add_options(parser: argparse.ArgumentParser, command: str, translator: Translator) -> list[argparse.Action]:
    """Add the options that every command has, and those of one; return them."""
    group: argparse._ActionsContainer = parser
    actions = []
    for name, message, given in (*SHARED, *OPTIONS[command]):
        settings = {**given, "type": partial(given["type"], translator=translator)} if "type" in given else given
        if name == EXCLUSIVE[0]:
            group = parser.add_mutually_exclusive_group()
        target = group if name in EXCLUSIVE else parser
        actions.append(target.add_argument(name, help=translator.translate(message), **settings))
    return actions


@contextmanager
def argparse_in(language: str) -> Iterator[None]:
    """Have argparse speak a language: it asks gettext, which goes by the environment."""
    before, domain = os.environ.get(_LANGUAGE), gettext.textdomain()
    gettext.bindtextdomain(_DOMAIN, LOCALE_FOLDER)
    gettext.textdomain(_DOMAIN)
    os.environ[_LANGUAGE] = LOCALES[language]
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if before is None:
            del os.environ[_LANGUAGE]
        else:
            os.environ[_LANGUAGE] = before
