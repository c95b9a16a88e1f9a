"""What a command replies to another program: the contract's object, made of its console."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from publish.cli.console import EXIT_DONE, Console
from publish.core.exceptions import BusyError, NotSentError, PlatformError, PublishError
from publish.core.version import __version__

if TYPE_CHECKING:
    from publish.contract.reply_types import ErrorJson, Reply, Sent
    from publish.core.exceptions import ErrorKind

EXIT_INTERNAL = 1
EXIT_INTERRUPTED = 130
EXIT_TERMINATED = 143
_KINDS: dict[int, ErrorKind] = {
    EXIT_INTERNAL: "internal",
    EXIT_INTERRUPTED: "interrupted",
    EXIT_TERMINATED: "interrupted",
}
_UNKNOWN_ADDRESS = "–"


class Ending(NamedTuple):
    """How a command ended."""

    command: str
    result: object  # None where it failed before it had one
    code: int


def make_reply(ending: Ending, console: Console) -> Reply:
    """Return the reply of a command that has ended."""
    return {
        "ok": ending.code == EXIT_DONE,
        "command": ending.command,
        "version": __version__,
        "result": ending.result,
        "problems": console.problems,
        "error": _describe_error(ending.code, console) if ending.code else None,
        "exit_code": ending.code,
    }


def _describe_error(code: int, console: Console) -> ErrorJson:
    failure = console.failure if code not in _KINDS else None
    refusal = failure if isinstance(failure, PlatformError) else None
    return {
        "kind": _KINDS.get(code) or (failure.kind if failure else "problems"),
        "code": refusal.code if refusal else None,
        "rid": refusal.rid or None if refusal else None,
        "address": _find_address(refusal) if refusal else None,
        "retryable": failure is not None and _is_retryable(failure),
        "sent": _find_sent(console),
    }


def _find_address(refusal: PlatformError) -> str | None:
    """Return the address that the platform refused; None where it was refused for something else."""
    from publish.wechat.api_errors import ADDRESS_REFUSED  # needed after a refusal alone

    if refusal.code != ADDRESS_REFUSED:
        return None
    found = (str(problem.values.get("address", _UNKNOWN_ADDRESS)) for problem in refusal.problems)
    return next((address for address in found if address != _UNKNOWN_ADDRESS), None)


def _is_retryable(failure: PublishError) -> bool:
    if isinstance(failure, PlatformError):
        from publish.wechat.api_errors import RetryAdvice, find_refusal  # needed after a refusal alone

        return find_refusal(failure.code, failure.endpoint).repeat is not RetryAdvice.NEVER
    return isinstance(failure, BusyError | NotSentError)


def _find_sent(console: Console) -> Sent:
    states: list[Sent] = [client.changes.state.value for client in console.clients]
    return max(states, key=("no", "maybe", "yes").index, default="no")
