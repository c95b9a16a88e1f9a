"""Resources: the texts of issues, their articles, the rules, and what an agent should know."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mcp.server.mcpserver.exceptions import ResourceError, ToolError
from mcp.server.mcpserver.resources import TextResource

from publish.adapters.storage.skill_files import list_skill_files, read_skill_file
from publish.cli.mcp_server import worker as work

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from publish.cli.mcp_server.newsletter_worker import NewsletterWorker


def add_resources(server: MCPServer, worker: NewsletterWorker) -> None:
    """Offer what can be read beside the tools."""

    @server.resource("publish://issues/{name}", mime_type="text/markdown")
    async def issue(name: str) -> str:
        """The Markdown of an issue, by its name."""
        try:
            return (await worker.ask(work.read_issue, name))["text"]
        except ToolError as error:
            raise ResourceError(str(error)) from error

    @server.resource("publish://articles/{name}", mime_type="text/html")
    async def article(name: str) -> str:
        """The article of an issue, as it is pasted into WeChat's editor."""
        try:
            return await worker.ask(work.read_article, name)
        except ToolError as error:
            raise ResourceError(str(error)) from error

    @server.resource("publish://rules", mime_type="application/json")
    async def rules() -> str:
        """Every rule for issues, and for the markup of articles."""
        return json.dumps((await worker.run("rules"))["result"], ensure_ascii=False)

    for name in list_skill_files():
        text = read_skill_file(name)
        server.add_resource(TextResource(uri=f"publish://docs/{name}", name=name, mime_type="text/markdown", text=text))
