"""`publish release`: publishes the draft of an issue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from publish.cli.console import Console, Outcome
from publish.cli.delivery_context import DeliveryContext, load_delivery_context, record_publications
from publish.cli.parser import Arguments
from publish.contract.describe_problem import describe_problem
from publish.core.delivery_record import Delivery, DeliveryState, ReleaseAction, ReleaseResult, Resolution
from publish.core.exceptions import ArticleError, UsageError
from publish.core.ports import DeliveryServices
from publish.core.problem import Problem
from publish.delivery.approval import check_approved, fingerprint_release
from publish.delivery.older_draft import accept_older
from publish.delivery.publication_outcome import describe as describe_delivery
from publish.delivery.publication_outcome import list_publications
from publish.delivery.release_draft import ReleaseOptions, adopt_released, may_hand_in, record_address, release_draft
from publish.newsletter.labels import name_issue

if TYPE_CHECKING:
    from publish.contract.delivery_results import ReleaseResultJson


_UNSENT = (DeliveryState.PLANNED, DeliveryState.HELD)


def release_issue(arguments: Arguments, console: Console) -> Outcome[ReleaseResultJson]:
    """Publish the draft of one issue, or find out whether it was published, or print what would be done."""
    if arguments.dry_run and (arguments.adopt or arguments.url):
        raise UsageError(Problem("usage-release-dry"))
    context = load_delivery_context(arguments, console)
    if arguments.dry_run:
        return Outcome(plan_release(context))
    with context.ledger.lock(), context.ledger.connect() as ledger:
        services = context.open_services(ledger)
        url = arguments.url
        result, fingerprint = (record_address(context.issue, url, services), "") if url else _release(context, services)
        recorded = _record(result, context, services)
    console.report((*result.problems, *result.to_do))
    _print_result(result, console)
    if recorded is False:
        console.tell("release-sandbox")
    return Outcome(_describe(result, fingerprint, context))


def plan_release(context: DeliveryContext) -> ReleaseResultJson:
    """Print what would be released, and return it; nothing is asked of the platform.

    Raises ArticleError if there is no draft, or if its issue was changed since.
    """
    with context.ledger.read() as ledger:
        delivery = ledger.find(context.issue) if ledger else None
    if delivery is None or (delivery.state in _UNSENT and not delivery.media_id):
        raise ArticleError(Problem("release-no-draft", {"issue": name_issue(context.issue)}))
    releases = may_hand_in(delivery, _find_resolution(context.arguments))
    content = context.prepare(delivery).content if releases else ""
    fingerprint = _fingerprint(delivery, content, context)
    check_approved(context.arguments.expect, fingerprint)
    if releases and delivery.content != content:
        raise ArticleError(Problem("release-changed", describe_delivery(delivery)))
    action: Literal["release", "look"] = "release" if releases else "look"
    title = delivery.fingerprint.title or delivery.issue
    context.console.print(context.console.translator.translate(f"release-would-{action}", title=title))
    described = _describe_delivery(delivery, fingerprint, context)
    return {**described, "action": action, "dry_run": True}


def _find_resolution(arguments: Arguments) -> Resolution | None:
    return Resolution(arguments.resolve) if arguments.resolve else None


def _fingerprint(delivery: Delivery | None, content: str, context: DeliveryContext) -> str:
    appid = context.ledger.account.appid
    return fingerprint_release(delivery, content, appid, mass=context.arguments.mass)


def _release(context: DeliveryContext, services: DeliveryServices) -> tuple[ReleaseResult, str]:
    arguments = context.arguments
    resolution = _find_resolution(arguments)
    # The article is built only if it may be submitted: one that is only looked up need not be valid any more.
    if arguments.adopt:
        return adopt_released(context.issue, services), ""
    content, delivery = "", services.ledger.find(context.issue)
    if delivery is not None and may_hand_in(delivery, resolution):
        contents = context.prepare(delivery)
        content = contents.content
        accept_older(delivery, contents, services)
    fingerprint = _fingerprint(delivery, content, context)
    check_approved(arguments.expect, fingerprint)
    options = ReleaseOptions(content, resolution, arguments.mass, arguments.anew)
    return release_draft(context.issue, services, options), fingerprint


def _record(result: ReleaseResult, context: DeliveryContext, services: DeliveryServices) -> bool | None:
    """Write the address to `publications.json`; return whether it was written, None if there is none.

    Also completes a release that was interrupted before this step.
    """
    if not result.delivery.addresses or context.task.path is None:
        return None
    publications = list_publications(result.delivery, services.ledger, services.clock)
    return record_publications(context.ledger.account, publications, context.task.path, context.context)


def _print_result(result: ReleaseResult, console: Console) -> None:
    delivery = result.delivery
    for address in delivery.addresses:
        console.print(address)
    # A mass send reaches more people than a publication.
    sent = result.action is ReleaseAction.RELEASED and delivery.clientmsgid
    title = delivery.fingerprint.title or delivery.issue
    console.tell("release-done-sent" if sent else f"release-done-{result.action}", title=title)


def _describe(result: ReleaseResult, fingerprint: str, context: DeliveryContext) -> ReleaseResultJson:
    to_do = [describe_problem(problem, context.console.translator) for problem in result.to_do]
    described = _describe_delivery(result.delivery, fingerprint, context)
    return {**described, "action": result.action, "to_do": to_do}


def _describe_delivery(delivery: Delivery, fingerprint: str, context: DeliveryContext) -> ReleaseResultJson:
    return {
        "action": "look",
        "dry_run": False,
        "fingerprint": fingerprint,
        "mass": context.arguments.mass,
        "issue": delivery.issue,
        "account": context.ledger.account.name,
        "title": delivery.fingerprint.title,
        "state": delivery.state,
        "media_id": delivery.media_id,
        "publish_id": delivery.publish_id,
        "addresses": [*delivery.addresses],
        "published": delivery.state is DeliveryState.PUBLISHED,
        "to_do": [],
    }
