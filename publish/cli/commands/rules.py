"""`publish rules`: every rule for issues and for the markup of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publish.cli.console import Console, Outcome
from publish.cli.parser import Arguments
from publish.i18n.translator import Translator

if TYPE_CHECKING:
    from publish.contract.writing_results import RuleJson, RulesResult
    from publish.lint import LintRule
    from publish.wechat.validator import MarkupRule


def list_rules(_: Arguments, console: Console) -> Outcome[RulesResult]:
    """Print every rule, those for issues first."""
    from publish.lint.registry import RULES as LINT_RULES  # needed by few commands
    from publish.wechat.validator import RULES as MARKUP_RULES  # a few dozen modules, needed by this command alone

    translator = console.translator
    for rule in LINT_RULES:
        scope = translator.translate(f"rules-{rule.profile}")
        target = f"{scope}{translator.translate('rules-mends')}" if rule.fixable else scope
        severity = translator.translate(f"rules-{rule.severity}")
        console.print(f"{rule.id}  {severity}  {target}  {translator.template(rule.message)}")
    for markup_rule in MARKUP_RULES:
        targets = markup_rule.targets
        target = translator.translate("rules-both") if len(targets) > 1 else "".join(targets)
        severity = translator.translate(f"rules-{markup_rule.severity}")
        console.print(f"{markup_rule.id}  {severity}  {target}  {_render_message(markup_rule, translator)}")
    console.tell("rules-next")
    described = [_describe_lint_rule(rule, translator) for rule in LINT_RULES]
    return Outcome({"rules": [*described, *(_describe_markup_rule(rule, translator) for rule in MARKUP_RULES)]})


def _describe_lint_rule(rule: LintRule, translator: Translator) -> RuleJson:
    return {
        "rule": rule.id,
        "severity": rule.severity,
        "profiles": _list_profiles(rule),
        "message": translator.template(rule.message),
        "fixable": rule.fixable,
        "example": rule.example,
    }


def _list_profiles(rule: LintRule) -> list[str]:
    """Return the kinds of issues that are asked a rule."""
    return ["article", "digest"] if rule.profile == "any" else [rule.profile]


def _describe_markup_rule(rule: MarkupRule, translator: Translator) -> RuleJson:
    return {
        "rule": rule.id,
        "severity": rule.severity,
        "profiles": sorted(rule.targets),
        "message": _render_message(rule, translator),
        "fixable": False,
        "sources": rule.source.keys.split(),
        "seen": rule.source.seen,
        "confidence": rule.source.confidence,
    }


def _render_message(rule: MarkupRule, translator: Translator) -> str:
    """Return a rule's message with an ellipsis in place of the markup found."""
    return translator.translate(rule.message, excerpt="…")
