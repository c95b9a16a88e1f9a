"""`publish run`: what cron calls. Finds what is due, and brings it as far as the settings say."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from functools import partial
from itertools import accumulate
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from publish.adapters.accounts import Account
from publish.adapters.clock import SystemClock
from publish.adapters.issues import decode_issue, load_issue
from publish.adapters.ledger_place import LedgerPlace
from publish.adapters.notices import NoticeFile
from publish.adapters.notifier import AppriseNotifier, find_recipients
from publish.adapters.private import find_state_folder
from publish.adapters.publications import load_publications, save_publication
from publish.adapters.zones import load_zone
from publish.cli.account import find_account
from publish.cli.article import build_article_within
from publish.cli.exits import EXIT_DONE, EXIT_USAGE
from publish.cli.job import reach_outside, report_problems
from publish.cli.ledger import find_ledger, hold_ledger, list_deliveries, use_ledger
from publish.cli.parser import Arguments
from publish.cli.task import Task
from publish.cli.workshop import Workshop, find_place, open_workshop
from publish.delivery import (
    Desk,
    News,
    Now,
    Plan,
    announce,
    describe_late,
    do_chores,
    draw_agenda,
    find_fresh,
    find_unknown,
    is_late,
    plan_articles,
)
from publish.errors import BusyError, IssueError, PublishError
from publish.facts.times import read_moment
from publish.messages import Translator
from publish.model.delivery import Chore, Delivery, Due, Duty, Ending, PublishedIssue, Result
from publish.model.problem import Problem
from publish.model.settings import Settings
from publish.pipeline import find_due_time
from publish.ports import Ledger, Outside

_BAD = (Ending.HELD, Ending.FAILED)


class _Run(NamedTuple):
    """One run, real or rehearsed."""

    arguments: Arguments
    workshop: Workshop
    account: Account
    ledger: LedgerPlace
    now: datetime
    """In UTC."""
    zone: tzinfo

    @property
    def issues(self) -> Path:
        """Return the folder of the issues."""
        return self.workshop.repository / self.workshop.settings.issues

    @property
    def translator(self) -> Translator:
        """Return who puts things into words."""
        return self.workshop.translator

    def find_file(self, issue: str) -> Path:
        """Return the file of an issue, by its place in the repository without ending."""
        for path in self.workshop.folder.list_files():
            if str(find_place(path, self.workshop).with_suffix("")) == issue:  # a link may lead elsewhere
                return path
        return self.workshop.repository / f"{issue}.md"

    def read_clock(self, moment: datetime) -> str:
        """Return a time as the newsletter's clock shows it."""
        return moment.astimezone(self.zone).strftime("%Y-%m-%d %H:%M %Z")


def run_due(arguments: Arguments, translator: Translator) -> int:
    """Do what is due, or say what would be done, and return the exit code; without anything due, say nothing."""
    workshop = open_workshop(arguments, translator)
    zone = load_zone(workshop.settings.schedule.timezone)
    now = SystemClock().now()
    if arguments.at is not None:
        said = read_moment(arguments.at, zone, workshop.settings.schedule.hour)
        if said is None:
            print(translator.say("usage-at", said=arguments.at), file=sys.stderr)
            return EXIT_USAGE
        now = said
    account = find_account(arguments.account, workshop.settings, workshop.repository)
    ledger = find_ledger(account, workshop.settings, workshop.repository)
    run = _Run(arguments, workshop, account, ledger, now, zone)
    return _rehearse(run) if arguments.dry_run or arguments.at is not None else _work(run)


# --- a real run ---------------------------------------------------------------------------------


