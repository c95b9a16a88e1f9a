"""`publish init`: looks through a folder and writes settings with which its articles build."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from publish.adapters.config.settings_file import FILE_NAME, find_settings
from publish.adapters.storage.atomic_files import write_files
from publish.adapters.storage.folder_survey import survey_folder
from publish.cli.build_context import find_current_folder
from publish.cli.newsletter_plan import NewsletterPlan, plan_newsletter
from publish.cli.parser import EXIT_DONE, Arguments
from publish.cli.terminal_output import confirm, print_json, print_message
from publish.core.exceptions import SettingsError
from publish.core.problem import Problem
from publish.i18n.translator import Translator
from publish.steps.write_settings import write_settings

_SHOWN_OTHERS = 5
_AGREED = frozenset({"", "y", "yes", "是"})


def begin_newsletter(arguments: Arguments, translator: Translator) -> int:
    """Write settings for the current folder, show why each has its value, and return the exit code."""
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
    if not arguments.json:
        _show(plan, comments, translator, folder, count=len(survey.markdown))
    is_written = arguments.yes or (not arguments.json and confirm("init-ask", translator, _AGREED, path=FILE_NAME))
    if is_written:
        write_files({folder / path: written.encode() for path, written in files.items()})
    if arguments.json:
        active = {one.key: one.value for one in plan.settings if one.is_active}
        named = [str(folder / path) for path in files]
        print_json({"written": is_written, "files": named, "settings": active, "next": plan.next})
    elif not is_written:
        print_message("init-declined", translator)
    elif not arguments.quiet:
        print_message("init-done", translator, path=FILE_NAME, issue=plan.next)
    return EXIT_DONE


def _refuse_other_settings(folder: Path) -> None:
    """Raise SettingsError where this folder or one above it has settings: they hold here."""
    _, path = find_settings(folder)
    if path is None and os.path.lexists(folder / FILE_NAME):  # a broken link, or a folder
        path = folder / FILE_NAME
    if path is not None:
        raise SettingsError(Problem("init-there", {"path": str(path)}))


def _show(plan: NewsletterPlan, comments: Sequence[str], translator: Translator, folder: Path, *, count: int) -> None:
    """Print what was found and why each setting has its value."""
    message = "init-first" if plan.files else "init-found"
    print(translator.translate(message, folder=str(folder), count=count))
    for setting, comment in zip(plan.settings, comments, strict=True):
        if setting.is_active:
            value = setting.value if isinstance(setting.value, str) else ", ".join(setting.value)
            print(f"  {setting.key} = {value}\n      {comment}")
    if plan.others:
        shown = ", ".join(map(str, plan.others[:_SHOWN_OTHERS]))
        print(translator.translate("init-others", count=len(plan.others), paths=shown))
    for path in plan.files:
        print(f"  {path}\n      {translator.translate('init-issue-why')}")
