"""All markup rules, by rule group."""

from __future__ import annotations

from functools import lru_cache

from publish.core.html import Target
from publish.wechat.validator.rule import MarkupRule, NodeType
from publish.wechat.validator.rules import attributes, code, elements, links, lists, pictures, svg, tables, text, values
from publish.wechat.validator.rules import dark_mode as dark
from publish.wechat.validator.rules import length as limits
from publish.wechat.validator.rules import properties as styles
from publish.wechat.validator.rules import structure as shape

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
