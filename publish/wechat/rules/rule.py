"""A rule about markup: the nodes that it concerns, its check, its evidence, and what WeChat's filters do to them.

The validator reports what breaks a rule, and the simulation of the filters does what the rule says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

from publish.core.html import ChangeKind
from publish.core.problem import Severity
from publish.core.target import Target


class NodeType(StrEnum):
    """The nodes that a rule checks; equal nodes of an article are checked once."""

    KIND = "kind"  # a tag and its computed style: `ComputedStyle`
    WORDS = "words"  # the same, of elements with text
    BLOCK = "block"  # the same, of blocks with text, even if inside an inline element
    DECLARATION = "declaration"
    LEFTOVER = "leftover"  # a declaration that no DECLARATION rule objects to
    ATTRIBUTE = "attribute"
    ELEMENT = "element"  # an element with its content: `ElementNode`
    CROWD = "crowd"  # the same, with more than `TOO_MANY` children
    EMPTY = "empty"  # the same, without content
    TEXT = "text"
    DOCUMENT = "document"


class Confidence(StrEnum):
    """How reliable the evidence is."""

    HIGH = "high"  # a document or the code of the platform itself, or two measurements that agree
    MEDIUM = "medium"  # one measurement, or several tools with the same workaround
    LOW = "low"  # a claim, or contradictory claims; obeyed because that is cheap


LOW, MEDIUM = Confidence.LOW, Confidence.MEDIUM


class Evidence(NamedTuple):
    """The evidence for a rule."""

    keys: str  # keys of the documented sources, separated by spaces
    seen: str  # year and month of the newest evidence
    confidence: Confidence = Confidence.HIGH


Check = Callable[[Any], bool | Iterable[str]]
"""Returns whether a node breaks the rule, or an excerpt for each violation that needs another than the node's own."""

ALL_TARGETS = frozenset(Target)
WHOLE = ALL_TARGETS - {Target.FITTED}  # what fitting gives up on purpose is no mistake
TOO_MANY = 20


class Effect(NamedTuple):
    """What a filter does to nodes."""

    kind: ChangeKind
    unwrapped: bool = False  # whether the content of a lost element stays
    value: str = ""  # what a rewritten declaration gets
    names: frozenset[str] = frozenset()  # tags, attributes or properties; empty for those of the rule
    check: Check | None = None  # None for the rule's own

    def of(self, *names: str) -> Effect:
        """Return the effect on other tags, attributes or properties than the rule's."""
        return self._replace(names=frozenset(names))

    def where(self, check: Check) -> Effect:
        """Return the effect on other nodes than those that break the rule."""
        return self._replace(check=check)


KEPT = Effect(ChangeKind.KEPT)
LOST = Effect(ChangeKind.LOST)
UNWRAPPED = Effect(ChangeKind.LOST, unwrapped=True)
REWRITTEN = Effect(ChangeKind.REWRITTEN)


class MarkupRule(NamedTuple):
    """A rule for the markup of an article."""

    message: str  # message id of what is wrong and what to do: `wechat-w06`, `wechat-w12-many`
    severity: Severity
    node_type: NodeType
    source: Evidence
    only: frozenset[str]  # tags, attributes or properties; empty for all
    targets: frozenset[Target]
    check: Check
    store: Effect  # what the store does to nodes that break the rule
    editor: Effect

    @property
    def id(self) -> str:
        """Return the rule's public id: `W06`."""
        return f"W{self.message.split('-')[1][1:]}"


def _make_rule(  # noqa: PLR0913, PLR0917  # rules are written as tables
    severity: Severity,
    message: str,
    node_type: NodeType,
    source: Evidence,
    only: Iterable[str] = (),
    targets: Iterable[Target] = ALL_TARGETS,
    *,
    both: Effect = KEPT,
    store: Effect | None = None,
    editor: Effect | None = None,
) -> Callable[[Check], MarkupRule]:
    """Return a decorator that makes a rule of a check; `both` is what both filters do."""
    names, ways, effects = frozenset(only), frozenset(targets), (store or both, editor or both)
    return lambda check: MarkupRule(message, severity, node_type, source, names, ways, check, *effects)


error = partial(_make_rule, Severity.ERROR)  # what breaks such a rule is damaged or refused
warning = partial(_make_rule, Severity.WARNING)  # what breaks such a rule may look different
hint = partial(_make_rule, Severity.INFO)  # what breaks such a rule departs from the documents alone


def always(_node: object) -> bool:
    """Object to every node that the rule is asked about."""
    return True


def value_matches(pattern: str) -> Check:
    """Return a check that objects to declarations whose value matches a regular expression somewhere."""
    compiled = re.compile(pattern)
    return lambda declaration: compiled.search(declaration.value) is not None
