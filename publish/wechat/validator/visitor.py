"""One pass over an article: each element is visited once, what only its kind decides is judged once a kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from publish.core.html import Target, Tree
from publish.core.problem import Problem
from publish.wechat.elements import BLOCKS, CELLS, CONTENTS, HEADINGS, INERT_MARKS, PHRASING
from publish.wechat.validator.nodes import FRAGMENT, Attribute, ComputedStyle, Declaration, Document, ElementNode, Text
from publish.wechat.validator.registry import find_rules
from publish.wechat.validator.rule import CROWDED, MarkupRule, NodeType

MAX_EXCERPT_CHARS = 60
_MAX_VALUE_CHARS = 2000
"""An attribute longer than this holds a picture; no rule asks for what stands behind."""

_NO_MARKS: frozenset[str] = frozenset()
_INLINE = PHRASING - HEADINGS - {"h1", "p"}
_TEXT_BLOCKS = BLOCKS - CELLS - CONTENTS.keys() - {"hr"}
# What a text must hold before any rule has something to say of it; nearly none does.
_SUSPECT = re.compile("[\t\r\n\f\x7f-\x9f\u200b\ufeff]|  |^ $")


class MarkupViolation(NamedTuple):
    """A rule that is broken, and the words to show for it."""

    rule: MarkupRule
    excerpt: str


class _ElementViolations(NamedTuple):
    """What is wrong with a kind of element."""

    kind: ComputedStyle
    always: tuple[MarkupViolation, ...]
    words: tuple[MarkupViolation, ...]
    """When text stands in it."""
    block: tuple[MarkupViolation, ...]
    """When text stands in it or in an inline element in it."""
    rules: tuple[MarkupRule, ...]
    """Those that have to look at each element of the kind."""


class RuleVisitor:
    """One article being looked through."""

    def __init__(self, profile: Target) -> None:
        self.problems: list[Problem] = []
        self._profile = profile
        self._paths: dict[Tree, str] = {}
        self._text_rules = find_rules(profile, NodeType.TEXT)
        self._crowd_rules = find_rules(profile, NodeType.CROWD)
        self._empty_rules = find_rules(profile, NodeType.EMPTY)

    def visit_document(self, document: Document) -> None:
        """Look at the article as a whole."""
        self._report(_ask(find_rules(self._profile, NodeType.DOCUMENT), document), None)

    def visit(self, element: Tree) -> None:
        """Look at an element that stands at the top, and at all it holds."""
        self._visit(element, name_tag(element), None)

    def _visit(self, element: Tree, tag: str, above: ComputedStyle | None) -> None:
        written, marks = "", _NO_MARKS
        items = element.items()
        if len(items) == 1 and items[0][0] == "style":
            written = str(items[0][1])
        elif items:
            written, marks = self._visit_attributes(element, tag)
        verdict = _judge_kind(above, tag, written, marks, self._profile)
        if verdict.always:
            self._report(verdict.always, element)
        if tag != COMMENT:
            self._visit_content(element, verdict)

    def _visit_attributes(self, element: Tree, tag: str) -> tuple[str, frozenset[str]]:
        """Look at an element's attributes; return its style and its marks."""
        names = [str(name) for name in element.keys()]  # noqa: SIM118 - an element is no mapping
        for name in names:
            if name != "style":
                value = str(element.get(name))[:_MAX_VALUE_CHARS]
                self._report(_judge_attribute(tag, name, value, self._profile), element)
        return element.get("style", ""), INERT_MARKS.intersection(names)

    def _visit_content(self, element: Tree, verdict: _ElementViolations) -> None:
        """Look at the texts and elements in an element."""
        kind, text, before = verdict.kind, element.text, ""
        tags: list[str] = []
        words = False
        for child in element:
            tag = name_tag(child)
            if text:
                words = self._visit_text(element, kind, text, (before, tag)) or words
            self._visit(child, tag, kind)
            tags.append(tag)
            text, before = child.tail, tag
        if text:
            words = self._visit_text(element, kind, text, (before, "")) or words
        if verdict.words and words:
            self._report(verdict.words, element)
        if verdict.block and (words or not _INLINE.isdisjoint(tags)):
            self._report(verdict.block, element)
        if verdict.rules or not tags or len(tags) > CROWDED:
            self._visit_whole(ElementNode(element, kind, tuple(tags)), verdict)

    def _visit_whole(self, place: ElementNode, verdict: _ElementViolations) -> None:
        """Look at an element by all that it holds, or does not."""
        self._report(_ask(verdict.rules, place), place.element)
        if len(place.tags) > CROWDED:
            self._report(_ask(self._crowd_rules, place), place.element)
        if not place.tags and not place.element.text:
            self._report(_ask(self._empty_rules, place), place.element)

    def _visit_text(self, element: Tree, kind: ComputedStyle, text: str, beside: tuple[str, str]) -> bool:
        """Look at a text; return whether anything is to be read in it."""
        words = not text.isspace()
        if _SUSPECT.search(text) or (words and kind.tag in CONTENTS):
            self._report(_ask(self._text_rules, Text(text, kind, *beside)), element)
        return words

    def _find_path(self, element: Tree) -> str:
        """Return where an element stands: `section>p[3]>span`, numbered where several of its tag stand side by side."""
        if element not in self._paths:
            home = element.getparent()
            siblings = [element] if home is None else list(home)
            above = "" if home is None or home.tag == FRAGMENT else f"{self._find_path(home)}>"
            self._paths |= {child: f"{above}{step}" for child, step in _name_steps(siblings).items()}
        return self._paths[element]

    def _report(self, faults: Iterable[MarkupViolation], element: Tree | None) -> None:
        for rule, excerpt in faults:
            place = None if element is None else self._find_path(element)
            shown = excerpt if len(excerpt) <= MAX_EXCERPT_CHARS else f"{excerpt[:MAX_EXCERPT_CHARS]}…"
            self.problems.append(
                Problem(rule.message, rule=rule.id, severity=rule.severity, excerpt=shown, element=place)
            )


