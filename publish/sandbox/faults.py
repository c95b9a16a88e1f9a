"""What goes wrong, as somebody asked for: which call, what, and whether the call is carried out all the same."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import ClassVar, Literal

from pydantic import Field

from publish.sandbox.api_request import ReceivedCall
from publish.sandbox.models import StoredRecord
from publish.sandbox.permissions import RIGHTS
from publish.sandbox.state import State

Kind = Literal[
    "hang",
    "latency",
    "reset",
    "cut",
    "drip",
    "endless",
    "broken-json",
    "not-json",
    "empty",
    "empty-object",
    "status",
    "redirect",
    "errcode",
    "intruder",
]
When = Literal["before", "after", "late"]

ANY = "*"


class Fault(StoredRecord):
    """Something that goes wrong; `docs/sandbox.md` lists the fields by the words that stand here."""

    record_kind: ClassVar[str] = "Fault"

    appid: str = Field(default="", description="only calls of this account; all where it is empty")
    key: str = Field(default="", description="its name, given by the sandbox")
    endpoint: str = Field(
        default=ANY, description="what stands behind `/cgi-bin/`, such as `draft/add`, `draft/*` or `*`"
    )
    nth: int = Field(default=1, ge=1, description="the first of the matching calls that it meets")
    times: int = Field(default=1, ge=0, description="how many calls it meets from there on; 0 for ever")
    when: When = Field(
        default="before",
        description="`before`: the call is not carried out; `after`: it is; `late`: it is, `late_seconds` afterwards",
    )
    kind: Kind = Field(description="what the caller gets to see")
    seconds: float = Field(
        default=30,
        ge=0,
        le=3600,
        description="how long `hang` and `latency` last, and the pause between pieces of `drip`",
    )
    late_seconds: float = Field(default=5, ge=0, description="how long after it a `late` call is carried out")
    bytes: int | None = Field(
        default=None,
        ge=0,
        description="how much of the answer `cut`, `reset` and `broken-json` let through (half; `reset`: nothing); "
        "the size of a piece of `drip` (1)",
    )
    status: int = Field(default=502, ge=300, le=599, description="the HTTP status of `status` and `redirect`")
    code: int = Field(default=-1, description="the code of `errcode`")
    location: str = Field(default="http://127.0.0.1:9/", pattern=r"^[!-~]+$", description="where `redirect` leads")
    seen: int = Field(default=0, ge=0, description="how many matching calls there were")


def take_fault(call: ReceivedCall, appid: str, state: State) -> Fault | None:
    """Return what goes wrong with a call, and note that it has come; a fault that is spent is forgotten."""
    taken = None
    for fault in state.store.list(Fault):
        if not fnmatchcase(call.endpoint, fault.endpoint) or fault.appid not in ("", appid):
            continue
        seen = fault.model_copy(update={"seen": fault.seen + 1})
        if taken is None and seen.seen >= seen.nth:
            taken = seen
        if seen.times and seen.seen >= seen.nth + seen.times - 1:
            state.store.remove(seen)
        else:
            state.store.save(seen)
    return taken


def set_fault(fault: Fault, state: State) -> Fault:
    """Let something go wrong from now on."""
    named = fault.model_copy(update={"key": f"fault-{state.take_number('fault')}", "seen": 0})
    state.store.save(named)
    return named


def is_endpoint(name: str) -> bool:
    """Say whether a fault may name this."""
    return any(fnmatchcase(endpoint, name) for endpoint in RIGHTS)
