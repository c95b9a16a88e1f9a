"""One row defines a rule: the validator and the simulation of the filters both follow it."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

import publish.wechat
from publish.core.html import ChangeKind, Filter
from publish.core.target import Target
from publish.wechat.css_properties import PROPERTIES
from publish.wechat.elements import ATTRIBUTES, BLOCKS, INLINES
from publish.wechat.filters import simulate_filter
from publish.wechat.rules.registry import RULES
from publish.wechat.rules.rule import Effect, MarkupRule, NodeType, always
from publish.wechat.validator import validate_html
from tests.cases import read_cases

WECHAT = Path(publish.wechat.__path__[0])
PAIRS = read_cases(Path(__file__).with_name("cases"))
ID = re.compile(r"W\d\d[a-z]?|wechat-w\d\d[a-z]?(?:-\w+)?")
SPECIMENS = {
    NodeType.KIND: "<section>前<{name}>文</{name}>后</section>",
    NodeType.ATTRIBUTE: '<section {name}="1">文</section>',
    NodeType.DECLARATION: '<section style="{name}:1">文</section>',
}
EXAMPLES = {
    "W13": "<section>" * 12 + "文" + "</section>" * 12,
    "W19": '<p>文</p><iframe class="video_iframe" data-mpvid="1" data-own="2"></iframe>',
    "W42": '<p style="white-space:pre">文</p>',
    "W53c": "<ul><li>一<ul><li>二<ul><li>三</li></ul></li></ul></li></ul>",
    "W62": '<p>文<img src="b.png"></p>',
}
"""Markup for rows that a filter follows in fewer cases than the pairs show."""
UNNAMED = {"html", "head", "body", "#comment"}  # the parser of the filters unwraps them


def list_effects() -> list[tuple[MarkupRule, Filter, Effect]]:
    """Return what each filter does by each rule."""
    rows = [pair for rule in RULES for pair in ((rule, Filter.STORE, rule.store), (rule, Filter.EDITOR, rule.editor))]
    return [row for row in rows if row[2].kind is not ChangeKind.KEPT]


def find_changes(html: str, filter_: Filter) -> set[tuple[str, ChangeKind]]:
    """Return the rules by which a filter changes something, and how."""
    return {(change.rule, change.kind) for change in simulate_filter(html, filter_).changes}


def find_inputs(rule: MarkupRule) -> list[str]:
    """Return the markup of the pairs that breaks a rule."""
    return [case.input for case in PAIRS if case.file == rule.id]


def find_literals(module: Path) -> set[str]:
    """Return the ids of rules and of their messages that a module writes outside docstrings and comments."""
    nodes = list(ast.walk(ast.parse(module.read_text(encoding="utf-8"))))
    strings = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in strings if ID.fullmatch(text)}


def test_every_rule_is_written_in_one_module() -> None:
    modules = defaultdict(set)
    for module in WECHAT.rglob("*.py"):
        for literal in find_literals(module):
            modules[literal].add(module.name)

    assert {literal: names for literal, names in modules.items() if len(names) > 1} == {}
    assert modules.keys() >= {rule.message for rule in RULES}
    assert modules.keys().isdisjoint(rule.id for rule in RULES)


@pytest.mark.parametrize(
    ("rule", "filter_", "effect"),
    list_effects(),
    ids=lambda part: getattr(part, "message", None) or getattr(part, "kind", part),
)
def test_filter_follows_every_row(rule: MarkupRule, filter_: Filter, effect: Effect) -> None:
    if rule.node_type in SPECIMENS and (effect.check or rule.check) is always:
        names = sorted((effect.names or rule.only) - UNNAMED)
        inputs = [SPECIMENS[rule.node_type].format(name=name) for name in names]
        missed = [html for html in inputs if (rule.id, effect.kind) not in find_changes(html, filter_)]
    else:
        inputs = [EXAMPLES[rule.id]] if rule.id in EXAMPLES else find_inputs(rule)
        missed = [] if any((rule.id, effect.kind) in find_changes(html, filter_) for html in inputs) else inputs

    assert missed == []


@pytest.mark.parametrize("rule", {rule.id: rule for rule, *_ in list_effects()}.values(), ids=lambda rule: str(rule.id))
def test_validator_reports_what_a_filter_changes(rule: MarkupRule) -> None:
    problems = [problem for html in find_inputs(rule) for target in Target for problem in validate_html(html, target)]

    assert rule.id in {problem.rule for problem in problems}


def test_no_row_loses_what_articles_and_themes_may_hold() -> None:
    kept = {
        NodeType.KIND: BLOCKS | INLINES,
        NodeType.ATTRIBUTE: frozenset().union(*ATTRIBUTES.values()),
        NodeType.DECLARATION: PROPERTIES,
    }
    lost = {
        (rule.message, name)
        for rule, _, effect in list_effects()
        if rule.node_type in kept and (effect.check or rule.check) is always
        for name in (effect.names or rule.only) & kept[rule.node_type]
    }

    assert lost == set()
