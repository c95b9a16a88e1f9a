"""`publish schedule`: has cron or systemd start `publish run`, or no longer."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from publish.adapters.config.newsletter_identity import check_newsletter, identify_newsletter
from publish.adapters.config.settings_file import find_settings, load_settings
from publish.adapters.notifications import find_recipients
from publish.adapters.storage.cache import Cache, find_cache_folder
from publish.adapters.system.crontab import find_line, has_cron, install_line, remove_line
from publish.adapters.system.schedule_entry import ScheduleEntry
from publish.adapters.system.systemd import find_units, has_systemd, install_timer, remove_timer
from publish.adapters.wechat_api.credentials import CredentialSources, choose_credentials
from publish.cli.build_context import find_current_folder
from publish.cli.commands.ledger import find_ledger, read_ledger
from publish.cli.exit_codes import EXIT_DONE
from publish.cli.parser import Arguments
from publish.core.exceptions import SettingsError
from publish.core.problem import Problem
from publish.core.settings import Settings
from publish.i18n.messages import Translator

_CARRIED = ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
"""Where this person's files lie, if not where they usually do: cron would not know."""
_SHELL_ONLY = ("WECHAT_", "PUBLISH_")


def keep_schedule(arguments: Arguments, translator: Translator) -> int:
    """Install, remove or show a newsletter's schedule and return the exit code."""
    repository, path = find_settings(find_current_folder(), arguments.config)
    settings = load_settings(path, Cache(find_cache_folder(os.environ)))
    timetable = _draw_timetable(arguments, settings, repository.resolve(), path)
    if arguments.act == "install":
        _check(arguments, settings, repository)
        return _install(arguments, timetable, translator, releases=settings.schedule.action == "release")
    return _remove(arguments, timetable, translator) if arguments.act == "remove" else _show(timetable, translator)


def _draw_timetable(arguments: Arguments, settings: Settings, repository: Path, path: Path | None) -> ScheduleEntry:
    account = ["--account", arguments.account] if arguments.account else []
    config = ["--config", str(path.resolve())] if path and arguments.config else []
    command = [sys.executable, "-m", "publish", "run", *account, *config, "--lang", arguments.lang or "zh"]
    carried = {name: os.environ[name] for name in _CARRIED if os.environ.get(name, "").startswith("/")}
    unusual = [word for word in [str(repository), *command, *carried.values()] if not word.isprintable()]
    if unusual:
        raise SettingsError(Problem("schedule-path", {"path": repr(unusual[0])}))
    return ScheduleEntry(repository, command, carried, settings.schedule.every_minutes, arguments.account or "")


def _check(arguments: Arguments, settings: Settings, repository: Path) -> None:
    """Raise PublishError where the runs to come would fail: what the shell alone knows, they do not."""
    environment: Mapping[str, str] = {
        name: value for name, value in os.environ.items() if not name.startswith(_SHELL_ONLY)
    }
    check_newsletter(settings)
    account = choose_credentials(arguments.account, CredentialSources(settings.accounts, environment, repository))
    ledger = find_ledger(account, settings, repository, environment)
    with read_ledger(account, ledger, identify_newsletter(settings.newsletter_id, repository)):
        pass
    find_recipients(settings.notify, settings.proxy, environment, repository)


def _install(arguments: Arguments, timetable: ScheduleEntry, translator: Translator, *, releases: bool) -> int:
    program = arguments.by or ("cron" if has_cron() else "systemd" if has_systemd() else "")
    if not program:
        raise SettingsError(Problem("schedule-nothing", {"command": shlex.join(timetable.command)}))
    units = find_units(timetable, os.environ)
    if program == "cron":
        print(install_line(timetable))
        remove_timer(units)  # one of them is enough
    else:
        install_timer(timetable, units)
        print(units.timer)
        if has_cron():
            remove_line(timetable)
    if not arguments.quiet:
        values = {"minutes": timetable.every_minutes, "program": program}
        print(translator.translate(f"schedule-by-{program}", **values), file=sys.stderr)
        if releases:
            print(translator.translate("schedule-releases"), file=sys.stderr)
    return EXIT_DONE


def _remove(arguments: Arguments, timetable: ScheduleEntry, translator: Translator) -> int:
    """Remove it wherever it is, whoever put it there."""
    units = find_units(timetable, os.environ)
    removed = [has_cron() and remove_line(timetable), remove_timer(units)]
    if not arguments.quiet:
        print(translator.translate("schedule-removed" if any(removed) else "schedule-none"), file=sys.stderr)
    return EXIT_DONE


def _show(timetable: ScheduleEntry, translator: Translator) -> int:
    units = find_units(timetable, os.environ)
    line = find_line(timetable) if has_cron() else None
    found = [line] if line else []
    found += [str(units.timer)] if units.timer.exists() else []
    for place in found:
        print(place)
    if not found:
        print(translator.translate("schedule-none"), file=sys.stderr)
    return EXIT_DONE
