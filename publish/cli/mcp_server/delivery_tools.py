"""Tools for an account: its drafts, and what is known of its issues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from publish.cli.mcp_server.tool_kinds import (
    READS,
    READS_PLATFORM,
    SENDS_DRAFT,
    Account,
    Fingerprint,
    Issue,
    choose_account,
    reply_tool,
)

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from publish.cli.mcp_server.newsletter_worker import NewsletterWorker
    from publish.contract.reply_types import Reply


def add_delivery_tools(server: MCPServer, worker: NewsletterWorker) -> None:
    """Offer the tools that push drafts, and those that only ask."""

    @reply_tool(server, "draft", SENDS_DRAFT)
    async def draft_article(
        issue: Issue,
        fingerprint: Fingerprint = "",
        account: Account = "",
        others: Annotated[list[str], Field(description="Issues or files that go out in the same draft")] = [],  # noqa: B006
    ) -> Reply:
        """Put the article of an issue into the account's draft box, or update its draft there. Readers see nothing.

        Without a fingerprint: the plan alone, which sends nothing: action, title, account, lengths, fingerprint.
        With the plan's fingerprint: does it, if nothing has changed since; then reads the draft back.
        An unchanged draft makes no call. Needs AppID and secret of the account on this machine.
        """
        act = [f"--expect={fingerprint}"] if fingerprint else ["--dry-run"]
        return await worker.run("draft", *act, *choose_account(account), issues=[issue, *others])

    @reply_tool(server, "status", READS)
    async def status(account: Account = "") -> Reply:
        """Tell how far every issue has come, from the local ledger: state, draft, addresses. Asks no network."""
        return await worker.run("status", *choose_account(account))

    @reply_tool(server, "stats", READS_PLATFORM)
    async def stats(
        issue: Annotated[str, Field(description="An issue, for its numbers by day; empty for the newest")] = "",
        account: Account = "",
        offline: Annotated[bool, Field(description="Tell what the ledger knows, without asking the platform")] = False,
    ) -> Reply:
        """Tell what published issues came to: reads, shares, likes, comments. The platform is a day late."""
        words = [*choose_account(account), *(["--offline"] if offline else [])]
        return await worker.run("stats", *words, issues=[issue] if issue else [])

    @reply_tool(server, "doctor", READS_PLATFORM)
    async def doctor(account: Account = "") -> Reply:
        """Check settings, account and platform: rights, quotas, clock, the IP address to allow. Changes nothing."""
        return await worker.run("doctor", *choose_account(account))
