"""`publish draft`: pushes the draft of an issue to an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from publish.adapters.storage.build_folder import save_kept_articles
from publish.adapters.wechat_api.credentials import Credentials
from publish.cli.account_access import is_sandbox
from publish.cli.console import EXIT_DONE, Console, Outcome
from publish.cli.delivery_context import DeliveryContext, load_delivery_context
from publish.cli.parser import Arguments
from publish.core.delivery_record import Delivery, PushResult
from publish.core.exceptions import ArticleError, OutputError
from publish.core.ports import Ledger
from publish.core.problem import Severity
from publish.delivery.api_form import follow_form, predict_form
from publish.delivery.approval import check_approved, fingerprint_draft
from publish.delivery.draft_contents import DraftContents
from publish.delivery.other_kind import check_kind
from publish.delivery.push_draft import PushOptions, predict_action, push_draft
from publish.delivery.upload_pictures import find_uploads

if TYPE_CHECKING:
    from publish.contract.delivery_results import DraftPartJson, DraftResult

CONSOLE = "https://mp.weixin.qq.com"


def send_draft(arguments: Arguments, console: Console) -> Outcome[DraftResult]:
    """Push the draft of one issue, or print what would be sent."""
    context = load_delivery_context(arguments, console)
    if arguments.dry_run:
        return _dry_run(context)
    with context.ledger.lock():
        return _push(context)


class _Plan(NamedTuple):
    """What a push would do."""

    action: str
    contents: DraftContents  # in the form that would be sent
    fingerprint: str


def _plan(contents: DraftContents, delivery: Delivery | None, ledger: Ledger | None, context: DeliveryContext) -> _Plan:
    action = predict_action(contents, delivery, _make_options(context.arguments))
    planned = predict_form(action, delivery, contents, ledger)
    return _Plan(action, planned, fingerprint_draft(action, planned, delivery, context.ledger.account.appid))


def _push(context: DeliveryContext) -> Outcome[DraftResult]:
    with context.ledger.connect() as ledger:
        delivery = ledger.find(context.issue)
        contents = context.prepare(delivery)
        plan = _plan(contents, delivery, ledger, context)
        check_approved(context.arguments.expect, plan.fingerprint)
        result = push_draft(contents, context.open_services(ledger), _make_options(context.arguments))
        contents = follow_form(result.delivery, contents)
    context.console.report(result.problems)
    _print_result(result, contents, context)
    _save_kept(result, contents, context)
    lost = [problem for problem in result.problems if problem.severity is Severity.ERROR]
    if lost:
        context.console.note_failure(ArticleError(*lost))
    source_url, media_id = result.delivery.fingerprint.source_url, result.delivery.media_id
    described = _describe(plan._replace(action=result.action, contents=contents), source_url, context)
    return Outcome({**described, "media_id": media_id}, ArticleError.exit_code if lost else EXIT_DONE)


def _save_kept(result: PushResult, contents: DraftContents, context: DeliveryContext) -> None:
    """Save for the preview what WeChat keeps of the draft, which is sent whether or not that can be written."""
    kept = list(result.kept)
    if not result.sent or contents.post:  # the preview of a post has nothing that WeChat rewrites
        return
    try:
        for each in contents.articles:
            count = len(each.sent.parts)
            save_kept_articles(context.context.out / each.built.article.name, kept[:count])
            del kept[:count]
    except OutputError as error:
        context.console.report(error.problems)


def _make_options(arguments: Arguments) -> PushOptions:
    return PushOptions(arguments.anew, arguments.overwrite, arguments.adopt)


def _print_result(result: PushResult, contents: DraftContents, context: DeliveryContext) -> None:
    console, translate = context.console, context.console.translator.translate
    console.print(next(iter(result.delivery.addresses), result.delivery.media_id))  # an adopted one may be published
    if result.sent:
        form = translate(f"form-{contents.sent.form}")
        console.tell("draft-form", form=form, chars=contents.sent.chars, bytes=contents.sent.bytes)
    place = _find_console(context.ledger.account)
    console.tell(f"draft-is-{result.action}", title=contents.article.metadata.title, place=place)
    _tell_others(contents, context)
    if any(each.built.article.metadata.ai_notice for each in contents.articles):
        console.tell("draft-declare", place=place)


def _tell_others(contents: DraftContents, context: DeliveryContext) -> None:
    """Tell which articles are in the same draft, and whether they are there only because they were before."""
    names = ", ".join(other.title for other in contents.others)
    is_named = context.arguments.others or contents.article.with_files is not None
    if names:
        context.console.tell("draft-with" if is_named else "draft-remembered", names=names)


def _dry_run(context: DeliveryContext) -> Outcome[DraftResult]:
    """Print what would be sent."""
    console = context.console
    with context.ledger.read() as ledger:
        delivery = ledger.find(context.issue) if ledger else None
        contents = context.prepare(delivery)
        check_kind(contents, delivery, anew=context.arguments.anew)
        uploads = find_uploads(contents, ledger)
        plan = _plan(contents, delivery, ledger, context)
        steps = ledger.steps + 1 if ledger else 1
        source_url, _ = plan.contents.mark_source(steps, context.ledger.newsletter.name)
    check_approved(context.arguments.expect, plan.fingerprint)
    _print_contents(plan, source_url, console)
    names = ", ".join(uploads) or console.translator.translate("page-empty")
    console.print(console.translator.translate("draft-uploads", count=len(uploads), names=names))
    console.tell("draft-dry")
    described = _describe(plan, source_url, context)
    media_id = delivery.media_id if delivery else ""
    return Outcome({**described, "dry_run": True, "uploads": [*uploads], "media_id": media_id})


def _print_contents(plan: _Plan, source_url: str, console: Console) -> None:
    """Print what a draft would consist of."""
    contents, translate = plan.contents, console.translator.translate
    metadata, post = contents.article.metadata, contents.post
    console.print(translate(f"draft-would-{plan.action}", title=metadata.title))
    if post:
        sizes = {"pictures": len(post.pictures), "chars": len(post.text)}
        console.print(translate("draft-post", title=contents.titles[0], **sizes))
        console.print(translate(f"draft-comments-{metadata.comments}"))
        return
    for label, value in (
        ("page-author", metadata.author),
        ("page-digest", metadata.digest if len(contents.sent.parts) == 1 else ""),
        ("page-source", source_url),
    ):
        console.print(f"{translate(label)}: {value or translate('page-empty')}")
    console.print(translate(f"draft-comments-{metadata.comments}"))
    for each in contents.articles:
        cover = each.built.article.cover
        console.print(translate("draft-cover", width=cover.width, height=cover.height, bytes=len(cover.data)))
    for title, part in zip(contents.titles, contents.sent.parts, strict=True):
        console.print(translate("draft-article", title=title, chars=len(part.html), pictures=len(part.pictures)))


def _describe(plan: _Plan, source_url: str, context: DeliveryContext) -> DraftResult:
    contents = plan.contents
    metadata = contents.article.metadata
    articles: list[DraftPartJson] = [
        {"title": title, "chars": len(part.html), "pictures": len(part.pictures)}
        for title, part in zip(contents.titles, contents.sent.parts, strict=True)
    ]
    return {
        "action": plan.action,
        "dry_run": False,
        "fingerprint": plan.fingerprint,
        "issue": contents.issue,
        "account": context.ledger.account.name,
        "media_id": "",
        "title": metadata.title,
        "author": "" if contents.post else metadata.author,  # a picture post has none, nor a digest
        "digest": "" if contents.post else metadata.digest,
        "source_url": source_url,
        "comments": metadata.comments,
        "others": [other.name for other in contents.others],
        "form": contents.sent.form,
        "articles": articles,
        "uploads": [],
        "published": False,
    }


def _find_console(account: Credentials) -> str:
    """Return the website that shows drafts."""
    if not is_sandbox(account):
        return CONSOLE
    parts = urlsplit(account.api)
    return f"{parts.scheme}://{parts.netloc}"
