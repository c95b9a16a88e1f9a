"""Prompts: the two errands that people send an agent on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mcp.server import MCPServer

_WRITE = """\
Write the next issue of this newsletter about: {topic}

1. list_issues, then read_issue of the two newest: take over their structure, their sections and their tone.
2. Begin the file with `publish new` in a terminal, or write it beside the others, named as they are.
3. Every entry has its source; invent neither facts nor addresses, and mark what you could not verify.
4. check_issue until no error is left; fix_issue shows what can be fixed by itself.
5. build_article, look at preview_image by day and by night, and tell me what I should read before it goes out.
Send nothing: I decide about the draft.
"""
_FIX = """\
Fix the issue {issue}.

1. check_issue with minimum "info", and fix_issue without write: show me the diff and say what each change does.
2. After I agree: fix_issue with write. What is left, fix by hand in the file: only what a rule asks for.
3. Leave my words as they are: no rule asks you to rewrite them.
4. check_issue once more, build_article, and tell me what is left and why.
"""


def add_prompts(server: MCPServer) -> None:
    """Offer the prompts."""

    @server.prompt()
    def write_next_issue(topic: str = "what has happened since the last issue") -> str:
        """Write the next issue."""
        return _WRITE.format(topic=topic)

    @server.prompt()
    def fix_this_issue(issue: str) -> str:
        """Fix this issue: what is wrong with it, and nothing else."""
        return _FIX.format(issue=issue)
