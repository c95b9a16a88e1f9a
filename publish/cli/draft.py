"""`publish draft`: an issue's draft, in the account."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from publish.adapters.accounts import Account
from publish.adapters.clock import SystemClock
from publish.adapters.lock import hold_account
from publish.cli.account import connect, find_account
from publish.cli.article import Task, build_article_within
from publish.cli.exits import EXIT_DONE
from publish.cli.ledger import find_ledger, is_sandbox, use_ledger
from publish.cli.parser import Arguments
from publish.cli.workshop import Workshop, find_place, open_workshop
from publish.delivery import Consent, Plan, find_uploads, foresee_act, plan_articles, push_draft
from publish.errors import ArticleError, IssueError
from publish.messages import Translator
from publish.model import Problem, Pushed, Severity
from publish.ports import Outside, Patience

CONSOLE = "https://mp.weixin.qq.com"


class _Job(NamedTuple):
    """One draft to push."""

    arguments: Arguments
    workshop: Workshop
    account: Account
    task: Task
    ledger: Path

    @property
    def issue(self) -> str:
        """Return what the ledger calls the issue: its place in the repository, whatever it is called from."""
        return str(self.task.place.with_suffix(""))


def send_draft(arguments: Arguments, translator: Translator) -> int:
    """Push the draft of one issue, or show what would be sent, and return the exit code."""
    if arguments.issue == "-":
        raise IssueError(Problem("draft-stdin"))
    workshop = open_workshop(arguments, translator)
    account = find_account(arguments.account, workshop.settings, workshop.repository)
    path = workshop.folder.find(arguments.issue)
    task = Task(path, find_place(path, workshop), None)
    ledger = find_ledger(account, workshop.settings, workshop.repository)
    job = _Job(arguments, workshop, account, task, ledger)
    if arguments.dry_run:
        return _show(job)
    with hold_account(ledger, account.appid):
        return _push(job)


def _push(job: _Job) -> int:
    arguments, workshop = job.arguments, job.workshop
    with use_ledger(job.account, job.ledger) as ledger:
        plan = _plan(job)
        outside = Outside(
            platform=connect(job.account, workshop.settings),
            ledger=ledger,
            pictures=workshop.pictures,
            clock=SystemClock(),
            tell=_Teller(arguments, workshop.translator),
            patience=Patience(grace=workshop.settings.pace.grace_seconds),
        )
        pushed = push_draft(plan, outside, Consent(arguments.anew, arguments.overwrite))
    _report(pushed.problems, workshop.translator)
    _tell_pushed(pushed, plan, job)
    lost = any(problem.severity is Severity.ERROR for problem in pushed.problems)
    return ArticleError.exit_code if lost else EXIT_DONE


def _plan(job: _Job) -> Plan:
    """Build the article, say what is wrong with it, and return the draft that it makes."""
    translator = job.workshop.translator
    _report(job.workshop.problems, translator)
    article = build_article_within(job.task, job.workshop)
    _report((problem for problem in article.problems if problem.severity is not Severity.ERROR), translator)
    return plan_articles(job.issue, article)


def _report(problems: Iterable[Problem], translator: Translator) -> None:
    for problem in problems:
        print(translator.report(problem), file=sys.stderr)


class _Teller:
    """Says on the terminal how far we have come."""

    def __init__(self, arguments: Arguments, translator: Translator) -> None:
        self._quiet = arguments.quiet
        self._translator = translator

    def __call__(self, message: str, **values: object) -> None:
        if not self._quiet:
            print(self._translator.say(message, **values), file=sys.stderr, flush=True)


def _tell_pushed(pushed: Pushed, plan: Plan, job: _Job) -> None:
    translator, media_id = job.workshop.translator, pushed.delivery.media_id
    if job.arguments.json:
        said = {"act": pushed.act, "media_id": media_id, "dry_run": False, **_describe(plan, job)}
        said["problems"] = [_describe_problem(problem, translator) for problem in pushed.problems]
        print(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        print(media_id)
    if not job.arguments.quiet:
        values = {"title": plan.article.headline.title, "place": _find_console(job.account)}
        print(translator.say(f"draft-is-{pushed.act}", **values), file=sys.stderr)


def _show(job: _Job) -> int:
    """Show what would be sent; nothing is."""
    translator, say = job.workshop.translator, job.workshop.translator.say
    plan = _plan(job)
    if is_sandbox(job.account) and not job.ledger.exists():
        act, uploads = foresee_act(plan, None), find_uploads(plan.article, None)
    else:
        with use_ledger(job.account, job.ledger, writing=False) as ledger:
            act, uploads = foresee_act(plan, ledger.find(job.issue)), find_uploads(plan.article, ledger)
    if job.arguments.json:
        said = {"act": act, "dry_run": True, "uploads": uploads, **_describe(plan, job)}
        print(json.dumps(said, ensure_ascii=False, indent=2))
        return EXIT_DONE
    headline, cover = plan.article.headline, plan.article.cover
    print(say(f"draft-would-{act}", title=headline.title))
    for label, value in (
        ("page-author", headline.author),
        ("page-digest", headline.digest if len(plan.article.parts) == 1 else ""),
        ("page-source", plan.source_url),
    ):
        print(f"{say(label)}: {value or say('page-empty')}")
    print(say(f"draft-comments-{headline.comments}"))
    print(say("draft-cover", width=cover.width, height=cover.height, bytes=len(cover.data)))
    for title, part in zip(plan.titles, plan.article.parts, strict=True):
        print(say("draft-article", title=title, chars=len(part.html), pictures=len(part.pictures)))
    print(say("draft-uploads", count=len(uploads), names=", ".join(uploads) or say("page-empty")))
    if not job.arguments.quiet:
        print(translator.say("draft-dry"), file=sys.stderr)
    return EXIT_DONE


def _describe(plan: Plan, job: _Job) -> dict[str, object]:
    headline = plan.article.headline
    return {
        "issue": plan.issue,
        "account": job.account.name,
        "title": headline.title,
        "author": headline.author,
        "digest": headline.digest,
        "source_url": plan.source_url,
        "comments": headline.comments,
        "articles": [
            {"title": title, "chars": len(part.html), "pictures": len(part.pictures)}
            for title, part in zip(plan.titles, plan.article.parts, strict=True)
        ],
    }


def _describe_problem(problem: Problem, translator: Translator) -> dict[str, object]:
    return {
        "rule": problem.message,
        "severity": problem.severity,
        "file": problem.file,
        "message": translator.explain(problem),
    }


def _find_console(account: Account) -> str:
    """Return where a person looks at drafts."""
    if not is_sandbox(account):
        return CONSOLE
    parts = urlsplit(account.api)
    return f"{parts.scheme}://{parts.netloc}"
