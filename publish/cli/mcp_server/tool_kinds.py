"""What tools do to the world, as the protocol tells it, and the schema of what they return."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar

from mcp.types import ToolAnnotations
from pydantic import Field

from publish.contract.reply_schema import make_reply_type

if TYPE_CHECKING:
    from mcp.server import MCPServer

READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
READS_PLATFORM = ToolAnnotations(read_only_hint=True, open_world_hint=True)
WRITES_FILES = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
REWRITES_ISSUE = ToolAnnotations(
    read_only_hint=False, destructive_hint=True, idempotent_hint=True, open_world_hint=False
)
SENDS_DRAFT = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=True)
RELEASES = ToolAnnotations(read_only_hint=False, destructive_hint=True, idempotent_hint=False, open_world_hint=True)

Issue: TypeAlias = Annotated[
    str, Field(description="Name of an issue as list_issues tells it, or its path in the newsletter's folder")
]
Account: TypeAlias = Annotated[
    str,
    Field(description="Name of an account; may be left out where there is one. `sandbox` is publish's own stand-in"),
]
Fingerprint: TypeAlias = Annotated[
    str, Field(description="Fingerprint of the plan that was approved; empty to get the plan, which sends nothing")
]

_Tool = TypeVar("_Tool", bound=Callable[..., Awaitable[Any]])


def reply_tool(server: MCPServer, command: str, annotations: ToolAnnotations) -> Callable[[_Tool], _Tool]:
    """Return a decorator that offers a function as a tool which returns the reply of a command."""

    def decorate(function: _Tool) -> _Tool:
        function.__annotations__["return"] = make_reply_type(command)  # more exact than any static type
        return server.tool(annotations=annotations)(function)

    return decorate


def choose_account(account: str) -> list[str]:
    """Return the words of a command line that name an account."""
    return [f"--account={account}"] if account else []
