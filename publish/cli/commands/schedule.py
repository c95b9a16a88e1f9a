"""`publish schedule`: lets cron, systemd, launchd or the Task Scheduler start `publish run`."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from publish.adapters.config.newsletter_identity import check_newsletter
from publish.adapters.notifications import find_recipients
from publish.adapters.system.crontab import find_line, has_cron, install_line, remove_line
from publish.adapters.system.launchd import find_agent, has_launchd, install_agent, remove_agent
from publish.adapters.system.schedule_entry import ScheduleEntry
from publish.adapters.system.systemd import find_units, has_systemd, install_timer, remove_timer
from publish.adapters.system.task_scheduler import find_task, has_task_scheduler, install_task, remove_task
from publish.cli.build_context import load_repository_settings
from publish.cli.console import Console, Outcome
from publish.cli.ledger_access import find_ledger
from publish.cli.parser import Arguments
from publish.core.exceptions import SettingsError
from publish.core.problem import Problem
from publish.core.settings import Settings

if TYPE_CHECKING:
    from publish.contract.delivery_results import ScheduleResult

_CARRIED = ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
"""Folders of this user, if not the usual ones: cron does not know them."""
_SHELL_ONLY = ("WECHAT_", "PUBLISH_")


def keep_schedule(arguments: Arguments, console: Console) -> Outcome[ScheduleResult]:
    """Install, remove or show a newsletter's schedule."""
    repository, path, settings, _ = load_repository_settings(arguments)
    entry = _make_entry(arguments, settings, repository.resolve(), path, console.translator.language)
    if arguments.act == "install":
        _check(arguments, settings, repository)
        return _install(arguments, entry, console, releases=settings.schedule.action == "release")
    return _remove(entry, console) if arguments.act == "remove" else _show(entry, console)


def _make_entry(
    arguments: Arguments, settings: Settings, repository: Path, path: Path | None, language: str
) -> ScheduleEntry:
    account = ["--account", arguments.account] if arguments.account else []
    config = ["--config", str(path.resolve())] if path and arguments.config else []
    command = [sys.executable, "-m", "publish", "run", *account, *config, "--lang", language]
    carried = {name: os.environ[name] for name in _CARRIED if Path(os.environ.get(name, "")).is_absolute()}
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


class _Scheduler(NamedTuple):
    """What starts runs: how it is asked for, and how a schedule is set up, found and taken away."""

    name: str
    is_there: Callable[[], bool]
    install: Callable[[], str]  # returns what shows the schedule
    find: Callable[[], str | None]
    remove: Callable[[], bool]


def _list_schedulers(entry: ScheduleEntry) -> list[_Scheduler]:
    """Return what may start runs, in the order in which one is chosen: each system has one or two of them."""
    units, agent = find_units(entry, os.environ), find_agent(entry, os.environ)
    return [
        _Scheduler(
            "launchd",
            has_launchd,
            lambda: install_agent(entry, agent, os.environ),
            lambda: str(agent) if agent.exists() else None,
            partial(remove_agent, agent),
        ),
        _Scheduler(
            "schtasks",
            has_task_scheduler,
            lambda: install_task(entry, os.environ),
            lambda: find_task(entry) if has_task_scheduler() else None,
            lambda: has_task_scheduler() and remove_task(entry),
        ),
        _Scheduler(
            "cron",
            has_cron,
            partial(install_line, entry),
            lambda: find_line(entry) if has_cron() else None,
            lambda: has_cron() and remove_line(entry),
        ),
        _Scheduler(
            "systemd",
            has_systemd,
            lambda: install_timer(entry, units),
            lambda: str(units.timer) if units.timer.exists() else None,
            partial(remove_timer, units),
        ),
    ]


def _install(
    arguments: Arguments, entry: ScheduleEntry, console: Console, *, releases: bool
) -> Outcome[ScheduleResult]:
    schedulers = _list_schedulers(entry)
    wanted = (one for one in schedulers if (one.name == arguments.by if arguments.by else one.is_there()))
    chosen = next(wanted, None)
    if chosen is None:
        raise SettingsError(Problem("schedule-nothing", {"command": shlex.join(entry.command)}))
    installed = chosen.install()
    console.print(installed)
    for other in schedulers:  # one of them is enough
        if other is not chosen:
            other.remove()
    console.tell(f"schedule-by-{chosen.name}", minutes=entry.every_minutes)
    if chosen.name == "schtasks" and entry.environment:
        console.tell("schedule-variables", names=", ".join(entry.environment))
    if releases:
        console.tell("schedule-releases")
    return Outcome({"act": "install", "entries": [installed], "removed": False})


def _remove(entry: ScheduleEntry, console: Console) -> Outcome[ScheduleResult]:
    """Remove the schedule from whatever starts it."""
    removed = [scheduler.remove() for scheduler in _list_schedulers(entry)]
    console.tell("schedule-removed" if any(removed) else "schedule-none")
    return Outcome({"act": "remove", "entries": [], "removed": any(removed)})


def _show(entry: ScheduleEntry, console: Console) -> Outcome[ScheduleResult]:
    found = [text for scheduler in _list_schedulers(entry) if (text := scheduler.find())]
    for text in found:
        console.print(text)
    if not found:
        console.say("schedule-none")
    return Outcome({"act": "show", "entries": found, "removed": False})
