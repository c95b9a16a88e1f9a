"""`publish status` and `publish history`: what folder and ledger know; nothing is asked of WeChat, nothing written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from publish.cli.commands.ledger import LedgerContext, load_ledger_context, read_ledger
from publish.cli.delivery_context import report_problems
from publish.cli.exit_codes import EXIT_DONE
from publish.cli.parser import Arguments
from publish.core.delivery_record import Delivery, DeliveryEvent, DeliveryState, StateReason
from publish.core.exceptions import IssueError
from publish.core.problem import Problem
from publish.delivery import find_unowned
from publish.i18n.messages import Translator
from publish.newsletter.labels import name_issue


def show_status(arguments: Arguments, translator: Translator) -> int:
    """Print how far each issue has come, and return the exit code."""
    context = load_ledger_context(arguments)
    issues = [context.name_issue(path) for path in context.folder.list_all()]
    with read_ledger(context.account, context.ledger, context.newsletter) as ledger:
        deliveries = ledger.list_deliveries() if ledger else []
        unowned = find_unowned(ledger, frozenset(issues)) if ledger else None
    if unowned and not arguments.quiet:
        report_problems(unowned.problems, translator)
    begun = {known.issue for known in deliveries}
    planned = [issue for issue in issues if issue not in begun]
    if arguments.json:
        sent = [_describe_delivery(known, translator) for known in deliveries]
        _print_json([*sent, *({"issue": issue, "state": DeliveryState.PLANNED} for issue in planned)])
        return EXIT_DONE
    rows = [_make_row(known, translator) for known in deliveries]
    rows = sorted([*rows, *([issue, translator.translate("state-planned"), "", ""] for issue in planned)])
    _print_table(["column-issue", "status-state", "status-since", "status-note"], rows, translator)
    return EXIT_DONE


def show_history(arguments: Arguments, translator: Translator) -> int:
    """Print every step of one issue's delivery, and return the exit code.

    Raises:
        IssueError: The ledger knows nothing of it.
    """
    context = load_ledger_context(arguments)
    issue = _find_issue(arguments.issue, context)
    with read_ledger(context.account, context.ledger, context.newsletter) as ledger:
        events = ledger.list_events(issue) if ledger else []
    if not events:
        raise IssueError(Problem("history-none", {"issue": arguments.issue}))
    if arguments.json:
        _print_json([_describe_act(act, issue, translator) for act in events])
        return EXIT_DONE
    rows = [
        [
            _read_clock(act.at),
            translator.translate(f"state-{act.state}"),
            _note_act(act),
            _explain(act.reason, issue, translator),
        ]
        for act in events
    ]
    _print_table(["status-at", "status-state", "status-ids", "status-note"], rows, translator)
    return EXIT_DONE


def _find_issue(wanted: str, context: LedgerContext) -> str:
    """Return what the ledger calls an issue; its file may be gone by now."""
    try:
        path = context.folder.find(wanted)
    except IssueError:
        path = Path(wanted) if "/" in wanted else context.repository / context.settings.issues / f"{wanted}.md"
    return context.name_issue(path)


def _make_row(known: Delivery, translator: Translator) -> list[str]:
    note = known.addresses[0] if known.addresses else _explain(known.reason, known.issue, translator)
    since = known.released or known.started
    return [known.issue, translator.translate(f"state-{known.state}"), _read_clock(since), note]


def _note_act(act: DeliveryEvent) -> str:
    return " ".join(filter(None, [act.media_id, act.publish_id]))


def _explain(reason: StateReason | None, issue: str, translator: Translator) -> str:
    return translator.explain(Problem(reason.message, {"issue": name_issue(issue), **reason.values})) if reason else ""


def _read_clock(moment: datetime) -> str:
    """Return a time as this machine's clock shows it."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _describe_delivery(known: Delivery, translator: Translator) -> dict[str, object]:
    return {
        "issue": known.issue,
        "state": known.state,
        "title": known.fingerprint.title,
        "media_id": known.media_id,
        "publish_id": known.publish_id,
        "addresses": known.addresses,
        "started": known.started.isoformat(),
        "released": known.released.isoformat() if known.released else None,
        **_describe_reason(known.reason, known.issue, translator),
    }


def _describe_act(act: DeliveryEvent, issue: str, translator: Translator) -> dict[str, object]:
    return {
        "at": act.at.isoformat(),
        "state": act.state,
        "media_id": act.media_id,
        "publish_id": act.publish_id,
        **_describe_reason(act.reason, issue, translator),
    }


def _describe_reason(reason: StateReason | None, issue: str, translator: Translator) -> dict[str, object]:
    return {"reason": reason.message if reason else None, "message": _explain(reason, issue, translator)}


def _print_json(said: object) -> None:
    print(json.dumps(said, ensure_ascii=False, indent=2))


def _print_table(heads: Sequence[str], rows: Sequence[Sequence[str]], translator: Translator) -> None:
    from tabulate import tabulate

    if not rows:
        print(translator.translate("status-none"))
        return
    print(tabulate(rows, [translator.translate(head) for head in heads], tablefmt="plain", disable_numparse=True))
