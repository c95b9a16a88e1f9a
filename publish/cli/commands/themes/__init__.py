"""`publish themes`: lists themes, begins and imports them, and shows an issue in all of them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from publish.cli.console import Console, Outcome
from publish.cli.parser import Arguments

if TYPE_CHECKING:
    from publish.contract.writing_results import ThemesResult

_ACTS = {
    "list": ("list_themes", "list_themes"),
    "new": ("begin_theme", "begin_theme"),
    "import": ("import_foreign_theme", "import_foreign_theme"),
    "compare": ("compare_themes", "compare_themes"),
}


def run_themes(arguments: Arguments, console: Console) -> Outcome[ThemesResult]:
    """Do what was asked of themes."""
    module, function = _ACTS[arguments.act]
    outcome: Outcome[ThemesResult] = getattr(import_module(f"{__name__}.{module}"), function)(arguments, console)
    return outcome
