"""`publish init`: looks through a folder and writes settings with which its articles build."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from publish.adapters.config.settings_file import FILE_NAME, find_settings
from publish.adapters.storage.atomic_files import write_files
from publish.adapters.storage.folder_survey import survey_folder
from publish.cli.build_context import find_current_folder
from publish.cli.console import Console, Outcome
from publish.cli.newsletter_plan import NewsletterPlan, plan_newsletter
from publish.cli.parser import Arguments
from publish.core.exceptions import SettingsError
from publish.core.problem import Problem, Severity
from publish.steps.write_settings import write_settings

if TYPE_CHECKING:
    from publish.contract.writing_results import InitResult

_SHOWN_OTHERS = 5
_AGREED = frozenset({"", "y", "yes", "是"})


def begin_newsletter(arguments: Arguments, console: Console) -> Outcome[InitResult]:
    """Write settings for the current folder, and show why each has its value."""
    translator = console.translator
    folder = find_current_folder()
    _refuse_other_settings(folder)
    survey = survey_folder(folder)
    plan = plan_newsletter(folder, survey, translator)
    if plan.files and survey.misnamed:
        values = {"count": len(survey.misnamed), "path": str(survey.misnamed[0])}
        raise SettingsError(Problem("init-suffix", values))
    comments = [translator.translate(one.message, **one.values) for one in plan.settings]
    text = write_settings(plan.settings, comments, translator.translate("init-heading"))
    files = {PurePosixPath(FILE_NAME): text, **plan.files}
    _show(plan, comments, folder, console, count=len(survey.markdown))
    is_written = arguments.yes or (not console.as_json and console.confirm("init-ask", _AGREED, path=FILE_NAME))
    if is_written:
        write_files({folder / path: written.encode() for path, written in files.items()})
        console.tell("init-done", path=FILE_NAME, issue=plan.next)
    else:
        console.report([Problem("init-declined", severity=Severity.INFO)])
    active = {
        one.key: one.value if isinstance(one.value, str) else [*one.value] for one in plan.settings if one.is_active
    }
    named = [str(folder / path) for path in files]
    return Outcome({"written": is_written, "files": named, "settings": active, "next": plan.next})


def _refuse_other_settings(folder: Path) -> None:
    """Raise SettingsError where this folder or one above it has settings: they hold here."""
    _, path = find_settings(folder)
    if path is None and os.path.lexists(folder / FILE_NAME):  # a broken link, or a folder
        path = folder / FILE_NAME
    if path is not None:
        raise SettingsError(Problem("init-there", {"path": str(path)}))


def _show(plan: NewsletterPlan, comments: Sequence[str], folder: Path, console: Console, *, count: int) -> None:
    """Print what was found and why each setting has its value."""
    translate = console.translator.translate
    message = "init-first" if plan.files else "init-found"
    console.print(translate(message, folder=str(folder), count=count))
    for setting, comment in zip(plan.settings, comments, strict=True):
        if setting.is_active:
            value = setting.value if isinstance(setting.value, str) else ", ".join(setting.value)
            console.print(f"  {setting.key} = {value}\n      {comment}")
    if plan.others:
        shown = ", ".join(map(str, plan.others[:_SHOWN_OTHERS]))
        console.print(translate("init-others", count=len(plan.others), paths=shown))
    for path in plan.files:
        console.print(f"  {path}\n      {translate('init-issue-why')}")
