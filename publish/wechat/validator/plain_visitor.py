"""The rules applied to plain markup, without a tree: once for each kind of element."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from lxml import etree

from publish.core.problem import Problem
from publish.core.target import Target
from publish.wechat.elements import CELLS, FLAG_ATTRIBUTES, TEXT_LEVEL
from publish.wechat.plain_markup import OpeningTag, PlainElement
from publish.wechat.rules.nodes import ComputedStyle, ElementNode
from publish.wechat.validator.visitor import (
    MAX_VALUE_CHARS,
    ElementViolations,
    MarkupViolation,
    check_attribute,
    check_element,
    check_node,
    make_problem,
)

# Of these a rule looks at their own attributes, and at what is directly in them.
_SELF_CONTAINED = CELLS | {"img", "tr"}


class NeedsTreeError(Exception):
    """A rule needs to see more of an element than plain markup tells."""


class PlainVisitor:
    """The validation of one article; problems are those of `RuleVisitor`, in the same order."""

    def __init__(self, elements: Sequence[PlainElement], target: Target) -> None:
        self.problems: list[Problem] = []
        self._elements = elements
        self._target = target
        self._paths: list[str] = []
        self._single: dict[tuple[object, ...], tuple[MarkupViolation, ...]] = {}

    def visit(self) -> None:
        """Check every element; raise `NeedsTreeError` where that is not enough."""
        found: list[ElementViolations] = []
        opened: list[int] = []
        for number, element in enumerate(self._elements):
            while opened and opened[-1] != element.parent:
                self._close(opened.pop(), found)
            above = found[element.parent].computed if opened else None
            check = _check_kind.__wrapped__ if element.opening.is_long else _check_kind
            violations, at_once = check(above, element.opening, self._target)
            if at_once:
                self._report(at_once, number)
            found.append(violations)
            opened.append(number)
        while opened:
            self._close(opened.pop(), found)

    def _close(self, number: int, found: Sequence[ElementViolations]) -> None:
        """Check an element by what is in it."""
        element, violations = self._elements[number], found[number]
        if violations.words and element.has_words:
            self._report(violations.words, number)
        if violations.block and (element.has_words or not TEXT_LEVEL.isdisjoint(element.tags)):
            self._report(violations.block, number)
        if violations.rules:
            content = (violations.computed, element.opening, *element.tags, element.has_words)
            if content not in self._single:
                self._single[content] = tuple(_check_single(violations, element))
            self._report(self._single[content], number)

    def _report(self, violations: Iterable[MarkupViolation], number: int) -> None:
        for rule, excerpt in violations:
            self._paths = self._paths or _find_paths(self._elements)
            self.problems.append(make_problem(rule, excerpt, self._paths[number]))


@lru_cache(maxsize=4096)
def _check_kind(
    above: ComputedStyle | None, opening: OpeningTag, target: Target
) -> tuple[ElementViolations, tuple[MarkupViolation, ...]]:
    """Return the violations of elements of one opening tag in one place, and those found whatever they hold."""
    values = dict(opening.attributes)
    flags = FLAG_ATTRIBUTES.intersection(values)
    violations = check_element(above, opening.tag, values.pop("style", ""), flags, target)
    broken = (check_attribute(opening.tag, name, value[:MAX_VALUE_CHARS], target) for name, value in values.items())
    return violations, (*(violation for found in broken for violation in found), *violations.always)


def _check_single(violations: ElementViolations, element: PlainElement) -> Iterable[MarkupViolation]:
    """Return the violations of rules about single elements, by an element that holds as much."""
    computed, tag = violations.computed, element.opening.tag
    if tag not in _SELF_CONTAINED:
        if "height" in computed.style:  # it depends on all that is in it
            raise NeedsTreeError
        return ()
    if tag == "img" and not computed.inside.isdisjoint(CELLS):  # it depends on the other cells of its row
        raise NeedsTreeError
    like = etree.Element(tag, dict(element.opening.attributes))
    like.text = "字" if element.has_words else None
    for inner in element.tags:
        etree.SubElement(like, inner)
    return check_node(violations.rules, ElementNode(like, computed, tuple(element.tags)))


def _find_paths(elements: Sequence[PlainElement]) -> list[str]:
    """Return the path of each element, as `ElementPaths` names it."""
    counts: dict[tuple[int, str], int] = {}  # of elements of one tag in one parent
    places = []
    for element in elements:
        key = (element.parent, element.opening.tag)
        counts[key] = counts.get(key, 0) + 1
        places.append(counts[key])
    paths = [elements[0].opening.tag]
    for element, place in zip(elements[1:], places[1:], strict=True):
        parent, tag = element.parent, element.opening.tag
        paths.append(f"{paths[parent]}>{tag}[{place}]" if counts[parent, tag] > 1 else f"{paths[parent]}>{tag}")
    return paths
