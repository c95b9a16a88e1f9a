"""`publish schedule`: lets cron or systemd start `publish run`."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from publish.adapters.config.newsletter_identity import check_newsletter
from publish.adapters.notifications import find_recipients
from publish.adapters.system.crontab import find_line, has_cron, install_line, remove_line
from publish.adapters.system.schedule_entry import ScheduleEntry
from publish.adapters.system.systemd import find_units, has_systemd, install_timer, remove_timer
from publish.cli.build_context import load_repository_settings
from publish.cli.ledger_access import find_ledger
from publish.cli.parser import EXIT_DONE, Arguments
from publish.cli.terminal_output import print_message
from publish.core.exceptions import SettingsError
from publish.core.problem import Problem
from publish.core.settings import Settings
from publish.i18n.translator import Translator

_CARRIED = ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
"""Folders of this user, if not the usual ones: cron does not know them."""
_SHELL_ONLY = ("WECHAT_", "PUBLISH_")


def keep_schedule(arguments: Arguments, translator: Translator) -> int:
    """Install, remove or show a newsletter's schedule and return the exit code."""
    repository, path, settings, _ = load_repository_settings(arguments)
    entry = _make_entry(arguments, settings, repository.resolve(), path, translator.language)
    if arguments.act == "install":
        _check(arguments, settings, repository)
        return _install(arguments, entry, translator, releases=settings.schedule.action == "release")
    return _remove(arguments, entry, translator) if arguments.act == "remove" else _show(entry, translator)


def _make_entry(
    arguments: Arguments, settings: Settings, repository: Path, path: Path | None, language: str
) -> ScheduleEntry:
    account = ["--account", arguments.account] if arguments.account else []
    config = ["--config", str(path.resolve())] if path and arguments.config else []
    command = [sys.executable, "-m", "publish", "run", *account, *config, "--lang", language]
    carried = {name: os.environ[name] for name in _CARRIED if os.environ.get(name, "").startswith("/")}
    unprintable = [word for word in [str(repository), *command, *carried.values()] if not word.isprintable()]
    if unprintable:
        raise SettingsError(Problem("schedule-path", {"path": repr(unprintable[0])}))
    return ScheduleEntry(repository, command, carried, settings.schedule.every_minutes, arguments.account or "")


def _check(arguments: Arguments, settings: Settings, repository: Path) -> None:
    """Raise PublishError if scheduled runs would fail: they do not have the variables of this shell."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_SHELL_ONLY)}
    check_newsletter(settings)
    with find_ledger(arguments.account, settings, repository, environment).read():
        pass
    find_recipients(settings.notify, settings.notify_proxy, environment, repository)


def _install(arguments: Arguments, entry: ScheduleEntry, translator: Translator, *, releases: bool) -> int:
    program = arguments.by or ("cron" if has_cron() else "systemd" if has_systemd() else "")
    if not program:
        raise SettingsError(Problem("schedule-nothing", {"command": shlex.join(entry.command)}))
    units = find_units(entry, os.environ)
    if program == "cron":
        print(install_line(entry))
        remove_timer(units)  # one of them is enough
    else:
        install_timer(entry, units)
        print(units.timer)
        if has_cron():
            remove_line(entry)
    if not arguments.quiet:
        print_message(f"schedule-by-{program}", translator, minutes=entry.every_minutes, program=program)
        if releases:
            print_message("schedule-releases", translator)
    return EXIT_DONE


def _remove(arguments: Arguments, entry: ScheduleEntry, translator: Translator) -> int:
    """Remove the schedule from cron and from systemd."""
    units = find_units(entry, os.environ)
    removed = [has_cron() and remove_line(entry), remove_timer(units)]
    if not arguments.quiet:
        print_message("schedule-removed" if any(removed) else "schedule-none", translator)
    return EXIT_DONE


def _show(entry: ScheduleEntry, translator: Translator) -> int:
    units = find_units(entry, os.environ)
    line = find_line(entry) if has_cron() else None
    found = [line] if line else []
    found += [str(units.timer)] if units.timer.exists() else []
    for text in found:
        print(text)
    if not found:
        print_message("schedule-none", translator)
    return EXIT_DONE
