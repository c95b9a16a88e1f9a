"""All rules about markup, by group, and what the filters do by them."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import NamedTuple

from publish.core.html import ChangeKind, Filter
from publish.core.target import Target
from publish.wechat.rules import attributes, code, elements, links, lists, pictures, svg, tables, text, values
from publish.wechat.rules import dark_mode as dark
from publish.wechat.rules import length as limits
from publish.wechat.rules import properties as styles
from publish.wechat.rules import structure as shape
from publish.wechat.rules.rule import Check, Effect, MarkupRule, NodeType, always

_MODULES = {
    "shape": shape, "elements": elements, "attributes": attributes, "styles": styles, "values": values, "text": text,
    "lists": lists, "code": code, "tables": tables, "pictures": pictures, "links": links, "svg": svg, "dark": dark,
    "limits": limits,
}  # fmt: skip
RULE_GROUPS = {
    title: tuple(rule for rule in vars(module).values() if isinstance(rule, MarkupRule))
    for title, module in _MODULES.items()
}
RULES = tuple(rule for rules in RULE_GROUPS.values() for rule in rules)


@lru_cache(maxsize=1024)
def find_rules(target: Target, node_type: NodeType, name: str = "") -> tuple[MarkupRule, ...]:
    """Return the rules for nodes of a type and a name."""
    return tuple(
        rule
        for rule in RULES
        if rule.node_type is node_type and target in rule.targets and (not rule.only or name in rule.only)
    )


class FilterRule(NamedTuple):
    """What a filter does by a rule, and to which nodes."""

    rule: MarkupRule
    effect: Effect
    names: frozenset[str]  # empty for all
    check: Check


def _list_filter_rules(filter_: Filter, node_type: NodeType) -> list[FilterRule]:
    """Return what a filter does to nodes of a type: first what the name decides, then what both filters do."""
    effects = ((rule, rule.store if filter_ is Filter.STORE else rule.editor) for rule in RULES)
    found = [
        FilterRule(rule, effect, effect.names or rule.only, effect.check or rule.check)
        for rule, effect in effects
        if rule.node_type is node_type and effect.kind is not ChangeKind.KEPT
    ]
    return sorted(found, key=lambda row: (row.check is not always, row.rule.store.kind is ChangeKind.KEPT))


FILTER_RULES = {pair: _list_filter_rules(*pair) for pair in product(Filter, (NodeType.ATTRIBUTE, NodeType.DECLARATION))}
TAG_RULES = {
    filter_: {
        tag: row
        for row in _list_filter_rules(filter_, NodeType.KIND)
        if row.check is always  # what else depends on the tree is a function of the simulation
        for tag in row.names
    }
    for filter_ in Filter
}
"""What a filter does to elements by their tag."""


@lru_cache(maxsize=1024)
def find_filter_rules(filter_: Filter, node_type: NodeType, name: str) -> tuple[FilterRule, ...]:
    """Return what a filter does to attributes or declarations of a name."""
    return tuple(row for row in FILTER_RULES[filter_, node_type] if not row.names or name in row.names)
