"""`publish rules`: every rule for issues and for the markup of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publish.cli.parser import EXIT_DONE, Arguments
from publish.cli.terminal_output import print_json, print_message
from publish.i18n.translator import Translator

if TYPE_CHECKING:
    from publish.lint import LintRule
    from publish.wechat.validator import MarkupRule


def list_rules(arguments: Arguments, translator: Translator) -> int:
    """Print every rule, those for issues first, and return the exit code."""
    from publish.lint.registry import RULES as LINT_RULES  # needed by few commands
    from publish.wechat.validator import RULES as MARKUP_RULES  # a few dozen modules, needed by this command alone

    if arguments.json:
        described = [_describe_lint_rule(rule, translator) for rule in LINT_RULES]
        print_json([*described, *(_describe_markup_rule(rule, translator) for rule in MARKUP_RULES)])
        return EXIT_DONE
    for rule in LINT_RULES:
        scope = translator.translate(f"rules-{rule.profile}")
        target = f"{scope}{translator.translate('rules-mends')}" if rule.fixable else scope
        severity = translator.translate(f"rules-{rule.severity}")
        print(f"{rule.id}  {severity}  {target}  {translator.template(rule.message)}")
    for markup_rule in MARKUP_RULES:
        targets = markup_rule.targets
        target = translator.translate("rules-both") if len(targets) > 1 else "".join(targets)
        severity = translator.translate(f"rules-{markup_rule.severity}")
        print(f"{markup_rule.id}  {severity}  {target}  {_render_message(markup_rule, translator)}")
    if not arguments.quiet:
        print_message("rules-next", translator)
    return EXIT_DONE


def _describe_lint_rule(rule: LintRule, translator: Translator) -> dict[str, object]:
    return {
        "rule": rule.id,
        "severity": rule.severity,
        "profiles": _list_profiles(rule),
        "message": translator.template(rule.message),
        "example": rule.example,
        "mends": rule.fixable,
    }


def _list_profiles(rule: LintRule) -> list[str]:
    """Return the kinds of issues that are asked a rule."""
    return ["article", "digest"] if rule.profile == "any" else [rule.profile]


def _describe_markup_rule(rule: MarkupRule, translator: Translator) -> dict[str, object]:
    return {
        "rule": rule.id,
        "severity": rule.severity,
        "profiles": sorted(rule.targets),
        "message": _render_message(rule, translator),
        "sources": rule.source.keys.split(),
        "seen": rule.source.seen,
        "confidence": rule.source.confidence,
    }


def _render_message(rule: MarkupRule, translator: Translator) -> str:
    """Return a rule's message with an ellipsis in place of the markup found."""
    return translator.translate(rule.message, excerpt="…")
