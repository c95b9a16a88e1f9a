"""`publish rules`: what an issue of the newsletter, and the article it becomes, are checked for."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from publish.cli.exit_codes import EXIT_DONE
from publish.cli.parser import Arguments
from publish.i18n.messages import Translator

if TYPE_CHECKING:
    from publish.lint import LintRule as NewsletterRule
    from publish.wechat.validator import MarkupRule


def list_rules(arguments: Arguments, translator: Translator) -> int:
    """Print every rule there is, those of the newsletter first, and return the exit code."""
    from publish.lint.registry import RULES as NEWSLETTER_RULES  # of use to few commands
    from publish.wechat.validator import RULES  # a few dozen small modules, of use to this command alone

    if arguments.json:
        described = [_describe_newsletter_rule(rule, translator) for rule in NEWSLETTER_RULES]
        described += [_describe(rule, translator) for rule in RULES]
        print(json.dumps(described, ensure_ascii=False, indent=2))
        return EXIT_DONE
    for own in NEWSLETTER_RULES:
        where = translator.translate("rules-mends" if own.fixable else "rules-issue")
        print(f"{own.id}  {translator.translate(f'rules-{own.severity}')}  {where}  {translator.template(own.message)}")
    for rule in RULES:
        where = translator.translate("rules-both") if len(rule.profiles) > 1 else "".join(rule.profiles)
        severity = translator.translate(f"rules-{rule.severity}")
        print(f"{rule.id}  {severity}  {where}  {_say(rule, translator)}")
    if not arguments.quiet:
        print(translator.translate("rules-next"), file=sys.stderr)
    return EXIT_DONE


def _describe_newsletter_rule(rule: NewsletterRule, translator: Translator) -> dict[str, object]:
    return {
        "rule": rule.id,
        "severity": rule.severity,
        "message": translator.template(rule.message),
        "example": rule.example,
        "mends": rule.fixable,
    }


def _describe(rule: MarkupRule, translator: Translator) -> dict[str, object]:
    return {
        "rule": rule.id,
        "severity": rule.severity,
        "profiles": sorted(rule.profiles),
        "message": _say(rule, translator),
        "sources": rule.source.keys.split(),
        "seen": rule.source.seen,
        "confidence": rule.source.confidence,
    }


def _say(rule: MarkupRule, translator: Translator) -> str:
    """Return a rule's sentence, with an ellipsis for what would be found."""
    return translator.translate(rule.message, excerpt="…")
