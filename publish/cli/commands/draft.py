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
    context = load_delivery_context(arguments, translator)
    if arguments.dry_run:
        return _show(context)
    with hold_ledger(context.ledger, context.account):
        return _push(context)


def _push(context: DeliveryContext) -> int:
    arguments, translator = context.arguments, context.context.translator
    with use_ledger(context.account, context.ledger, context.newsletter) as ledger:
        plan = context.plan()
        pushed = push_draft(plan, context.reach(ledger), _read_consent(arguments))
    report_problems(pushed.problems, translator)
    _tell_pushed(pushed, plan, context)
    lost = any(problem.severity is Severity.ERROR for problem in pushed.problems)
    return ArticleError.exit_code if lost else EXIT_DONE


def _read_consent(arguments: Arguments) -> PushOptions:
    return PushOptions(arguments.anew, arguments.overwrite, arguments.adopt)


def _tell_pushed(pushed: PushResult, plan: DraftContents, context: DeliveryContext) -> None:
    translator, media_id = context.context.translator, pushed.delivery.media_id
    source_url = pushed.delivery.fingerprint.source_url
    if context.arguments.json:
        said = {"act": pushed.act, "media_id": media_id, "dry_run": False, **_describe(plan, context, source_url)}
        said["problems"] = [describe_problem(problem, translator) for problem in pushed.problems]
        print(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        print(next(iter(pushed.delivery.addresses), media_id))  # what was adopted may be out
    if not context.arguments.quiet:
        values = {"title": plan.article.metadata.title, "place": _find_console(context.account)}
        print(translator.translate(f"draft-is-{pushed.act}", **values), file=sys.stderr)


def _show(context: DeliveryContext) -> int:
    """Show what would be sent; nothing is."""
    translator, translate = context.context.translator, context.context.translator.translate
    plan = context.plan()
    with read_ledger(context.account, context.ledger, context.newsletter) as ledger:
        act = predict_action(plan, ledger.find(context.issue) if ledger else None, _read_consent(context.arguments))
        uploads = find_uploads(plan.article, ledger)
        source_url, _ = plan.mark_source(ledger.steps + 1 if ledger else 1, context.newsletter.name)
    if context.arguments.json:
        said = {"act": act, "dry_run": True, "uploads": uploads, **_describe(plan, context, source_url)}
        print(json.dumps(said, ensure_ascii=False, indent=2))
        return EXIT_DONE
    metadata, cover = plan.article.metadata, plan.article.cover
    print(translate(f"draft-would-{act}", title=metadata.title))
    for label, value in (
        ("page-author", metadata.author),
        ("page-digest", metadata.digest if len(plan.article.parts) == 1 else ""),
        ("page-source", source_url),
    ):
        print(f"{translate(label)}: {value or translate('page-empty')}")
    print(translate(f"draft-comments-{metadata.comments}"))
    print(translate("draft-cover", width=cover.width, height=cover.height, bytes=len(cover.data)))
    for title, part in zip(plan.titles, plan.article.parts, strict=True):
        print(translate("draft-article", title=title, chars=len(part.html), pictures=len(part.pictures)))
    print(translate("draft-uploads", count=len(uploads), names=", ".join(uploads) or translate("page-empty")))
    if not context.arguments.quiet:
        print(translator.translate("draft-dry"), file=sys.stderr)
    return EXIT_DONE


def _describe(plan: DraftContents, context: DeliveryContext, source_url: str) -> dict[str, object]:
    metadata = plan.article.metadata
    return {
        "issue": plan.issue,
        "account": context.account.name,
        "title": metadata.title,
        "author": metadata.author,
        "digest": metadata.digest,
        "source_url": source_url,
        "comments": metadata.comments,
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
