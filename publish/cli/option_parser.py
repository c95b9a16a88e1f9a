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
from publish.i18n.translator import LOCALE_FOLDER, LOCALES, Translator

PROGRAM = "publish"
EXIT_USAGE = 2
_DOMAIN = "argparse"  # the catalogue of its words
_LANGUAGE = "LANGUAGE"  # the variable that gettext asks before all others


class OptionParser(argparse.ArgumentParser):
    """Parser of one command that ends with our sentence where the command line is invalid."""

    def __init__(self, command: str, translator: Translator) -> None:
        self._translator = translator
        about = translator.translate(f"about-{command}")
        super().__init__(prog=f"{PROGRAM} {command}", description=about, allow_abbrev=False)
        add_options(self, command, translator)

    def error(self, message: str) -> NoReturn:
        """Exit with what is wrong, and how to see the options."""
        self.exit(EXIT_USAGE, self._translator.translate("usage-wrong", what=message, command=self.prog) + "\n")


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
