"""The calls of the server to its process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, TypeVarTuple

from mcp.server.mcpserver.exceptions import ToolError

from publish.cli.console import Console
from publish.cli.mcp_server import worker
from publish.cli.mcp_server.worker import Confinement, Refusal
from publish.cli.reply import Ending, make_reply
from publish.cli.worker_process import WorkerProcess
from publish.core.exceptions import PublishError, UncertainError
from publish.core.problem import Problem
from publish.i18n.translator import Translator

if TYPE_CHECKING:
    from publish.contract.reply_types import Reply

_Ts = TypeVarTuple("_Ts")
_R = TypeVar("_R")
_SENDING = frozenset({"draft", "release"})


class CallableProcess(Protocol):
    """What calls functions, one at a time."""

    async def call(self, function: Callable[..., Any], /, *args: Any) -> Any:
        """Return what a function returns; raise BrokenProcessPool where that cannot be known."""

    def close(self) -> None:
        """Call no more."""


def open_worker(confinement: Confinement) -> NewsletterWorker:
    """Return the worker of a newsletter, in a process of its own."""
    return NewsletterWorker(confinement.language, WorkerProcess(worker.set_up_worker, confinement))


class NewsletterWorker:
    """One newsletter, whose commands run in a process, one at a time."""

    def __init__(self, language: str, process: CallableProcess) -> None:
        self.translator = Translator(language)
        self._process = process

    def close(self) -> None:
        """End the process."""
        self._process.close()

    async def run(self, *words: str, issues: Sequence[str] = ()) -> Reply:
        """Return the reply of a command; it is never repeated where the process was killed."""
        try:
            reply: Reply = await self._process.call(worker.answer, list(words), list(issues))
        except BrokenProcessPool:
            reply = self.refuse(words[0], UncertainError(Problem("mcp-killed")))
            if words[0] in _SENDING and reply["error"]:
                reply["error"]["sent"] = "maybe"
        return reply

    def refuse(self, command: str, error: PublishError) -> Reply:
        """Return the reply of a command that was not carried out."""
        console = Console(self.translator, as_json=True, silent=True)
        console.fail(error)
        return make_reply(Ending(command, None, error.exit_code), console)

    async def ask(self, function: Callable[[*_Ts], _R | Refusal], *args: *_Ts) -> _R:
        """Return what a function of the process returns; raise ToolError with its sentences where it refuses."""
        try:
            found: _R | Refusal = await self._process.call(function, *args)
        except BrokenProcessPool as error:
            raise ToolError(self.translator.translate("mcp-killed")) from error
        if isinstance(found, Refusal):
            raise ToolError("\n".join(found.sentences))
        return found
