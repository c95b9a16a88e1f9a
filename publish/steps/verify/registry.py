"""All the rules, chapter by chapter."""

from __future__ import annotations

from functools import lru_cache

from publish.model.markup import Profile
from publish.steps.verify import (
    attributes,
    code,
    dark,
    elements,
    limits,
    links,
    lists,
    pictures,
    shape,
    styles,
    svg,
    tables,
    text,
    values,
)
from publish.steps.verify.rule import About, Rule

CHAPTERS = {
    module.__name__.rpartition(".")[2]: tuple(rule for rule in vars(module).values() if isinstance(rule, Rule))
    for module in (
        shape, elements, attributes, styles, values, text, lists, code, tables, pictures, links, svg, dark, limits,
    )
}  # fmt: skip

RULES = tuple(rule for rules in CHAPTERS.values() for rule in rules)


@lru_cache(maxsize=1024)
def find_rules(profile: Profile, about: About, name: str = "") -> tuple[Rule, ...]:
    """Return the rules to ask of something of this name."""
    return tuple(
        rule
        for rule in RULES
        if rule.about is about and profile in rule.profiles and (not rule.only or name in rule.only)
    )
