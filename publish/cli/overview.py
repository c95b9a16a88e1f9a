"""An overview of the commands, by what somebody wants to do."""

from __future__ import annotations

import re

from publish.cli.option_parser import PROGRAM
from publish.i18n.translator import Translator

GROUPS = {
    "overview-begin": ("init", "new", "themes"),
    "overview-write": ("preview", "check", "build", "archive"),
    "overview-send": ("account", "draft", "release", "status", "history", "stats", "comments"),
    "overview-schedule": ("run", "schedule"),
    "overview-help": ("doctor", "sandbox", "ledger", "rules", "completion"),
}
"""The commands by message id of what they are for, in the order in which they are needed."""

_MAIN_CLAUSE = re.compile(r"[；：;:（(]|，或|, or ")


def print_overview(translator: Translator) -> None:
    """Print what the program does, the first steps, and every command with the main clause of its description."""
    translate = translator.translate
    print(f"{translate('about')}\n")
    for message, commands in GROUPS.items():
        print(translate(message))
        for command in commands:
            print(f"  {PROGRAM} {command:<11} {_MAIN_CLAUSE.split(translate(f'about-{command}'))[0].rstrip('。.')}")
        print()
    print(translate("overview-more", program=PROGRAM))
