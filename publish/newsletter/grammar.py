"""The words by which a newsletter's issues are read, as patterns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from publish.core.settings import NewsletterSettings, WordsSettings
from publish.newsletter.labels import ARCHIVE_NAME, CANONICAL_LABELS, SECTIONS, TEXT_FIELDS

_LETTER_FOLLOWS = "(?![A-Za-z])"  # `Intro` is no part of `Introduction`


@dataclass(frozen=True, slots=True, eq=False)
class Grammar:
    """Patterns and names that the parser looks for."""

    intro_start: re.Pattern[str]  # of a quotation
    intro_label: re.Pattern[str]
    summary_label: re.Pattern[str]
    note_label: re.Pattern[str]
    source_labels: frozenset[str]  # of fields that name an entry's source
    labels: frozenset[str]  # usual ones of fields
    text_labels: frozenset[str]  # of fields whose value is text; every other field needs an address
    sections: tuple[str, ...]
    archives: frozenset[str]  # headings of a list of back issues kept by hand
    finds_archive: bool  # whether an article has one, too
    trailers: frozenset[str]  # headings of the closing lines


def make_grammar(newsletter: NewsletterSettings) -> Grammar:
    """Return the grammar of a newsletter."""
    return _compile(newsletter.words)


@lru_cache(maxsize=8)
def _compile(words: WordsSettings) -> Grammar:
    intro, summary, note = map(_either, (words.intro, words.summary, words.note))
    return Grammar(
        intro_start=re.compile(rf">\s*{intro}", re.IGNORECASE),
        intro_label=re.compile(rf"{intro}\s*[：:]?\s*", re.IGNORECASE),
        summary_label=re.compile(rf"(?P<label>{summary}\s*[：:])\s*", re.IGNORECASE),
        note_label=re.compile(rf"{note}\s*[：:]", re.IGNORECASE),
        source_labels=frozenset(words.source),
        labels=frozenset(words.labels) or CANONICAL_LABELS,
        text_labels=TEXT_FIELDS | frozenset(words.labels),
        sections=words.sections or SECTIONS,
        archives=frozenset(words.archive or (ARCHIVE_NAME,)),
        finds_archive=bool(words.archive),
        trailers=frozenset(words.trailer),
    )


def _either(words: Sequence[str]) -> str:
    """Return a pattern of any of some words, the longest first."""
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))}){_LETTER_FOLLOWS}"
