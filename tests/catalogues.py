"""The catalogues of messages as translators write them, for tests of what stands in them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from publish.i18n.translator import LOCALES

LOCALE = Path(__file__).parents[1] / "publish" / "i18n" / "locale"


def find_catalogue(language: str) -> Path:
    """Return the path of a language's catalogue."""
    return LOCALE / LOCALES[language] / "LC_MESSAGES" / "publish.po"


@cache
def read_catalogue(language: str) -> Catalog:
    with find_catalogue(language).open("rb") as file:
        return read_po(file, locale=LOCALES[language])


def read_sentences(language: str) -> dict[str, str]:
    """Return the sentence of each message id, in the order of the catalogue."""
    return {str(message.id): str(message.string) for message in read_catalogue(language) if message.id}


ENGLISH = read_sentences("en")