COMMENT = "#comment"


def name_tag(element: Tree) -> str:
    """Return an element's tag; one word for all that is no element."""
    tag: object = element.tag  # a function where it is a comment, which its type does not say
    return tag if isinstance(tag, str) else COMMENT


def _name_steps(siblings: list[Tree]) -> dict[Tree, str]:
    """Return each element's tag, with its number where there are several."""
    totals = Counter(name_tag(child) for child in siblings)
    met: Counter[str] = Counter()
    steps = {}
    for child in siblings:
        tag = name_tag(child)
        met[tag] += 1
        steps[child] = f"{tag}[{met[tag]}]" if totals[tag] > 1 else tag
    return steps


@lru_cache(maxsize=4096)
def _judge_kind(
    above: ComputedStyle | None, tag: str, written: str, marks: frozenset[str], profile: Target
) -> _ElementViolations:
    """Return what is wrong with a kind of element."""
    kind = ComputedStyle(above, tag, written, marks, profile)
    always = [*_ask(find_rules(profile, NodeType.KIND, tag), kind)]
    for name, value in kind.style.items():
        always += _judge_declaration(tag, name.lower(), value.lower(), profile)
    return _ElementViolations(
        kind,
        tuple(always),
        tuple(_ask(find_rules(profile, NodeType.WORDS, tag), kind)),
        tuple(_ask(find_rules(profile, NodeType.BLOCK, tag), kind)) if tag in _TEXT_BLOCKS else (),
        find_rules(profile, NodeType.ELEMENT, tag),
    )


@lru_cache(maxsize=4096)
def _judge_declaration(tag: str, name: str, value: str, profile: Target) -> tuple[MarkupViolation, ...]:
    """Return what is wrong with a declaration; the list of what survives is asked where no rule of its own speaks."""
    declaration = Declaration(tag, name, value)
    own = tuple(_ask(find_rules(profile, NodeType.DECLARATION, name), declaration))
    return own or tuple(_ask(find_rules(profile, NodeType.LEFTOVER, name), declaration))


@lru_cache(maxsize=1024)
def _judge_attribute(tag: str, name: str, value: str, profile: Target) -> tuple[MarkupViolation, ...]:
    return tuple(_ask(find_rules(profile, NodeType.ATTRIBUTE, name), Attribute(tag, name, value)))


def _ask(rules: Iterable[MarkupRule], thing: object) -> Iterator[MarkupViolation]:
    for rule in rules:
        for excerpt in rule.check(thing):
            yield MarkupViolation(rule, excerpt)