def _work(run: _Run) -> int:
    """Do what is due and tell people; what ends the whole run is told, too, unless another run is at work."""
    results: list[Result] = []
    held: list[Result] = []
    with hold_ledger(run.ledger, run.account):
        try:
            with use_ledger(run.account, run.ledger) as ledger:
                deliveries = ledger.list_deliveries()
                held = [describe_late(known) for known in deliveries if is_late(known)]
                for result in _do_all(run, ledger, deliveries):
                    _tell(result, run)
                    results.append(result)
        except BusyError:
            raise
        except PublishError as error:
            _announce([*_make_news(results, run), _explain_end(error, run)], run)
            raise
        # What is held already, too: a run that died may have had no time to tell.
        _announce([*_make_news([*held, *results], run), News("", "")], run)
    if run.arguments.json:
        print(json.dumps([_describe(result, run) for result in results], ensure_ascii=False, indent=2))
    return max((result.code for result in results), default=EXIT_DONE)


def _do_all(run: _Run, ledger: Ledger, deliveries: list[Delivery]) -> Iterator[Result]:
    dues, now = list(_find_dues(run)), _read_now(run)
    for due in find_unknown(dues, deliveries, now):
        yield Result(due.issue, Ending.FAILED, problems=due.problems, code=IssueError.exit_code)
    chores = draw_agenda(dues, deliveries, now)
    if chores:
        yield from do_chores(chores, *_connect(run, ledger))


def _connect(run: _Run, ledger: Ledger) -> tuple[Outside, Desk]:
    """Return the account's side of the platform, and what a run needs beside it; nothing is sent yet."""
    from publish.adapters.checkup import count_drafts, find_clock_error  # loads TLS and its certificates
    from publish.adapters.platform import open_platform

    settings = run.workshop.settings
    platform = open_platform(run.account, settings.pace, find_state_folder(os.environ))
    outside = reach_outside(run.workshop, platform, ledger, _say_nothing, _choose_polls(settings))
    find_lead = lambda: find_clock_error(count_drafts(platform).date, outside.clock.now())  # noqa: E731
    return outside, Desk(partial(_plan, run), partial(_record, run), run.read_clock, find_lead)


def _choose_polls(settings: Settings) -> tuple[float, ...]:
    """Return the pauses before each further look at a publication; what takes longer is for the next run."""
    room = settings.schedule.every_minutes * 60 / 2
    total = list(accumulate(settings.pace.poll_pauses))
    return tuple(pause for pause, until in zip(settings.pace.poll_pauses, total, strict=True) if until <= room)


def _say_nothing(message: str, **values: object) -> None:
    """Pass over how far a run has come: cron would send it as mail."""


def _plan(run: _Run, issue: str) -> Plan:
    path = run.find_file(issue)
    task = Task(path, find_place(path, run.workshop), None)
    return plan_articles(issue, build_article_within(task, run.workshop))


def _record(run: _Run, name: str, publication: PublishedIssue) -> None:
    save_publication(run.issues, name, publication)
    run.workshop.folder.forget_published()  # the next issue of this run links to it already


def _find_dues(run: _Run) -> Iterator[Due]:
    """Yield every issue of the folder with its time; a file that names none is no part of the schedule."""
    schedule = run.workshop.settings.schedule
    for path in run.workshop.folder.list_files():
        place = find_place(path, run.workshop)
        issue = str(place.with_suffix(""))
        try:
            at = find_due_time(decode_issue(load_issue(path), place.name), place, schedule, run.zone)
        except IssueError as error:
            yield Due(issue, None, error.problems)
        else:
            if at is not None:
                yield Due(issue, at)


def _read_now(run: _Run) -> Now:
    return Now(run.now, run.workshop.settings.schedule, frozenset(load_publications(run.issues)))


# --- telling people -----------------------------------------------------------------------------


def _tell(result: Result, run: _Run) -> None:
    """Tell of one issue: where it is to stdout, all else to stderr."""
    report_problems(result.problems, run.translator)
    if result.place and not run.arguments.json:
        print(f"{PurePosixPath(result.issue).name} {result.ending} {result.place}")
    if not run.arguments.quiet:
        print(_describe_ending(result, run), file=sys.stderr, flush=True)


