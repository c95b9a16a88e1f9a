"""`publish release`: an issue's draft, on its way out."""

from __future__ import annotations

import json
import sys

from publish.cli.commands.ledger import hold_ledger, use_ledger
from publish.cli.delivery_context import DeliveryContext, describe_problem, load_delivery_context, report_problems
from publish.cli.exit_codes import EXIT_DONE
from publish.cli.parser import Arguments
from publish.cli.record_publication import record_publication
from publish.core.delivery_record import ReleaseAction, ReleaseResult, Resolution
from publish.core.ports import DeliveryServices
from publish.delivery import (
    ReleaseOptions,
    adopt_released,
    describe_publication,
    may_hand_in,
    record_address,
    release_draft,
)
from publish.i18n.messages import Translator


def release_issue(arguments: Arguments, translator: Translator) -> int:
    """Publish the draft of one issue, or find out what became of it, and return the exit code."""
    context = load_delivery_context(arguments, translator)
    with (
        hold_ledger(context.ledger, context.account),
        use_ledger(context.account, context.ledger, context.newsletter) as ledger,
    ):
        services = context.reach(ledger)
        released = (
            record_address(context.issue, arguments.url, services) if arguments.url else _release(context, services)
        )
        recorded = _record(released, context, services)
    report_problems((*released.problems, *released.to_do), translator)
    _tell(released, context)
    if recorded is False and not arguments.quiet:
        print(translator.translate("release-sandbox"), file=sys.stderr)
    return EXIT_DONE


def _release(context: DeliveryContext, services: DeliveryServices) -> ReleaseResult:
    resolution = Resolution(context.arguments.resolve) if context.arguments.resolve else None
    # What is only looked for need not be whole any more.
    if context.arguments.adopt:
        return adopt_released(context.issue, services)
    content = context.plan().content if may_hand_in(services.ledger.find(context.issue), resolution) else ""
    return release_draft(
        context.issue, services, ReleaseOptions(content, resolution, context.arguments.mass, context.arguments.anew)
    )


def _record(released: ReleaseResult, context: DeliveryContext, services: DeliveryServices) -> bool | None:
    """Write the address beside the issues, and say whether it was written; None where there is none.

    A run that died before is made good by the next.
    """
    if not released.delivery.addresses or context.task.path is None:
        return None
    name, publication = describe_publication(released.delivery, services)
    folder, root = context.task.path.parent, context.context.folder.find_root(context.task.path)
    return record_publication(context.account, folder, name, publication, root)


def _tell(released: ReleaseResult, context: DeliveryContext) -> None:
    translator, known = context.context.translator, released.delivery
    if context.arguments.json:
        said = {
            "act": released.act,
            "issue": known.issue,
            "account": context.account.name,
            "title": known.fingerprint.title,
            "state": known.state,
            "media_id": known.media_id,
            "publish_id": known.publish_id,
            "addresses": known.addresses,
            "problems": [describe_problem(problem, translator) for problem in released.problems],
            "to_do": [describe_problem(problem, translator) for problem in released.to_do],
        }
        print(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        for address in known.addresses:
            print(address)
    if not context.arguments.quiet:
        title = known.fingerprint.title or known.issue
        print(_describe_end(released, title, translator), file=sys.stderr)


def _describe_end(released: ReleaseResult, title: str, translator: Translator) -> str:
    """Return what became of an issue; a mass send reaches more people than a publication."""
    if released.act is ReleaseAction.RELEASED and released.delivery.clientmsgid:
        return translator.translate("release-done-sent", title=title)
    return translator.translate(f"release-done-{released.act}", title=title)
