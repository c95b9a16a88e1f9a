"""`publish draft`: an issue's draft, in the account."""

from __future__ import annotations

import json
import sys
from urllib.parse import urlsplit

from publish.adapters.wechat_api.credentials import Credentials
from publish.cli.commands.ledger import hold_ledger, is_sandbox, read_ledger, use_ledger
from publish.cli.delivery_context import DeliveryContext, describe_problem, load_delivery_context, report_problems
from publish.cli.exit_codes import EXIT_DONE
from publish.cli.parser import Arguments
from publish.core.delivery_record import PushResult
from publish.core.exceptions import ArticleError
from publish.core.problem import Severity
from publish.delivery import DraftContents, PushOptions, find_uploads, predict_action, push_draft
from publish.i18n.messages import Translator

CONSOLE = "https://mp.weixin.qq.com"


def send_draft(arguments: Arguments, translator: Translator) -> int:
    """Push the draft of one issue, or show what would be sent, and return the exit code."""
    job = load_delivery_context(arguments, translator)
    if arguments.dry_run:
        return _show(job)
    with hold_ledger(job.ledger, job.account):
        return _push(job)


def _push(job: DeliveryContext) -> int:
    arguments, translator = job.arguments, job.workshop.translator
    with use_ledger(job.account, job.ledger, job.newsletter) as ledger:
        plan = job.plan()
        pushed = push_draft(plan, job.reach(ledger), _read_consent(arguments))
    report_problems(pushed.problems, translator)
    _tell_pushed(pushed, plan, job)
    lost = any(problem.severity is Severity.ERROR for problem in pushed.problems)
    return ArticleError.exit_code if lost else EXIT_DONE


def _read_consent(arguments: Arguments) -> PushOptions:
    return PushOptions(arguments.anew, arguments.overwrite, arguments.adopt)


def _tell_pushed(pushed: PushResult, plan: DraftContents, job: DeliveryContext) -> None:
    translator, media_id = job.workshop.translator, pushed.delivery.media_id
    source_url = pushed.delivery.fingerprint.source_url
    if job.arguments.json:
        said = {"act": pushed.act, "media_id": media_id, "dry_run": False, **_describe(plan, job, source_url)}
        said["problems"] = [describe_problem(problem, translator) for problem in pushed.problems]
        print(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        print(next(iter(pushed.delivery.addresses), media_id))  # what was adopted may be out
    if not job.arguments.quiet:
        values = {"title": plan.article.headline.title, "place": _find_console(job.account)}
        print(translator.say(f"draft-is-{pushed.act}", **values), file=sys.stderr)


def _show(job: DeliveryContext) -> int:
    """Show what would be sent; nothing is."""
    translator, say = job.workshop.translator, job.workshop.translator.say
    plan = job.plan()
    with read_ledger(job.account, job.ledger, job.newsletter) as ledger:
        act = predict_action(plan, ledger.find(job.issue) if ledger else None, _read_consent(job.arguments))
        uploads = find_uploads(plan.article, ledger)
        source_url, _ = plan.mark_source(ledger.steps + 1 if ledger else 1, job.newsletter.name)
    if job.arguments.json:
        said = {"act": act, "dry_run": True, "uploads": uploads, **_describe(plan, job, source_url)}
        print(json.dumps(said, ensure_ascii=False, indent=2))
        return EXIT_DONE
    headline, cover = plan.article.headline, plan.article.cover
    print(say(f"draft-would-{act}", title=headline.title))
    for label, value in (
        ("page-author", headline.author),
        ("page-digest", headline.digest if len(plan.article.parts) == 1 else ""),
        ("page-source", source_url),
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


def _describe(plan: DraftContents, job: DeliveryContext, source_url: str) -> dict[str, object]:
    headline = plan.article.headline
    return {
        "issue": plan.issue,
        "account": job.account.name,
        "title": headline.title,
        "author": headline.author,
        "digest": headline.digest,
        "source_url": source_url,
        "comments": headline.comments,
        "articles": [
            {"title": title, "chars": len(part.html), "pictures": len(part.pictures)}
            for title, part in zip(plan.titles, plan.article.parts, strict=True)
        ],
    }


def _find_console(account: Credentials) -> str:
    """Return where a person looks at drafts."""
    if not is_sandbox(account):
        return CONSOLE
    parts = urlsplit(account.api)
    return f"{parts.scheme}://{parts.netloc}"
