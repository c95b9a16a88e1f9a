"""Call the program as its command line does, and look at what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from publish.cli import main


class Told(NamedTuple):
    """What a command says."""

    code: int
    out: str
    err: str


Publish = Callable[..., Told]


def make_caller(capsys: pytest.CaptureFixture[str], *options: str) -> Publish:
    """Return a caller of the program in this process, whose every call has some options more."""

    def call(*argv: str) -> Told:
        return Told(main([*argv, *options]), *capsys.readouterr())

    return call
