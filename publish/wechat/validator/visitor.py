"""One pass over an article that applies the rules; equal nodes are checked once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from publish.core.html import Tree
from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem
from publish.core.target import Target
from publish.wechat.element_path import COMMENT, ElementPaths, name_tag
from publish.wechat.elements import BLOCKS, CELLS, CONTENTS, FLAG_ATTRIBUTES, TEXT_LEVEL
from publish.wechat.rules.nodes import Attribute, ComputedStyle, Declaration, Document, ElementNode, Text
from publish.wechat.rules.registry import find_rules
from publish.wechat.rules.rule import TOO_MANY, MarkupRule, NodeType

MAX_EXCERPT_CHARS = 60
MAX_VALUE_CHARS = 2000  # a longer attribute holds a picture; no rule reads further

MarkupViolation = tuple[MarkupRule, str]  # with an excerpt

_NO_FLAGS: frozenset[str] = frozenset()
_TEXT_BLOCKS = BLOCKS - CELLS - CONTENTS.keys() - {"hr"}
# Only texts with one of these can break a rule; nearly none has.
_SUSPECT = lazy_pattern("[\t\r\n\f\x7f-\x9f\u200b\ufeff]|  |^ $")


class ElementViolations(NamedTuple):
    """The violations of elements of one tag and style."""

    computed: ComputedStyle
    always: tuple[MarkupViolation, ...]
    words: tuple[MarkupViolation, ...]  # for an element with text
    block: tuple[MarkupViolation, ...]  # for an element with text or inline elements
    rules: tuple[MarkupRule, ...]  # rules that check each element by itself


class RuleVisitor:
    """The validation of one article."""

    def __init__(self, target: Target) -> None:
        self.problems: list[Problem] = []
        self._target = target
        self._paths = ElementPaths()

    def visit_document(self, document: Document) -> None:
        """Check the article as a whole."""
        self._report(check_node(find_rules(self._target, NodeType.DOCUMENT), document), None)

    def visit(self, element: Tree) -> None:
        """Check an element of the top level, with its content."""
        self._visit(element, name_tag(element), None)

    def _visit(self, element: Tree, tag: str, above: ComputedStyle | None) -> None:
        style, flags = "", _NO_FLAGS
        items = element.items()
        if len(items) == 1 and items[0][0] == "style":
            style = str(items[0][1])
        elif items:
            style, flags = self._visit_attributes(element, tag)
        violations = check_element(above, tag, style, flags, self._target)
        if violations.always:
            self._report(violations.always, element)
        if tag != COMMENT:
            self._visit_content(element, violations)

    def _visit_attributes(self, element: Tree, tag: str) -> tuple[str, frozenset[str]]:
        """Check an element's attributes; return its style and its flag attributes."""
        names = [str(name) for name in element.keys()]  # noqa: SIM118 - an element is no mapping
        for name in names:
            if name != "style":
                value = str(element.get(name))[:MAX_VALUE_CHARS]
                self._report(check_attribute(tag, name, value, self._target), element)
        return element.get("style", ""), FLAG_ATTRIBUTES.intersection(names)

    def _visit_content(self, element: Tree, violations: ElementViolations) -> None:
        """Check the texts and elements inside an element."""
        computed, text, before = violations.computed, element.text, ""
        tags: list[str] = []
        words = False
        for child in element:
            tag = name_tag(child)
            if text:
                words = self._visit_text(element, computed, text, (before, tag)) or words
            self._visit(child, tag, computed)
            tags.append(tag)
            text, before = child.tail, tag
        if text:
            words = self._visit_text(element, computed, text, (before, "")) or words
        if violations.words and words:
            self._report(violations.words, element)
        if violations.block and (words or not TEXT_LEVEL.isdisjoint(tags)):
            self._report(violations.block, element)
        if violations.rules or not tags or len(tags) > TOO_MANY:
            self._visit_whole(ElementNode(element, computed, tuple(tags)), violations.rules)

    def _visit_whole(self, node: ElementNode, rules: tuple[MarkupRule, ...]) -> None:
        """Check an element by its content."""
        self._report(check_node(rules, node), node.element)
        if len(node.tags) > TOO_MANY:
            self._report(check_node(find_rules(self._target, NodeType.CROWD), node), node.element)
        if not node.tags and not node.element.text:
            self._report(check_node(find_rules(self._target, NodeType.EMPTY), node), node.element)

    def _visit_text(self, element: Tree, computed: ComputedStyle, text: str, beside: tuple[str, str]) -> bool:
        """Check a text; return whether it has visible characters."""
        words = not text.isspace()
        if _SUSPECT.search(text) or (words and computed.tag in CONTENTS):
            self._report(check_node(find_rules(self._target, NodeType.TEXT), Text(text, computed, *beside)), element)
        return words

    def _report(self, violations: Iterable[MarkupViolation], element: Tree | None) -> None:
        for rule, excerpt in violations:
            path = None if element is None else self._paths.find(element)
            self.problems.append(make_problem(rule, excerpt, path))


def make_problem(rule: MarkupRule, excerpt: str, path: str | None) -> Problem:
    """Return a violation as a problem."""
    cut = excerpt if len(excerpt) <= MAX_EXCERPT_CHARS else f"{excerpt[:MAX_EXCERPT_CHARS]}…"
    return Problem(rule.message, rule=rule.id, severity=rule.severity, excerpt=cut, element=path)


@lru_cache(maxsize=4096)
def check_element(
    above: ComputedStyle | None, tag: str, style: str, flags: frozenset[str], target: Target
) -> ElementViolations:
    """Return the violations of elements of one tag and style."""
    computed = ComputedStyle(above, tag, style, flags, target)
    always = [*check_node(find_rules(target, NodeType.KIND, tag), computed)]
    for name, value in computed.style.items():
        always += _check_declaration(tag, name.lower(), value.lower(), target)
    return ElementViolations(
        computed,
        tuple(always),
        tuple(check_node(find_rules(target, NodeType.WORDS, tag), computed)),
        tuple(check_node(find_rules(target, NodeType.BLOCK, tag), computed)) if tag in _TEXT_BLOCKS else (),
        find_rules(target, NodeType.ELEMENT, tag),
    )


@lru_cache(maxsize=4096)
def _check_declaration(tag: str, name: str, value: str, target: Target) -> tuple[MarkupViolation, ...]:
    """Return the violations of a declaration; the list of kept properties decides where no other rule objects."""
    declaration = Declaration(tag, name, value)
    violations = tuple(check_node(find_rules(target, NodeType.DECLARATION, name), declaration))
    return violations or tuple(check_node(find_rules(target, NodeType.LEFTOVER, name), declaration))


@lru_cache(maxsize=1024)
def check_attribute(tag: str, name: str, value: str, target: Target) -> tuple[MarkupViolation, ...]:
    """Return the violations of an attribute."""
    return tuple(check_node(find_rules(target, NodeType.ATTRIBUTE, name), Attribute(tag, name, value)))


def check_node(rules: Iterable[MarkupRule], node: Any) -> Iterator[MarkupViolation]:
    """Yield the violations of a node."""
    for rule in rules:
        found = rule.check(node)
        for excerpt in (str(node),) if found is True else found or ():
            yield rule, excerpt
