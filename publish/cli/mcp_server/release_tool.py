"""The tool that releases drafts, each approved by a person."""

# No `from __future__ import annotations`: the SDK reads the annotations, and one of them names a local function.

import os
from typing import TYPE_CHECKING, Annotated, Any

from mcp.server.mcpserver import AcceptedElicitation, Context, Elicit, ElicitationResult, Resolve
from pydantic import BaseModel, Field

from publish.adapters.storage.approvals import take_approval
from publish.adapters.storage.user_folders import find_state_folder
from publish.adapters.system.host import SystemClock
from publish.cli.mcp_server.tool_kinds import RELEASES, Account, Fingerprint, Issue, choose_account, reply_tool
from publish.cli.terminal_output import show_text
from publish.core.exceptions import UsageError
from publish.core.problem import Problem
from publish.i18n.translator import Translator

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from publish.cli.mcp_server.newsletter_worker import NewsletterWorker
    from publish.contract.reply_types import Reply

_LOOK = "look"
_SHOWN_CHARS = 8  # of a fingerprint, in the question: an answer holds for this plan alone

Mass = Annotated[bool, Field(description="Send it to every follower, and not only publish it")]


class Approval(BaseModel):
    """The answer of a person to the question whether a draft is released."""

    approve: bool = Field(description="Release it now")


def add_release_tool(server: "MCPServer", worker: "NewsletterWorker") -> None:
    """Offer the tool that releases drafts, each approved by a person."""

    async def approve(
        ctx: Context, issue: str, fingerprint: str, account: str, mass: bool
    ) -> Approval | Elicit[Approval]:
        """Ask the person at the client, or look for an approval from a terminal where the client asks nobody."""
        plan = await worker.run("release", "--dry-run", *_words(account, fingerprint, mass), issues=[issue])
        if not fingerprint or not plan["ok"]:  # nothing is released
            return Approval(approve=False)
        return _decide(plan["result"], ctx, worker.translator)

    @reply_tool(server, "release", RELEASES)
    async def release_article(
        issue: Issue,
        approval: Annotated[ElicitationResult[Approval], Resolve(approve)],
        fingerprint: Fingerprint = "",
        account: Account = "",
        mass: Mass = False,
    ) -> "Reply":
        """Publish the draft of an issue: public at once, and not to be taken back.

        Without a fingerprint: the plan alone: title, account, action, fingerprint.
        With it: a person is asked at the client; where the client cannot ask, the person runs `publish approve ISSUE`
        in a terminal first, and the call is made within ten minutes. Then it is released, once.
        """
        plan = await worker.run("release", "--dry-run", *_words(account, fingerprint, mass), issues=[issue])
        if not fingerprint or not plan["ok"]:
            return plan
        if not isinstance(approval, AcceptedElicitation):
            return worker.refuse("release", UsageError(Problem("mcp-declined")))
        if not approval.data.approve:
            return worker.refuse("release", UsageError(Problem("mcp-unapproved", {"issue": issue})))
        return await worker.run("release", *_words(account, fingerprint, mass), issues=[issue])


def _decide(plan: Any, ctx: Context, translator: Translator) -> Approval | Elicit[Approval]:
    """Return whether a plan is approved, or the question that tells; the author's title comes last in it."""
    if plan["action"] == _LOOK:  # it only asks what became of the draft
        return Approval(approve=True)
    fingerprint = plan["fingerprint"]
    if not _can_ask(ctx):
        return Approval(approve=take_approval(fingerprint, find_state_folder(os.environ), SystemClock().now()))
    message = "mcp-approve-mass" if plan["mass"] else "mcp-approve"
    values = {"account": plan["account"], "id": fingerprint[:_SHOWN_CHARS], "title": show_text(plan["title"])}
    return Elicit(translator.translate(message, **values), Approval)


def _can_ask(ctx: Context) -> bool:
    """Return whether the client puts forms to its person; older clients say nothing of kinds."""
    asks = ctx.client_capabilities.elicitation if ctx.client_capabilities else None
    return asks is not None and (asks.form is not None or asks.url is None)


def _words(account: str, fingerprint: str, mass: bool) -> list[str]:
    expected = [f"--expect={fingerprint}"] if fingerprint else []
    return [*choose_account(account), *expected, *(["--mass"] if mass else [])]
