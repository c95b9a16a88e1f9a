"""The calls of the server to its process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, TypeVarTuple

from mcp.server.mcpserver.exceptions import ToolError

from publish.cli.console import Console
from publish.cli.mcp_server import worker
from publish.cli.mcp_server.worker import Confinement, Refusal
from publish.cli.reply import Ending, make_reply
from publish.cli.worker_process import WorkerProcess, repeat_once
from publish.core.exceptions import PublishError, UncertainError
from publish.core.problem import Problem
from publish.i18n.translator import Translator

if TYPE_CHECKING:
    from publish.contract.reply_types import Reply

_Ts = TypeVarTuple("_Ts")
_R = TypeVar("_R")
_SENDING = frozenset({"draft", "release"})
_ASKING = _SENDING | {"stats", "doctor"}


class CallableProcess(Protocol):
    """What calls functions, one at a time."""

    async def call(self, function: Callable[..., Any], /, *args: Any) -> Any:
        """Return what a function returns; raise BrokenProcessPool where that cannot be known."""

    def close(self) -> None:
        """Call no more."""


def open_worker(confinement: Confinement) -> NewsletterWorker:
    """Return the worker of a newsletter, in processes of its own."""
    reading, asking = (WorkerProcess(worker.set_up_worker, confinement) for _ in range(2))
    return NewsletterWorker(confinement.language, reading, asking)


class NewsletterWorker:
    """One newsletter, whose commands run in two processes: those that ask the platform, which may take minutes, apart.

    Each does one thing at a time.
    """

    def __init__(self, language: str, reading: CallableProcess, asking: CallableProcess) -> None:
        self.translator = Translator(language)
        self._reading, self._asking = reading, asking

    def close(self) -> None:
        """End the processes."""
        self._reading.close()
        self._asking.close()

    async def run(self, *words: str, issues: Sequence[str] = ()) -> Reply:
        """Return the reply of a command; one that sends is never repeated where its process was killed."""
        process = self._asking if words[0] in _ASKING else self._reading
        call = partial(process.call, worker.answer, list(words), list(issues))
        try:
            reply: Reply = await (call() if words[0] in _SENDING else repeat_once(call))
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
            found: _R | Refusal = await repeat_once(partial(self._reading.call, function, *args))
        except BrokenProcessPool as error:
            raise ToolError(self.translator.translate("mcp-killed")) from error
        if isinstance(found, Refusal):
            raise ToolError("\n".join(found.sentences))
        return found
