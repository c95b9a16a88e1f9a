"""Faults that a test sets: which calls fail, how, and whether they are carried out all the same."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Literal

from pydantic import Field

from publish.sandbox.api_request import ReceivedCall
from publish.sandbox.models import StoredRecord
from publish.sandbox.quotas import PERMISSIONS
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


class Fault(StoredRecord, record_kind="Fault"):
    """A fault; `docs/sandbox.md` repeats the descriptions of its fields."""

    appid: str = Field("", description="only calls of this account; all where it is empty")
    key: str = Field("", description="its name, given by the sandbox")
    endpoint: str = Field(
        ANY, description="what stands behind `/cgi-bin/`, such as `draft/add`, `draft/*` or `*`; else the whole path"
    )
    nth: int = Field(1, ge=1, description="the first of the matching calls that it meets")
    times: int = Field(1, ge=0, description="how many calls it meets from there on; 0 for ever")
    when: When = Field(
        "before",
        description="`before`: the call is not carried out; `after`: it is; `late`: it is, `late_seconds` afterwards",
    )
    kind: Kind = Field(description="what the caller gets to see")
    seconds: float = Field(
        30,
        ge=0,
        le=3600,
        description="how long `hang` and `latency` last, and the pause between pieces of `drip`",
    )
    late_seconds: float = Field(5, ge=0, description="how long after it a `late` call is carried out")
    bytes: int | None = Field(
        None,
        ge=0,
        description="how much of the answer `cut`, `reset` and `broken-json` let through (half; `reset`: nothing); "
        "the size of a piece of `drip` (1)",
    )
    status: int = Field(502, ge=300, le=599, description="the HTTP status of `status` and `redirect`")
    code: int = Field(-1, description="the code of `errcode`")
    location: str = Field("http://127.0.0.1:9/", pattern=r"^[!-~]+$", description="where `redirect` leads")
    seen: int = Field(0, ge=0, description="how many matching calls there were")


def next_fault(call: ReceivedCall, appid: str, state: State) -> Fault | None:
    """Count a call for every fault that matches it, remove the exhausted ones, and return the one that applies."""
    applied = None
    for fault in state.store.list(Fault):
        if not fnmatchcase(call.endpoint, fault.endpoint) or fault.appid not in ("", appid):
            continue
        counted = fault.model_copy(update={"seen": fault.seen + 1})
        if applied is None and counted.seen >= counted.nth:
            applied = counted
        if counted.times and counted.seen >= counted.nth + counted.times - 1:
            state.store.remove(counted)
        else:
            state.store.save(counted)
    return applied


def set_fault(fault: Fault, state: State) -> Fault:
    """Save a new fault under a key of its own."""
    saved = fault.model_copy(update={"key": f"fault-{state.next_number('fault')}", "seen": 0})
    state.store.save(saved)
    return saved


def clear_faults(state: State) -> None:
    """Remove all faults."""
    for fault in state.store.list(Fault):
        state.store.remove(fault)


def is_endpoint(name: str) -> bool:
    """Return whether a pattern such as `draft/*` matches an endpoint."""
    return any(fnmatchcase(endpoint, name) for endpoint in PERMISSIONS)
