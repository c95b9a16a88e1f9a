"""`publish approve`: lets an agent release a draft, once, as a person has seen it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from publish.adapters.storage.approvals import save_approval, take_approval
from publish.adapters.storage.user_folders import find_state_folder
from publish.adapters.system.host import SystemClock
from publish.cli.commands.release import plan_release
from publish.cli.console import Console, Outcome
from publish.cli.delivery_context import load_delivery_context
from publish.cli.parser import Arguments
from publish.core.exceptions import UsageError
from publish.core.problem import Problem

if TYPE_CHECKING:
    from publish.contract.delivery_results import ApprovalResult

_AGREED = frozenset({"y", "yes", "是"})


def approve_release(arguments: Arguments, console: Console) -> Outcome[ApprovalResult]:
    """Show what would be released, ask the person at the terminal, and save the approval.

    Raises UsageError without a terminal: no program approves what it does itself.
    """
    if console.as_json or not console.is_interactive:
        raise UsageError(Problem("approve-terminal"))
    plan = plan_release(load_delivery_context(arguments, console))
    fingerprint, title = plan["fingerprint"], plan["title"]
    question = "approve-ask-mass" if plan["mass"] else "approve-ask"
    approved = console.confirm(question, _AGREED, title=title, account=plan["account"])
    folder, now = find_state_folder(os.environ), SystemClock().now()
    if approved:
        save_approval(fingerprint, folder, now)
    else:  # the last word holds
        take_approval(fingerprint, folder, now)
    console.say("approve-done" if approved else "approve-declined", title=title)
    return Outcome({"fingerprint": fingerprint, "approved": approved})
