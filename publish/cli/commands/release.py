"""`publish release`: publishes the draft of an issue."""

from __future__ import annotations

from publish.cli.delivery_context import DeliveryContext, load_delivery_context, record_publications
from publish.cli.parser import EXIT_DONE, Arguments
from publish.cli.terminal_output import describe_problem, print_json, print_message, report_problems
from publish.core.delivery_record import ReleaseAction, ReleaseResult, Resolution
from publish.core.ports import DeliveryServices
from publish.delivery.older_draft import accept_older
from publish.delivery.publication_outcome import list_publications
from publish.delivery.release_draft import ReleaseOptions, adopt_released, may_hand_in, record_address, release_draft
from publish.i18n.translator import Translator


def release_issue(arguments: Arguments, translator: Translator) -> int:
    """Publish the draft of one issue, or find out whether it was published, and return the exit code."""
    context = load_delivery_context(arguments, translator)
    with context.ledger.lock(), context.ledger.connect() as ledger:
        services = context.open_services(ledger)
        url = arguments.url
        result = record_address(context.issue, url, services) if url else _release(context, services)
        recorded = _record(result, context, services)
    report_problems((*result.problems, *result.to_do), translator)
    _print_result(result, context)
    if recorded is False and not arguments.quiet:
        print_message("release-sandbox", translator)
    return EXIT_DONE


def _release(context: DeliveryContext, services: DeliveryServices) -> ReleaseResult:
    arguments = context.arguments
    resolution = Resolution(arguments.resolve) if arguments.resolve else None
    # The article is built only if it may be submitted: one that is only looked up need not be valid any more.
    if arguments.adopt:
        return adopt_released(context.issue, services)
    content, delivery = "", services.ledger.find(context.issue)
    if delivery is not None and may_hand_in(delivery, resolution):
        contents = context.prepare(delivery)
        accept_older(delivery, contents, services)
        content = contents.content
    return release_draft(context.issue, services, ReleaseOptions(content, resolution, arguments.mass, arguments.anew))


def _record(result: ReleaseResult, context: DeliveryContext, services: DeliveryServices) -> bool | None:
    """Write the address to `publications.json`; return whether it was written, None if there is none.

    Also completes a release that was interrupted before this step.
    """
    if not result.delivery.addresses or context.task.path is None:
        return None
    publications = list_publications(result.delivery, services.ledger, services.clock)
    return record_publications(context.ledger.account, publications, context.task.path, context.context)


def _print_result(result: ReleaseResult, context: DeliveryContext) -> None:
    translator, delivery = context.context.translator, result.delivery
    if context.arguments.json:
        values = {
            "act": result.action,
            "issue": delivery.issue,
            "account": context.ledger.account.name,
            "title": delivery.fingerprint.title,
            "state": delivery.state,
            "media_id": delivery.media_id,
            "publish_id": delivery.publish_id,
            "addresses": delivery.addresses,
            "problems": [describe_problem(problem, translator) for problem in result.problems],
            "to_do": [describe_problem(problem, translator) for problem in result.to_do],
        }
        print_json(values)
    else:
        for address in delivery.addresses:
            print(address)
    if not context.arguments.quiet:
        # A mass send reaches more people than a publication.
        sent = result.action is ReleaseAction.RELEASED and delivery.clientmsgid
        title = delivery.fingerprint.title or delivery.issue
        print_message("release-done-sent" if sent else f"release-done-{result.action}", translator, title=title)
