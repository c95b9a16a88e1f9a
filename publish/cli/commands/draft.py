"""`publish draft`: pushes the draft of an issue to an account."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from publish.adapters.storage.build_folder import save_kept_articles
from publish.adapters.wechat_api.credentials import Credentials
from publish.cli.account_access import is_sandbox
from publish.cli.delivery_context import DeliveryContext, load_delivery_context
from publish.cli.parser import EXIT_DONE, Arguments
from publish.cli.terminal_output import describe_problem, print_json, print_message, report_problems
from publish.core.delivery_record import PushResult
from publish.core.exceptions import ArticleError, OutputError
from publish.core.problem import Severity
from publish.delivery.api_form import follow_form, predict_form
from publish.delivery.draft_contents import DraftContents
from publish.delivery.other_kind import check_kind
from publish.delivery.push_draft import PushOptions, predict_action, push_draft
from publish.delivery.upload_pictures import find_uploads
from publish.i18n.translator import Translator

CONSOLE = "https://mp.weixin.qq.com"


def send_draft(arguments: Arguments, translator: Translator) -> int:
    """Push the draft of one issue, or print what would be sent, and return the exit code."""
    context = load_delivery_context(arguments, translator)
    if arguments.dry_run:
        return _dry_run(context)
    with context.ledger.lock():
        return _push(context)


def _push(context: DeliveryContext) -> int:
    with context.ledger.connect() as ledger:
        contents = context.prepare(ledger.find(context.issue))
        result = push_draft(contents, context.open_services(ledger), _make_options(context.arguments))
        contents = follow_form(result.delivery, contents)
    report_problems(result.problems, context.context.translator)
    _print_result(result, contents, context)
    _save_kept(result, contents, context)
    failed = any(problem.severity is Severity.ERROR for problem in result.problems)
    return ArticleError.exit_code if failed else EXIT_DONE


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
        report_problems(error.problems, context.context.translator)


def _make_options(arguments: Arguments) -> PushOptions:
    return PushOptions(arguments.anew, arguments.overwrite, arguments.adopt)


def _print_result(result: PushResult, contents: DraftContents, context: DeliveryContext) -> None:
    translator, media_id = context.context.translator, result.delivery.media_id
    source_url = result.delivery.fingerprint.source_url
    if context.arguments.json:
        sent = {"act": result.action, "media_id": media_id, "dry_run": False}
        problems = [describe_problem(problem, translator) for problem in result.problems]
        print_json({**sent, **_describe(contents, context, source_url), "problems": problems})
    else:
        print(next(iter(result.delivery.addresses), media_id))  # an adopted article may be published
    if not context.arguments.quiet:
        if result.sent:
            form = translator.translate(f"form-{contents.sent.form}")
            print_message("draft-form", translator, form=form, chars=contents.sent.chars, bytes=contents.sent.bytes)
        title, console = contents.article.metadata.title, _find_console(context.ledger.account)
        print_message(f"draft-is-{result.action}", translator, title=title, place=console)
        _print_others(contents, context)
        if any(each.built.article.metadata.ai_notice for each in contents.articles):
            print_message("draft-declare", translator, place=console)


def _print_others(contents: DraftContents, context: DeliveryContext) -> None:
    """Print which articles are in the same draft, and whether they are there only because they were before."""
    names = ", ".join(other.title for other in contents.others)
    is_named = context.arguments.others or contents.article.with_files is not None
    if names:
        print_message("draft-with" if is_named else "draft-remembered", context.context.translator, names=names)


def _dry_run(context: DeliveryContext) -> int:
    """Print what would be sent."""
    translator, translate = context.context.translator, context.context.translator.translate
    with context.ledger.read() as ledger:
        delivery = ledger.find(context.issue) if ledger else None
        contents = context.prepare(delivery)
        check_kind(contents, delivery, anew=context.arguments.anew)
        act = predict_action(contents, delivery, _make_options(context.arguments))
        uploads = find_uploads(contents, ledger)
        contents = predict_form(act, delivery, contents, ledger)
        source_url, _ = contents.mark_source(ledger.steps + 1 if ledger else 1, context.ledger.newsletter.name)
    if context.arguments.json:
        print_json({"act": act, "dry_run": True, "uploads": uploads, **_describe(contents, context, source_url)})
        return EXIT_DONE
    _print_contents(act, contents, source_url, translate)
    print(translate("draft-uploads", count=len(uploads), names=", ".join(uploads) or translate("page-empty")))
    if not context.arguments.quiet:
        print_message("draft-dry", translator)
    return EXIT_DONE


def _print_contents(act: str, contents: DraftContents, source_url: str, translate: Callable[..., str]) -> None:
    """Print what a draft would consist of."""
    metadata, post = contents.article.metadata, contents.post
    print(translate(f"draft-would-{act}", title=metadata.title))
    if post:
        print(translate("draft-post", title=contents.titles[0], pictures=len(post.pictures), chars=len(post.text)))
        print(translate(f"draft-comments-{metadata.comments}"))
        return
    for label, value in (
        ("page-author", metadata.author),
        ("page-digest", metadata.digest if len(contents.sent.parts) == 1 else ""),
        ("page-source", source_url),
    ):
        print(f"{translate(label)}: {value or translate('page-empty')}")
    print(translate(f"draft-comments-{metadata.comments}"))
    for each in contents.articles:
        cover = each.built.article.cover
        print(translate("draft-cover", width=cover.width, height=cover.height, bytes=len(cover.data)))
    for title, part in zip(contents.titles, contents.sent.parts, strict=True):
        print(translate("draft-article", title=title, chars=len(part.html), pictures=len(part.pictures)))


def _describe(contents: DraftContents, context: DeliveryContext, source_url: str) -> dict[str, object]:
    metadata = contents.article.metadata
    return {
        "issue": contents.issue,
        "account": context.ledger.account.name,
        "title": metadata.title,
        "author": "" if contents.post else metadata.author,  # a picture post has none, nor a digest
        "digest": "" if contents.post else metadata.digest,
        "source_url": source_url,
        "comments": metadata.comments,
        "with": [other.name for other in contents.others],
        "form": contents.sent.form,
        "articles": [
            {"title": title, "chars": len(part.html), "pictures": len(part.pictures)}
            for title, part in zip(contents.titles, contents.sent.parts, strict=True)
        ],
    }


def _find_console(account: Credentials) -> str:
    """Return the website that shows drafts."""
    if not is_sandbox(account):
        return CONSOLE
    parts = urlsplit(account.api)
    return f"{parts.scheme}://{parts.netloc}"
