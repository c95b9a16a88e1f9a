"""All the rules, chapter by chapter."""

from __future__ import annotations

from publish.steps.check import (
    entries,
    fields,
    furniture,
    headings,
    intro,
    lines,
    links,
    liveness,
    output,
    repeats,
    titles,
    typography,
    words,
)
from publish.steps.check.rule import Rule

_MODULES = {
    "headings": headings,
    "intro": intro,
    "entries": entries,
    "titles": titles,
    "fields": fields,
    "links": links,
    "lines": lines,
    "repeats": repeats,
    "words": words,
    "furniture": furniture,
    "output": output,
    "typography": typography,
    "liveness": liveness,
}
CHAPTERS = {
    title: tuple(rule for rule in vars(module).values() if isinstance(rule, Rule)) for title, module in _MODULES.items()
}

RULES = tuple(
    sorted((rule for rules in CHAPTERS.values() for rule in rules), key=lambda rule: (rule.id < "N", rule.id))
)
"""In the order of their numbers, however they are divided; those of taste and of the web come last."""
