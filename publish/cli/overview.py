"""An overview of the commands, by what somebody wants to do."""

from __future__ import annotations

from publish.cli.option_parser import PROGRAM
from publish.core.lazy_pattern import lazy_pattern
from publish.i18n.translator import Translator

GROUPS = {
    "overview-begin": ("init", "new", "themes"),
    "overview-write": ("preview", "check", "build", "archive"),
    "overview-send": ("account", "draft", "release", "approve", "status", "history", "stats", "comments"),
    "overview-schedule": ("run", "schedule"),
    "overview-help": ("doctor", "sandbox", "ledger", "rules", "capabilities", "schema", "completion", "mcp", "skill"),
}
"""The commands by message id of what they are for, in the order in which they are needed."""

_MAIN_CLAUSE = lazy_pattern(r"[；：;:（(]|，或|, or ")


def render_overview(translator: Translator) -> str:
    """Return what the program does, the first steps, and every command with the main clause of its description."""
    translate = translator.translate
    lines = [translate("about"), ""]
    for message, commands in GROUPS.items():
        lines.append(translate(message))
        for command in commands:
            lines.append(f"  {PROGRAM} {command:<12} {summarize_command(command, translator)}")
        lines.append("")
    return "\n".join([*lines, translate("overview-more", program=PROGRAM)])


def summarize_command(command: str, translator: Translator) -> str:
    """Return the main clause of a command's description."""
    return _MAIN_CLAUSE.split(translator.translate(f"about-{command}"))[0].rstrip("。.")
