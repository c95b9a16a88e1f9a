"""Call the program as its command line does, and look at what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from publish.cli import main


class Told(NamedTuple):
    """What a command says."""

    code: int
    out: str
    err: str


Publish = Callable[..., Told]


def read_result(out: str) -> Any:
    """Return the result in the reply of a command that was asked for JSON."""
    return json.loads(out)["result"]


def make_caller(capsys: pytest.CaptureFixture[str], *options: str) -> Publish:
    """Return a caller of the program in this process, whose every call has some options more."""

    def call(*argv: str) -> Told:
        return Told(main([*argv, *options]), *capsys.readouterr())

    return call