def _describe_ending(result: Result, run: _Run) -> str:
    name = PurePosixPath(result.issue).name
    return run.translator.say(f"run-is-{result.ending}", issue=name, title=result.title, place=result.place)


def _describe(result: Result, run: _Run) -> dict[str, object]:
    return {
        "issue": result.issue,
        "ending": result.ending,
        "title": result.title,
        "place": result.place,
        "problems": [run.translator.report(problem) for problem in result.problems],
    }


def _make_news(results: Iterable[Result], run: _Run) -> list[News]:
    """Return what people are to hear; that something is on its way is no news."""
    return [
        News(
            issue=result.issue,
            key=" ".join([result.ending, result.place, *(problem.message for problem in result.problems)]),
            line="\n".join([_describe_ending(result, run), *map(run.translator.report, result.problems)]),
            failed=result.ending in _BAD,
        )
        for result in results
        if result.ending is not Ending.PENDING
    ]


def _explain_end(error: PublishError, run: _Run) -> News:
    """Return what ended a run as a whole."""
    key = " ".join(problem.message for problem in error.problems)
    line = "\n".join([run.translator.say("run-ended"), *map(run.translator.report, error.problems)])
    return News("", key, line, failed=True)


def _announce(news: list[News], run: _Run) -> None:
    """Tell people by mail or robot; whatever goes wrong with that is said and changes nothing else."""
    settings = run.workshop.settings
    book = NoticeFile(find_state_folder(os.environ) / f"notices-{run.account.appid}.json")
    known = book.load()
    if not find_fresh(news, known) and not known.waiting:
        return
    try:
        recipients = find_recipients(settings.notify, settings.proxy, os.environ, run.workshop.repository)
        if not recipients.services:
            return
        name = settings.name or run.workshop.repository.name
        lost = announce(news, run.translator.say("run-title", name=name), book, AppriseNotifier(recipients))
        problems: Iterable[Problem] = [Problem("notify-lost", {"count": lost})] if lost else []
    except PublishError as error:
        problems = error.problems
    report_problems(problems, run.translator)


# --- a rehearsal --------------------------------------------------------------------------------


def _rehearse(run: _Run) -> int:
    """Show what a run would do; nothing is sent, written down or notified."""
    dues = list(_find_dues(run))
    deliveries, now = list_deliveries(run.account, run.ledger), _read_now(run)
    unknown = find_unknown(dues, deliveries, now)
    problems = [problem for due in unknown for problem in due.problems]
    code = IssueError.exit_code if unknown else EXIT_DONE
    chores = draw_agenda(dues, deliveries, now)
    for chore in chores:
        try:
            if chore.duty in (Duty.DRAFT, Duty.RELEASE):
                _plan(run, chore.issue)
        except PublishError as error:
            problems += error.problems
            code = max(code, error.exit_code)
    report_problems(problems, run.translator)
    _show(chores, run)
    if not run.arguments.quiet:
        print(_say_next(dues, run), file=sys.stderr)
    return code


def _show(chores: Iterable[Chore], run: _Run) -> None:
    if run.arguments.json:
        said: list[Mapping[str, object]] = [
            {"issue": chore.issue, "duty": chore.duty, "at": chore.at.isoformat() if chore.at else None}
            for chore in chores
        ]
        print(json.dumps(said, ensure_ascii=False, indent=2))
        return
    for chore in chores:
        at = run.read_clock(chore.at) if chore.at else "–"
        print(run.translator.say(f"run-would-{chore.duty}", issue=PurePosixPath(chore.issue).name, at=at))


def _say_next(dues: Iterable[Due], run: _Run) -> str:
    """Say what comes after the time of the rehearsal."""
    now = run.read_clock(run.now)
    later = sorted((due.at, due.issue) for due in dues if due.at and due.at > run.now)
    if not later:
        return run.translator.say("run-dry-last", now=now)
    at, issue = later[0]
    return run.translator.say("run-dry", now=now, issue=PurePosixPath(issue).name, at=run.read_clock(at))
