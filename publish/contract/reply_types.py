"""The one object that a command prints with `--json`."""

from __future__ import annotations

from typing import Literal, TypeAlias

from publish.contract.json_object import JsonObject
from publish.core.exceptions import ErrorKind
from publish.core.problem import Severity

Sent: TypeAlias = Literal["no", "maybe", "yes"]


class EditJson(JsonObject):
    """One change to one line of an issue."""

    line: int
    """Number of the line, from 1."""
    start: int
    """Offset of the first character to replace, from 0."""
    end: int
    """Offset behind the last character to replace."""
    text: str | None
    """The replacement; null deletes the whole line."""


class ProblemJson(JsonObject):
    """A problem for a person to fix."""

    rule: str | None
    """Id of a rule, as `publish rules` lists it; null for a problem that no rule is about."""
    severity: Severity
    id: str
    """Id of the message: the same in every language and version."""
    message: str
    """What is wrong and what to do, in the chosen language."""
    remedy: str
    """What to do, without what is wrong; empty where the message leaves it at that."""
    file: str | None
    line: int | None
    """Number of the line, from 1."""
    column: int | None
    """Number of the character in the line, from 1."""
    element: str | None
    """Path of an element of the article, as `section>p[3]>span`; of a refusal of WeChat's, the id of the call."""
    times: int
    """How often it occurs; the place is that of the first."""
    fix: list[EditJson]
    """Edits that solve it, as `publish check --fix` makes them; empty where only a person can."""


class ErrorJson(JsonObject):
    """Why a command failed; its sentences are among the problems."""

    kind: ErrorKind
    code: int | None
    """WeChat's error code, where WeChat refused."""
    rid: str | None
    """Id of the call in WeChat's logs, where WeChat gave one: `publish doctor --rid` asks for them."""
    address: str | None
    """The IP address to allow in the account's settings, where WeChat refused because of it."""
    retryable: bool
    """Whether the same command may succeed within minutes without anybody changing anything."""
    sent: Sent
    """Whether the command changed a draft or a publication on the platform before it failed."""


class Reply(JsonObject):
    """What a command prints with `--json`, on success and on failure."""

    ok: bool
    """Whether the exit code is 0."""
    command: str
    version: str
    """Version of the program."""
    result: object
    """What the command found or did; null where it failed before."""
    problems: list[ProblemJson]
    error: ErrorJson | None
    """Null where `ok` is true."""
    exit_code: int
