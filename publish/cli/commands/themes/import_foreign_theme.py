"""`publish themes import`: turns a theme of mdnice, WeMD, wenyan, doocs/md or Typora into one of ours."""

from __future__ import annotations

import re
import sys
from itertools import groupby
from pathlib import Path

from publish.adapters.storage.repository_files import read_repository_file
from publish.cli.build_context import load_repository_settings
from publish.cli.commands.themes.write_theme import find_theme_path, write_theme
from publish.cli.parser import EXIT_DONE, EXIT_USAGE, Arguments
from publish.cli.terminal_output import print_json, print_message
from publish.core.exceptions import ThemeError
from publish.core.problem import Problem
from publish.i18n.translator import Translator
from publish.steps.style.import_theme import Dropped, ImportedTheme, import_theme

_MAX_LINES = 20


def import_foreign_theme(arguments: Arguments, translator: Translator) -> int:
    """Write an imported theme to the repository, say what was not kept, and return the exit code."""
    if not arguments.name:
        print_message("usage-theme-file", translator)
        return EXIT_USAGE
    repository, *_ = load_repository_settings(arguments)
    file = Path(arguments.name)
    name = arguments.alias or re.sub(r"[^a-z0-9_-]+", "-", file.stem.lower()).strip("-_")
    path = find_theme_path(name, repository)
    theme = import_theme(name, _read(file), file.name)
    write_theme(path, theme.css, repository)
    shown = f"themes/{path.name}"
    if arguments.json:
        print_json({"name": name, "file": str(path), **_describe(theme, translator)})
        return EXIT_DONE
    print(shown)
    if not arguments.quiet:
        _print_report(theme, file.name, translator)
        print_message("theme-imported-next", translator, name=name)
    return EXIT_DONE


def _read(file: Path) -> str:
    """Return the text of a style sheet; raise ThemeError if it cannot be read."""
    try:
        return read_repository_file(file, None).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror or "" if isinstance(error, OSError) else str(error)
        raise ThemeError(Problem("theme-unreadable", {"reason": reason}, file=file.name)) from error


def _describe(theme: ImportedTheme, translator: Translator) -> dict[str, object]:
    return {
        "format": theme.format,
        "taken": theme.taken,
        "dropped": [
            {"line": one.line, "text": one.text, "reason": translator.translate(one.reason)} for one in theme.dropped
        ],
        "repaired": [one._asdict() for one in theme.repairs],
    }


def _print_report(theme: ImportedTheme, source: str, translator: Translator) -> None:
    """Print how much was taken, what was not and why, and the colours that were changed."""
    counts = {"taken": theme.taken, "dropped": len(theme.dropped), "repaired": len(theme.repairs)}
    print_message("theme-imported", translator, format=theme.format, **counts)
    ordered = sorted(theme.dropped, key=lambda one: (one.reason, one.line))
    for reason, group in groupby(ordered, lambda one: one.reason):
        found = list(group)
        print_message("theme-dropped", translator, reason=translator.translate(reason), count=len(found))
        for one in found[:_MAX_LINES]:
            print(f"  {source}:{one.line}: {_cut(one)}", file=sys.stderr)
        if len(found) > _MAX_LINES:
            print_message("theme-dropped-more", translator, count=len(found) - _MAX_LINES)
    for repair in theme.repairs:
        message = "theme-repaired" if repair.after else "theme-ground-dropped"
        values = {"path": repair.path or translator.translate("theme-ground"), "before": repair.before}
        print_message(message, translator, line=repair.line, after=repair.after, **values)


def _cut(dropped: Dropped) -> str:
    text = " ".join(dropped.text.split())
    return text if len(text) <= 80 else f"{text[:79]}…"
