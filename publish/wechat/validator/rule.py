"""What a rule is: a small function beside what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, NamedTuple

from publish.core.html import Target
from publish.core.problem import Severity


class NodeType(StrEnum):
    """What a rule is asked of; each is asked once, however often the same thing stands in an article."""

    KIND = "kind"  # an element's tag and style, and where it stands: `nodes.Kind`
    WORDS = "words"  # a kind of element that text stands in: `nodes.Kind`
    BLOCK = "block"  # a kind of block that text stands in, be it in an inline element: `nodes.Kind`
    DECLARATION = "declaration"
    LEFTOVER = "leftover"  # a declaration that no rule of its own objects to
    ATTRIBUTE = "attribute"
    ELEMENT = "element"  # an element with what it holds: `nodes.Place`
    CROWD = "crowd"  # an element with more than `CROWDED` children: `nodes.Place`
    EMPTY = "empty"  # an element that holds nothing: `nodes.Place`
    TEXT = "text"  # one text node: `nodes.Text`
    DOCUMENT = "document"


class Confidence(StrEnum):
    """How far the evidence carries."""

    HIGH = "high"  # a document or the code of the platform itself, or two measurements that agree
    MEDIUM = "medium"  # one measurement, or several tools that found the same way round
    LOW = "low"  # a claim, or claims that differ; obeyed because that is cheap


class Evidence(NamedTuple):
    """Why a rule is believed."""

    keys: str
    """Of `sources.SOURCES`, with spaces between."""
    seen: str
    """Year and month of the newest evidence."""
    confidence: Confidence = Confidence.HIGH


Check = Callable[[Any], Iterable[str]]
"""Takes what the rule is about and yields an excerpt for each fault."""

BOTH = frozenset(Target)
CROWDED = 20


class MarkupRule(NamedTuple):
    """One thing that must hold in an article."""

    message: str
    """Id of the sentence that says what is wrong and what to do: `wechat-w06`, `wechat-w12-many`."""
    severity: Severity
    about: NodeType
    source: Evidence
    only: frozenset[str]
    """Tags, attributes or properties; empty for all."""
    profiles: frozenset[Target]
    check: Check

    @property
    def id(self) -> str:
        """Return the number people know the rule by."""
        return f"W{self.message.split('-')[1][1:]}"


def error(
    message: str, about: NodeType, source: Evidence, only: Iterable[str] = (), profiles: Iterable[Target] = BOTH
) -> Callable[[Check], MarkupRule]:
    """Make a rule of a function; what breaks it is damaged or refused."""
    return lambda check: MarkupRule(message, Severity.ERROR, about, source, frozenset(only), frozenset(profiles), check)


def warning(
    message: str, about: NodeType, source: Evidence, only: Iterable[str] = (), profiles: Iterable[Target] = BOTH
) -> Callable[[Check], MarkupRule]:
    """Make a rule of a function; what breaks it may look different."""
    return lambda check: MarkupRule(
        message, Severity.WARNING, about, source, frozenset(only), frozenset(profiles), check
    )
