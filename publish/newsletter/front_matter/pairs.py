"""The keys of front matter that count, and the values that a reader of one syntax found for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from publish.core.issue import FrontMatter, FrontMatterSyntax, Span
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem
from publish.core.text import drop_unwritable, find_deceptive
from publish.newsletter.labels import (
    DATE_KEY,
    DIGEST_NAMES,
    FRONT_MATTER_KEYS,
    HELD_KEYS,
    KIND_KEY,
    TAG_KEYS,
    WITH_KEY,
)

MAX_VALUE_CHARS = 1000

_SHARED_KEYS = HELD_KEYS | {DATE_KEY, KIND_KEY}  # of other programs, with the same meaning
READ_KEYS = FRONT_MATTER_KEYS | set(DIGEST_NAMES) | set(TAG_KEYS) | _SHARED_KEYS
"""The keys whose values are read; every other one belongs to another program."""

_LISTS = frozenset({"author", WITH_KEY, *TAG_KEYS})
_BETWEEN_TAGS = lazy_pattern(r"[,，、;；\n]")
_YES = frozenset({"true", "yes", "on"})
_NO = frozenset({"false", "no", "off"})


class Pair(NamedTuple):
    """A key and its value."""

    key: str
    value: str
    line: int
    comment: str = ""  # what stands behind the value as a comment


class Head(NamedTuple):
    """All that stands in a front matter."""

    pairs: Iterable[Pair] = ()
    problems: Iterable[Problem] = ()
    others: Mapping[str, int] = {}  # the line of each key that belongs to another program


def read_value(key: str, value: str | list[str] | None, line: int, written: str = "") -> Pair | Problem | None:
    """Return a key with its value; None if the key means something else to another program.

    Args:
        key: One of the keys that are read.
        value: Text, a list of texts, or None for anything else.
        line: Its line.
        written: The value as it stands in the file, for the problem.
    """
    if isinstance(value, list):
        value = ", ".join(value) if key in _LISTS else None
    problem = None
    # Escapes in quotes can write what no issue may hold.
    if value is None or next(find_deceptive(value), None):
        problem = Problem("front-matter-plain", {"key": key}, line=line, excerpt=written[:60])
    elif len(value) > MAX_VALUE_CHARS:
        problem = Problem("front-matter-long", {"key": key, "limit": MAX_VALUE_CHARS}, line=line)
    if value is None or problem:
        return problem if key in FRONT_MATTER_KEYS else None
    value = drop_unwritable(value)
    return Pair(key, " ".join(value.split()) if "\n" in value else value, line)


def may_stand_twice(key: str) -> bool:
    """Return whether a key that stands twice is no matter: one of other programs, where the first counts."""
    return key in TAG_KEYS


def find_hold(front_matter: FrontMatter) -> str | None:
    """Return the key that holds an issue back from the schedule, if one does."""
    words = {key: front_matter.values.get(key, "").strip().lower() for key in HELD_KEYS}
    holds = {
        "draft": words["draft"] in _YES,
        "published": words["published"] in _NO,
        "status": words["status"] == "draft",
    }
    return next((key for key, is_held in holds.items() if is_held), None)


def join_pairs(head: Head, span: Span, syntax: FrontMatterSyntax) -> FrontMatter:
    """Return the front matter that consists of some pairs, of which each key is there once."""
    pairs = {pair.key: pair for pair in head.pairs}
    digest = next((pairs[name] for name in DIGEST_NAMES if name in pairs and pairs[name].value), None)
    if digest:
        pairs["digest"] = digest
    own = {key: pair for key, pair in pairs.items() if key in FRONT_MATTER_KEYS | _SHARED_KEYS}
    return FrontMatter(
        values={key: pair.value for key, pair in own.items()},
        span=span,
        lines={key: pair.line for key, pair in own.items()},
        others=head.others,
        comments={key: pair.comment for key, pair in own.items() if pair.comment},
        syntax=syntax,
        tags=tuple(tag for key in TAG_KEYS if key in pairs for tag in _split_tags(pairs[key].value)),
    )


def _split_tags(value: str) -> Iterable[str]:
    return filter(None, (tag.strip(" \t#") for tag in _BETWEEN_TAGS.split(value)))
