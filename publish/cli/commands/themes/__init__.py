"""`publish themes`: lists themes, begins and imports them, and shows an issue in all of them."""

from __future__ import annotations

from importlib import import_module

from publish.cli.parser import Arguments
from publish.i18n.translator import Translator

_ACTS = {
    "list": ("list_themes", "list_themes"),
    "new": ("begin_theme", "begin_theme"),
    "import": ("import_foreign_theme", "import_foreign_theme"),
    "compare": ("compare_themes", "compare_themes"),
}


def run_themes(arguments: Arguments, translator: Translator) -> int:
    """Do what was asked of themes, and return the exit code."""
    module, function = _ACTS[arguments.act]
    code: int = getattr(import_module(f"{__name__}.{module}"), function)(arguments, translator)
    return code
