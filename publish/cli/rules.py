"""`publish rules`: what an article for WeChat is checked for, and why."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from publish.cli.exits import EXIT_DONE
from publish.cli.parser import Arguments
from publish.messages import Translator

if TYPE_CHECKING:
    from publish.steps.verify import Rule


def list_rules(arguments: Arguments, translator: Translator) -> int:
    """Print every rule there is and return the exit code."""
    from publish.steps.verify import RULES  # a few dozen small modules, of use to this command alone

    if arguments.json:
        print(json.dumps([_describe(rule, translator) for rule in RULES], ensure_ascii=False, indent=2))
        return EXIT_DONE
    for rule in RULES:
        where = translator.say("rules-both") if len(rule.profiles) > 1 else "".join(rule.profiles)
        severity = translator.say(f"rules-{rule.severity}")
        print(f"{rule.id}  {severity}  {where}  {_say(rule, translator)}")
    if not arguments.quiet:
        print(translator.say("rules-next"), file=sys.stderr)
    return EXIT_DONE


def _describe(rule: Rule, translator: Translator) -> dict[str, object]:
    return {
        "rule": rule.id,
        "severity": rule.severity,
        "profiles": sorted(rule.profiles),
        "message": _say(rule, translator),
        "sources": rule.source.keys.split(),
        "seen": rule.source.seen,
        "confidence": rule.source.confidence,
    }


def _say(rule: Rule, translator: Translator) -> str:
    """Return a rule's sentence, with an ellipsis for what would be found."""
    return translator.say(rule.message, excerpt="…")
