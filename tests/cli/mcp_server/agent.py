"""An agent: a client of the server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from mcp.client import Client
from mcp_types import CallToolResult, ElicitResult

from publish.cli.mcp_server import worker
from publish.cli.mcp_server.newsletter_worker import NewsletterWorker
from publish.cli.mcp_server.server import make_server
from publish.cli.mcp_server.worker import Confinement

_R = TypeVar("_R")


class SameProcess:
    """Calls functions in this process, where coverage is measured."""

    def __init__(self, folder: Path) -> None:
        worker._confinement[:] = [Confinement(folder.resolve(), None, "en")]  # what `set_up_worker` does

    async def call(self, function: Callable[..., Any], /, *args: Any) -> Any:
        return function(*args)

    def close(self) -> None:
        worker._confinement.clear()


class Person:
    """Whom a client asks."""

    def __init__(self, action: str = "accept", *, approve: bool = True) -> None:
        self.questions: list[str] = []
        self._action, self._approve = action, approve

    async def answer(self, _: Any, params: Any) -> ElicitResult:
        self.questions.append(params.message)
        content = {"approve": self._approve} if self._action == "accept" else None
        return ElicitResult(action=self._action, content=content)  # type: ignore[arg-type]


class Agent:
    """A client in a session."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def call(self, tool: str, **arguments: Any) -> CallToolResult:
        return await self.client.call_tool(tool, arguments)

    async def ask(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """Return what a tool answers; it must not be an error of the call."""
        result = await self.call(tool, **arguments)
        assert not result.is_error, result.content
        answer: dict[str, Any] = result.structured_content or {}
        return answer

    async def get_refusal(self, tool: str, **arguments: Any) -> str:
        """Return the text of an error of the call."""
        result = await self.call(tool, **arguments)
        assert result.is_error
        return str(result.content[0].text)  # type: ignore[union-attr]


def use_agent(  # noqa: PLR0913  # each says something else of one session
    folder: Path,
    errand: Callable[[Agent], Awaitable[_R]],
    *,
    allow_release: bool = False,
    person: Person | None = None,
    mode: str = "auto",
    process: SameProcess | None = None,
) -> _R:
    """Return what an agent brings back from the server of a newsletter, in this process."""

    async def run() -> _R:
        used = process or SameProcess(folder)
        served = NewsletterWorker("en", used, used)
        server = make_server(served, allow_release=allow_release)
        answer = person.answer if person else None
        async with Client(server, mode=mode, elicitation_callback=answer) as client:  # type: ignore[arg-type]
            found = await errand(Agent(client))
        served.close()
        return found

    return asyncio.run(run())


def show(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
