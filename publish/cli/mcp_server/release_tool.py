"""The tool that releases drafts, each approved by a person."""

# No `from __future__ import annotations`: the SDK reads the annotations, and one of them names a local function.

import os
from typing import TYPE_CHECKING, Annotated

from mcp.server.mcpserver import AcceptedElicitation, Context, Elicit, ElicitationResult, Resolve
from pydantic import BaseModel, Field

from publish.adapters.storage.approvals import take_approval
from publish.adapters.storage.user_folders import find_state_folder
from publish.adapters.system.host import SystemClock
from publish.cli.mcp_server.tool_kinds import RELEASES, Account, Fingerprint, Issue, choose_account, reply_tool
from publish.core.exceptions import UsageError
from publish.core.problem import Problem

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from publish.cli.mcp_server.newsletter_worker import NewsletterWorker
    from publish.contract.reply_types import Reply

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
        if not (ctx.client_capabilities and ctx.client_capabilities.elicitation):
            return Approval(approve=take_approval(fingerprint, find_state_folder(os.environ), SystemClock().now()))
        result = plan["result"]
        assert isinstance(result, dict)  # noqa: S101  # of a plan that was made
        message = "mcp-approve-mass" if mass else "mcp-approve"
        question = worker.translator.translate(message, title=result["title"], account=result["account"])
        return Elicit(f"{question} ({fingerprint[:_SHOWN_CHARS]})", Approval)

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


def _words(account: str, fingerprint: str, mass: bool) -> list[str]:
    expected = [f"--expect={fingerprint}"] if fingerprint else []
    return [*choose_account(account), *expected, *(["--mass"] if mass else [])]
