"""`publish themes import`: turns a theme of mdnice, WeMD, wenyan, doocs/md or Typora into one of ours."""

from __future__ import annotations

import re
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from publish.adapters.storage.repository_files import read_repository_file
from publish.cli.build_context import load_repository_settings
from publish.cli.commands.themes.write_theme import find_theme_path, write_theme
from publish.cli.console import Console, Outcome
from publish.cli.parser import Arguments
from publish.core.exceptions import ThemeError, UsageError
from publish.core.problem import Problem
from publish.i18n.translator import Translator
from publish.steps.style.import_theme import Dropped, ImportedTheme, import_theme

if TYPE_CHECKING:
    from publish.contract.writing_results import DroppedJson, ImportedThemeResult, RepairJson

_MAX_LINES = 20


def import_foreign_theme(arguments: Arguments, console: Console) -> Outcome[ImportedThemeResult]:
    """Write an imported theme to the repository, and say what was not kept."""
    if not arguments.name:
        raise UsageError(Problem("usage-theme-file"))
    repository, *_ = load_repository_settings(arguments)
    file = Path(arguments.name)
    name = arguments.alias or re.sub(r"[^a-z0-9_-]+", "-", file.stem.lower()).strip("-_")
    path = find_theme_path(name, repository)
    theme = import_theme(name, _read(file), file.name)
    write_theme(path, theme.css, repository)
    console.print(f"themes/{path.name}")
    if not (console.as_json or console.quiet):
        _print_report(theme, file.name, console)
    console.tell("theme-imported-next", name=name)
    return Outcome(_describe(name, path, theme, console.translator))


def _read(file: Path) -> str:
    """Return the text of a style sheet; raise ThemeError if it cannot be read."""
    try:
        return read_repository_file(file, None).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror or "" if isinstance(error, OSError) else str(error)
        raise ThemeError(Problem("theme-unreadable", {"reason": reason}, file=file.name)) from error


def _describe(name: str, path: Path, theme: ImportedTheme, translator: Translator) -> ImportedThemeResult:
    dropped: list[DroppedJson] = [
        {"line": one.line, "text": one.text, "reason": translator.translate(one.reason)} for one in theme.dropped
    ]
    repaired: list[RepairJson] = [
        {"line": one.line, "path": one.path, "before": one.before, "after": one.after} for one in theme.repairs
    ]
    return {
        "name": name,
        "file": str(path),
        "format": theme.format,
        "taken": theme.taken,
        "dropped": dropped,
        "repaired": repaired,
    }


def _print_report(theme: ImportedTheme, source: str, console: Console) -> None:
    """Print how much was taken, what was not and why, and the colours that were changed."""
    translate = console.translator.translate
    counts = {"taken": theme.taken, "dropped": len(theme.dropped), "repaired": len(theme.repairs)}
    console.tell("theme-imported", format=theme.format, **counts)
    ordered = sorted(theme.dropped, key=lambda one: (one.reason, one.line))
    for reason, group in groupby(ordered, lambda one: one.reason):
        found = list(group)
        console.tell("theme-dropped", reason=translate(reason), count=len(found))
        for one in found[:_MAX_LINES]:
            print(f"  {source}:{one.line}: {_cut(one)}", file=sys.stderr)
        if len(found) > _MAX_LINES:
            console.tell("theme-dropped-more", count=len(found) - _MAX_LINES)
    for repair in theme.repairs:
        message = "theme-repaired" if repair.after else "theme-ground-dropped"
        values = {"path": repair.path or translate("theme-ground"), "before": repair.before}
        console.tell(message, line=repair.line, after=repair.after, **values)


def _cut(dropped: Dropped) -> str:
    text = " ".join(dropped.text.split())
    return text if len(text) <= 80 else f"{text[:79]}…"
